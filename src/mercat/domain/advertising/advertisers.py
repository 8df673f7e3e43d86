"""Advertisers: the accounts as their owners describe them."""

from typing import Any, Final

from mercat.domain.advertising.collection import Search, Slice
from mercat.domain.advertising.refusals import StepTooSmall, TooLarge, TooSmall
from mercat.domain.oauth.ad_accounts import get_account
from mercat.model.advertising import AdObject, Condition
from mercat.store import advertising
from mercat.store.tx import Tx

KIND: Final = "advertiser"
NORMAL: Final = "CUSTOMER_STATUS_NORMAL"
NO_BUDGET: Final = 0
LEAST_BUDGET: Final = 5_000  # cents
MOST_BUDGET: Final = 4_000_000_000
LEAST_STEP: Final = 5_000


def find(tx: Tx, search: Search) -> Slice:
    """List accounts that match the filter, by id, a page at a time.

    Raises NotFound.
    """
    described = [_describe(tx, account_id) for account_id in sorted(search.owners)]
    items = [
        AdObject(about["account_id"], about["account_id"], about, 0, 0, deleted=False)
        for about in described
        if all(_matches(about, condition) for condition in search.conditions)
    ]
    size, after = search.window.size, search.window.after
    if after is None:
        start = (search.window.page - 1) * size
        return Slice(items[start : start + size], len(items))
    rest = [item for item in items if item.id > after]
    return Slice(rest[:size], len(items), rest[size - 1].id if len(rest) > size else None)


def note(tx: Tx, account_id: int, about: dict[str, Any]) -> None:
    """Store more members of an account's description."""
    present = _stored(tx, account_id)
    if present is None:
        advertising.add(tx, KIND, account_id, about, name=KIND)
    else:
        advertising.save(tx, present.id, present.document | about, name=KIND)


def update(tx: Tx, account_id: int, changes: dict[str, Any]) -> int:
    """Update an account.

    Raises NotFound, TooSmall, TooLarge, StepTooSmall.
    """
    present = _describe(tx, account_id)
    if "daily_budget" in changes:
        _check_budget(changes["daily_budget"], present["daily_budget"])
    note(tx, account_id, changes)
    return account_id


def _check_budget(budget: int, before: int) -> None:
    if budget == NO_BUDGET:
        return
    if budget < LEAST_BUDGET:
        raise TooSmall("daily_budget", LEAST_BUDGET)
    if budget > MOST_BUDGET:
        raise TooLarge("daily_budget", MOST_BUDGET)
    if before != NO_BUDGET and 0 < abs(budget - before) < LEAST_STEP:
        raise StepTooSmall("daily_budget", LEAST_STEP)


def _describe(tx: Tx, account_id: int) -> dict[str, Any]:
    account = get_account(tx, account_id)
    present = _stored(tx, account_id)
    return {
        "corporation_name": account.name,
        "registration_type": "REGISTRATION_TYPE_CORPORATION",
        "daily_budget": 0,
        "system_status": NORMAL,
        "is_adx": False,
        **(present.document if present else {}),
        "account_id": account_id,
    }


def _stored(tx: Tx, account_id: int) -> AdObject | None:
    object_id = advertising.find_by_name(tx, KIND, account_id, KIND)
    return None if object_id is None else advertising.find(tx, KIND, account_id, object_id)


def _matches(about: dict[str, Any], condition: Condition) -> bool:
    """Whether a member equals the value of a condition, or contains it."""
    value, text = condition.values[0], about[condition.member]
    return value in text if condition.operator == "contains" else bool(value == text)
