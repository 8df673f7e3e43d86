"""Advertisers: the accounts as their owners describe them, and the clients that agencies open."""

import zlib
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.accounts import account_tree, ledger
from mercat.domain.advertising.collection import Search, Slice, row, slice_of
from mercat.domain.oauth.ad_accounts import create_account
from mercat.model.advertising import Condition
from mercat.model.oauth import ADVERTISER, AGENCY, Account
from mercat.model.refusals import Missing, Refusal
from mercat.store.advertising import ad_objects
from mercat.store.oauth import clients
from mercat.store.tx import Tx

KIND: Final = "advertiser"
VERSION: Final = "ADP3"  # of ads; there are no others here
NORMAL: Final = "CUSTOMER_STATUS_NORMAL"
CORPORATION: Final = "REGISTRATION_TYPE_CORPORATION"
NO_BUDGET: Final = 0
LEAST_BUDGET: Final = 5_000  # cents
MOST_BUDGET: Final = 4_000_000_000
LEAST_STEP: Final = 5_000
FIRST_BUDGET: Final = 1_000_000  # of an account that is opened without a budget
OF_CORPORATIONS: Final = (
    "corporation_name",
    "corporation_licence",
    "certification_image_id",
    "individual_qualification",
    "area_code",
)
_FIRST_ENTITY: Final = 50_000_000


class BudgetTooLarge(Refusal):
    """The daily budget of an account is above what is allowed."""


class BudgetTooSmall(Refusal):
    """The daily budget of an account is below what is allowed, or below what the account spent today."""


class BudgetStepTooSmall(Refusal):
    """The daily budget of an account would change by less than `step`."""

    step: int


class NoAgency(Refusal):
    """The token has access to no agency."""


# -- reading ----------------------------------------------------------------------------------------------------------


def find(tx: Tx, search: Search) -> Slice:
    """List accounts that match the filter, by id, a page at a time."""
    accounts = [one for one in clients.accounts_by_id(tx, list(search.owners)) if one.role == ADVERTISER]
    if "agency_id" in search.parameters:
        agency_id = account_tree.agency(tx, search.parameters["agency_id"]).account_id
        accounts = [one for one in accounts if one.agency_id == agency_id]
    if search.conditions:
        matches = [about for about in describe(tx, accounts) if all(_matches(about, one) for one in search.conditions)]
        return slice_of([row(about["account_id"], about) for about in matches], search.window)
    part = slice_of([row(one.account_id, {"account": one}) for one in accounts], search.window)
    described = describe(tx, [item.document["account"] for item in part.items])  # of the page alone
    return replace(part, items=[row(about["account_id"], about) for about in described])


def describe(tx: Tx, accounts: list[Account]) -> list[dict[str, Any]]:
    """The descriptions of accounts, in their order."""
    stored = ad_objects.documents_by_name(tx, KIND, [one.account_id for one in accounts], KIND)
    return [_described(account, stored.get(account.account_id, {})) for account in accounts]


def entity_id(corporation_name: str) -> int:
    """The number of the company that accounts of this name belong to."""
    return _FIRST_ENTITY + zlib.crc32(corporation_name.encode())


def daily_budget(tx: Tx, account_id: int, members: dict[str, Any]) -> dict[str, Any]:
    """Show the daily budget of an account, and the lowest one that can be set now."""
    (about,) = describe(tx, [account_tree.advertiser(tx, account_id)])
    least = _least_budget(tx, account_id)
    return {"account_id": account_id, "daily_budget": about["daily_budget"], "min_daily_budget": least}


def version(tx: Tx, account_id: int, members: dict[str, Any]) -> dict[str, Any]:
    """Show the version of ads that an account makes. Raises NotAdvertiser."""
    account_tree.advertiser(tx, account_id)
    return {"adp_version": VERSION}


# -- changing ---------------------------------------------------------------------------------------------------------


def note(tx: Tx, account_id: int, about: dict[str, Any]) -> None:
    """Store more members of an account's description."""
    object_id = ad_objects.find_by_name(tx, KIND, account_id, KIND)
    present = None if object_id is None else ad_objects.find(tx, KIND, account_id, object_id)
    if present is None:
        ad_objects.add(tx, KIND, account_id, about, name=KIND)
    else:
        ad_objects.save(tx, present.id, present.document | about, name=KIND)


