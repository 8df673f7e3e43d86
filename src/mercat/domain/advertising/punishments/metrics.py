"""Counts of what reviewers refused, by month, company, agency and industry, and the money that follows.

Who has more than a free share of refusals pays for each of them, up to a number in a month.
"""

from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.punishments.judged import (
    Holder,
    elements,
    holders,
    is_refused,
    matches,
    month_of,
    part,
)
from mercat.domain.advertising.refusals import TooLarge, TooSmall
from mercat.model.refusals import WrongType
from mercat.store.tx import Tx

PRICE: Final = 100  # yuan for a refusal
FREE_PERCENT: Final = 5
MOST: Final = 100  # refusals that a company pays in a month
MOST_ROWS: Final = 1_000  # of a page
MOST_PAGES: Final = 999_999
PAGE_SIZE: Final = 20

Document = dict[str, Any]
Key = tuple[int, str, str, str]


def companies(tx: Tx, owner: int, members: Document) -> Document:
    """List counts and money by month, company, agency and industry."""
    rows = [row for row in _companies(tx, owner).values() if matches(row, members)]
    page, size = members["page_num"], members["page_size"]
    conf = {"page": page, "pageSize": size, "totalPage": -(-len(rows) // size), "totalNum": len(rows)}
    return {"data_list": part(rows, page, size), "page_conf": conf}


def accounts(tx: Tx, owner: int, members: Document) -> Document:
    """List counts and money by month and account. Accounts of a company pay for it in the order of their ids."""
    whole, paid = _companies(tx, owner), dict[Key, int]()
    rows = []
    for (month, account_id), (holder, total, refused) in _counts(tx, owner).items():
        key = _key(month, holder)
        capped = min(refused, MOST - paid.get(key, 0))
        paid[key] = paid.get(key, 0) + capped
        penalized = whole[key]["is_penalized"]
        rows.append(
            {
                **holder.described(),
                **_review(total, refused),
                "partition_time": month,
                "account_id": account_id,
                "is_penalized": penalized,
                "uid_capped_reject_cnt": capped,
                "penalty_unit_price": _money(PRICE),
                "uid_final_penalty_amount": _money(capped * PRICE * penalized),
            }
        )
    rows = [row for row in rows if matches(row, members)]
    page = _number(members, "page", 1, MOST_PAGES)
    size = _number(members, "page_size", PAGE_SIZE, MOST_ROWS)
    conf = {"page": page, "page_size": size, "total_page": -(-len(rows) // size), "total_num": len(rows)}
    return {"data_list": part(rows, page, size), "page_conf": conf}


def _companies(tx: Tx, owner: int) -> dict[Key, Document]:
    sums: dict[Key, list[tuple[Holder, int, int]]] = {}
    for (month, _), each in _counts(tx, owner).items():
        sums.setdefault(_key(month, each[0]), []).append(each)
    return {key: _company(key[0], several) for key, several in sums.items()}


def _company(month: int, several: list[tuple[Holder, int, int]]) -> Document:
    total, refused = sum(each[1] for each in several), sum(each[2] for each in several)
    penalized = int(refused * 100 > FREE_PERCENT * total)
    capped = min(refused, MOST)
    return {
        **several[0][0].described(),
        **_review(total, refused),
        "partition_time": month,
        "is_penalized": penalized,
        "penalty_unit_price": _money(PRICE),
        "penalty_amount": _money(refused * PRICE * penalized),
        "penalty_uid_cnt": sum(1 for each in several if each[2]) * penalized,
        "capped_reject_cnt": capped,
        "final_penalty_amount": _money(capped * PRICE * penalized),
    }


def _counts(tx: Tx, owner: int) -> dict[tuple[int, int], tuple[Holder, int, int]]:
    """How many elements of each account were judged and how many of these refused, by month and account."""
    known_accounts = holders(tx, account_tree.below(tx, [owner]))
    counts: dict[tuple[int, int], tuple[Holder, int, int]] = {}
    for element in elements(tx, known_accounts):
        key = (month_of(element), element.account_id)
        holder, total, refused = counts.get(key, (known_accounts[element.account_id], 0, 0))
        counts[key] = (holder, total + 1, refused + is_refused(tx, element))
    return dict(sorted(counts.items()))


def _key(month: int, holder: Holder) -> Key:
    return (month, holder.company, holder.group, holder.second[1])


def _review(total: int, refused: int) -> Document:
    rate = f"{100 * refused / total:.2f}"
    return {"penalty_review_total": total, "penalty_review_reject_cnt": refused, "penalty_reject_rate": rate}


def _money(yuan: int) -> str:
    return f"{yuan}.00"


def _number(members: Document, name: str, default: int, most: int) -> int:
    """A member of `page_conf`, or the one beside it; the contract does not look into `page_conf`."""
    value = members["page_conf"].get(name, members.get(name, default))
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongType(f"page_conf.{name}", str(value)[:64], "integer")
    if value < 1:
        raise TooSmall(f"page_conf.{name}", 1)
    if value > most:
        raise TooLarge(f"page_conf.{name}", most)
    return value
