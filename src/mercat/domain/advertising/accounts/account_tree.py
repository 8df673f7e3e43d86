"""Which accounts a token may touch: those that it was granted, and the clients of agencies among them.

An agency has clients, and second-level agencies with clients of their own. A business unit belongs to the user who
granted the token.
"""

from collections.abc import Iterator
from typing import Final

from mercat.model.caller import Caller
from mercat.model.oauth import ADVERTISER, AGENCY, Account
from mercat.model.refusals import Refusal
from mercat.store.advertising import business_units
from mercat.store.oauth import clients
from mercat.store.tx import Tx

LEVELS: Final = 2  # of agencies above an account


class AccountUnknown(Refusal):
    """A call names an account that does not exist."""

    account_id: int


class NotPermitted(Refusal):
    """A call names, beside its own account, one that the token has no access to."""

    account_id: int


class NotAdvertiser(Refusal):
    """The account is an agency's."""

    account_id: int


class NotAgency(Refusal):
    """The account is an advertiser's."""

    account_id: int


def may_touch(tx: Tx, caller: Caller, account_id: int) -> bool:
    """Whether the account, its agency, or the agency of its agency was granted."""
    if account_id in caller.account_ids:
        return True
    present = clients.find_account(tx, account_id)
    for _ in range(LEVELS):
        if present is None or present.agency_id is None:
            return False
        if present.agency_id in caller.account_ids:
            return True
        present = clients.find_account(tx, present.agency_id)
    return False


def may_use_unit(tx: Tx, caller: Caller, unit_id: int) -> bool:
    """Whether a business unit is that of the user who granted the token."""
    unit = business_units.find_unit(tx, unit_id)
    return unit is not None and unit.user_id == caller.user_id


def visible(tx: Tx, caller: Caller) -> list[Account]:
    """All accounts that the caller may touch, by id."""
    return below(tx, sorted(caller.account_ids))


def below(tx: Tx, account_ids: list[int]) -> list[Account]:
    """These accounts, and all that are below the agencies among them, by id."""
    level = clients.accounts_by_id(tx, account_ids)
    accounts = {one.account_id: one for one in level}
    for _ in range(LEVELS):
        agencies = [one.account_id for one in level if one.role == AGENCY]
        level = clients.clients_of(tx, agencies) if agencies else []
        accounts |= {one.account_id: one for one in level}
    return [accounts[account_id] for account_id in sorted(accounts)]


def ordered(tx: Tx) -> list[tuple[int, Account]]:
    """All accounts, each below its agency, with the number of agencies above it."""
    accounts: dict[int | None, list[Account]] = {}
    for one in clients.accounts(tx):
        accounts.setdefault(one.agency_id, []).append(one)
    return list(_branches(accounts, None, 0))


def _branches(
    accounts: dict[int | None, list[Account]], agency_id: int | None, level: int
) -> Iterator[tuple[int, Account]]:
    for one in accounts.get(agency_id, ()):
        yield level, one
        if one.role == AGENCY:
            yield from _branches(accounts, one.account_id, level + 1)


def account(tx: Tx, account_id: int) -> Account:
    """The account with this id. Raises AccountUnknown."""
    present = clients.find_account(tx, account_id)
    if present is None:
        raise AccountUnknown(account_id)
    return present


def permitted(tx: Tx, account_id: int) -> Account:
    """An account that a call names beside its own. Raises AccountUnknown, NotPermitted."""
    present = account(tx, account_id)
    if not may_touch(tx, tx.caller, account_id):
        raise NotPermitted(account_id)
    return present


def advertiser(tx: Tx, account_id: int) -> Account:
    """The account, which is an advertiser's. Raises AccountUnknown, NotPermitted, NotAdvertiser."""
    present = permitted(tx, account_id)
    if present.role != ADVERTISER:
        raise NotAdvertiser(account_id)
    return present


def agency(tx: Tx, account_id: int) -> Account:
    """The account, which is an agency's. Raises AccountUnknown, NotPermitted, NotAgency."""
    present = permitted(tx, account_id)
    if present.role != AGENCY:
        raise NotAgency(account_id)
    return present
