"""Advertisers: the accounts as their owners describe them."""

from collections.abc import Iterable
from typing import Any, Final

from mercat.domain.accounts import get_account
from mercat.domain.advertising.refusals import Malformed, TooLarge, TooSmall
from mercat.store import ads as rows
from mercat.store.tx import Tx

KIND: Final = "advertiser"
NORMAL: Final = "CUSTOMER_STATUS_NORMAL"
NO_BUDGET: Final = 0
LEAST_BUDGET: Final = 5_000  # cents
MOST_BUDGET: Final = 4_000_000_000
LEAST_STEP: Final = 5_000


def describe(tx: Tx, account_ids: Iterable[int]) -> list[dict[str, Any]]:
    """The accounts of these ids, in order of id. Raises NotFound."""
    return [_describe(tx, account_id) for account_id in sorted(account_ids)]


def note(tx: Tx, account_id: int, about: dict[str, Any]) -> None:
    """Add to what is known of an account."""
    known = rows.find_by_name(tx, KIND, account_id, KIND)
    if known is None:
        rows.add(tx, KIND, account_id, about, name=KIND)
        return
    present = rows.find(tx, KIND, account_id, known)
    assert present is not None
    rows.save(tx, known, present.document | about, name=KIND)


def update(tx: Tx, account_id: int, changes: dict[str, Any]) -> None:
    """Replace what `changes` has. Raises NotFound, TooSmall, TooLarge, Malformed (too small a step)."""
    (present,) = describe(tx, [account_id])
    if "daily_budget" in changes:
        _check_budget(changes["daily_budget"], present["daily_budget"])
    note(tx, account_id, changes)


def _check_budget(budget: int, before: int) -> None:
    if budget == NO_BUDGET:
        return
    if budget < LEAST_BUDGET:
        raise TooSmall("daily_budget", LEAST_BUDGET)
    if budget > MOST_BUDGET:
        raise TooLarge("daily_budget", MOST_BUDGET)
    if before != NO_BUDGET and 0 < abs(budget - before) < LEAST_STEP:
        raise Malformed("daily_budget", f"changed by {LEAST_STEP} or more")


def _describe(tx: Tx, account_id: int) -> dict[str, Any]:
    account = get_account(tx, account_id)
    known = rows.find_by_name(tx, KIND, account_id, KIND)
    present = rows.find(tx, KIND, account_id, known) if known else None
    return {
        "corporation_name": account.name,
        "registration_type": "REGISTRATION_TYPE_CORPORATION",
        "daily_budget": 0,
        "system_status": NORMAL,
        "is_adx": False,
        **(present.document if present else {}),
        "account_id": account_id,
    }
