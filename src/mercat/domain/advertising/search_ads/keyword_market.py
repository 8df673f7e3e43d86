"""The market of search words: how often a word is searched and what a click costs.

No searches are known here, so the numbers follow from the word itself: they are always the same.
"""

import zlib
from typing import Any, Final

from mercat.store.tx import Tx

CENTS: Final = 100
DESCENDING: Final = "DESCENDING"
LEAST_PRICE, MOST_PRICE = 20, 500  # cents
LEAST_SEARCHES, MOST_SEARCHES = 500, 120_000  # in a month
MOST_RIVALS: Final = 60
REASONS: Final = {
    "DARK_HORSE_WORD": "黑马词",
    "SAME_TRADE_BUY_WORD": "同行买词",
    "HIGH_CLICK_WORD": "高点击词",
    "BLUE_OCEAN_WORD": "蓝海词",
}


def guide_price(word: str) -> int:
    """The usual price of a click, in cents."""
    return LEAST_PRICE + _number(word, "price") % (MOST_PRICE - LEAST_PRICE)


def facts(word: str) -> dict[str, Any]:
    """The members with which the platform describes a word. The price is in yuan."""
    searches = LEAST_SEARCHES + _number(word, "searches") % (MOST_SEARCHES - LEAST_SEARCHES)
    reasons = [text for name, text in REASONS.items() if _number(word, name) % 3 == 0]
    return {
        "month_query_count": searches,
        "click_count": searches * (1 + _number(word, "clicks") % 10) // 100,
        "price": guide_price(word) / CENTS,
        "total_accts": 1 + _number(word, "rivals") % MOST_RIVALS,
        "recommend_reason": ";".join(reasons),
    }


def in_order(items: list[dict[str, Any]], order_by: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Descriptions in the order that a call asks for, or in their own."""
    for order in order_by:
        name = order["sort_field"]
        items = sorted(items, key=lambda item: item[name], reverse=order["sort_type"] == DESCENDING)
    return items


def flow(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """Show how often words are searched and what a click costs."""
    items = [{"bidword": word, **facts(word)} for word in members["bidword_list"]]
    return in_order(items, members.get("order_by", []))


def _number(word: str, purpose: str) -> int:
    return zlib.crc32(f"{purpose} {word}".encode())