def add(tx: Tx, owner: int, members: dict[str, Any]) -> int:
    """Open an account for a client of an agency. It is active at once."""
    agency_id = _opening_agency(tx, members.pop("agency_id", None))
    about = {"registration_type": CORPORATION, "daily_budget": FIRST_BUDGET, **members}
    person = about.get("individual_qualification") or {}
    required = OF_CORPORATIONS if about["registration_type"] == CORPORATION else ("individual_qualification",)
    for name in required:
        if not about.get(name):
            raise Missing(name)
    for name in ("name", "identification_number"):
        if not person.get(name):
            raise Missing(f"individual_qualification.{name}")
    _check_bounds(about["daily_budget"])
    about.setdefault("corporation_name", person["name"])
    account = create_account(tx, about["corporation_name"], agency_id=agency_id)
    note(tx, account.account_id, about)
    return account.account_id


def update(tx: Tx, account_id: int, changes: dict[str, Any]) -> int:
    """Update an account.

    Raises NotFound, NotAdvertiser, BudgetTooSmall, BudgetTooLarge, BudgetStepTooSmall.
    """
    account_tree.advertiser(tx, account_id)
    if "daily_budget" in changes:
        set_budget(tx, account_id, {"daily_budget": changes["daily_budget"]})
    note(tx, account_id, changes)
    return account_id


def set_budget(tx: Tx, account_id: int, members: dict[str, Any]) -> dict[str, Any]:
    """Change the daily budget of an account.

    `use_min_daily_budget` sets the lowest possible budget where the account spent too much today for the requested one.
    Raises NotAdvertiser, BudgetTooSmall, BudgetTooLarge, BudgetStepTooSmall.
    """
    (about,) = describe(tx, [account_tree.advertiser(tx, account_id)])
    budget, least = members["daily_budget"], _least_budget(tx, account_id)
    lowest = bool(members.get("use_min_daily_budget")) and LEAST_BUDGET <= budget < least
    budget = least if lowest else budget
    _check_bounds(budget, least)
    before = about["daily_budget"]
    if NO_BUDGET not in (before, budget) and 0 < abs(budget - before) < LEAST_STEP:
        raise BudgetStepTooSmall(LEAST_STEP)
    note(tx, account_id, {"daily_budget": budget})
    return {"account_id": account_id, "daily_budget": budget, "use_min_daily_budget": lowest}


# -- the parts --------------------------------------------------------------------------------------------------------


def _opening_agency(tx: Tx, agency_id: int | None) -> int:
    agencies = [one.account_id for one in account_tree.visible(tx, tx.caller) if one.role == AGENCY]
    if not agencies:
        raise NoAgency
    if agency_id is not None and len(agencies) > 1:
        return account_tree.agency(tx, agency_id).account_id
    if len(agencies) > 1:
        raise Missing("agency_id")
    return agencies[0]


def _least_budget(tx: Tx, account_id: int) -> int:
    """Today's cost with a fifth more, and no less than the smallest step above it."""
    spent = ledger.spent_today(tx, account_id)
    return max(LEAST_BUDGET, -(-spent * 6 // 5), spent + LEAST_STEP)


def _check_bounds(budget: int, least: int = LEAST_BUDGET) -> None:
    if budget == NO_BUDGET:
        return
    if budget < least:
        raise BudgetTooSmall
    if budget > MOST_BUDGET:
        raise BudgetTooLarge


def _described(account: Account, stored: dict[str, Any]) -> dict[str, Any]:
    agency = {} if account.agency_id is None else {"agency_account_id": account.agency_id}
    about = {
        "corporation_name": account.name,
        "registration_type": CORPORATION,
        "daily_budget": NO_BUDGET,
        "system_status": NORMAL,
        "is_adx": False,
        **stored,
        **agency,
        "account_id": account.account_id,
    }
    name = about["corporation_name"]
    return {**about, "mdm_id": entity_id(name), "mdm_name": name}


def _matches(about: dict[str, Any], condition: Condition) -> bool:
    """Whether a member equals the value of a condition, or contains it."""
    value, text = condition.values[0], about[condition.member]
    return value in text if condition.operator == "contains" else bool(value == text)
