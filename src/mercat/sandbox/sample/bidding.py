"""Search words, negative words, a joint budget and a package of ad positions of the sample data."""

from typing import Any, Final

from mercat.domain.advertising.ad_groups.joint_budgets import joint_budgets
from mercat.domain.advertising.search_ads import negative_words
from mercat.domain.advertising.search_ads.bidwords import bidwords
from mercat.domain.advertising.targeting.union_packages import INCLUDE, union_packages
from mercat.store.tx import Tx

_WORDS: Final = (("绿茶", "EXACT_MATCH", 600), ("茶叶礼盒", "PHRASE_MATCH", 0), ("红茶", "WIDE_MATCH", 300))


def fill(tx: Tx, account_id: int, ad_group_ids: list[int]) -> None:
    """Let the first ad group bid on words, and the last two, which cost nothing yet, share a budget."""
    for word, match, price in _WORDS:
        about: dict[str, Any] = {"adgroup_id": ad_group_ids[0], "bidword": word, "match_type": match}
        bidwords.add(tx, account_id, about | ({"bid_price": price} if price else {}))
    words = {"phrase_negative_words": ["免费"], "exact_negative_words": ["茶叶蛋"]}
    negative_words.add(tx, account_id, {"adgroup_id": ad_group_ids[0], **words})
    budget = {"joint_budget_rule_name": "Winter goods", "daily_budget": 100_000, "adgroup_id_list": ad_group_ids[-2:]}
    joint_budgets.add(tx, account_id, budget)
    positions = {"union_package_type": INCLUDE, "union_position_id_list": [13_978, 13_979]}
    union_packages.add(tx, account_id, {"union_package_name": "News feeds", **positions})
