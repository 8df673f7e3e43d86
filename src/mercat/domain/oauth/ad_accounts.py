"""Advertising accounts, which applications can be granted access to."""

from typing import Final

from mercat.domain import audit
from mercat.model.oauth import ADVERTISER, AGENCY, Account
from mercat.model.refusals import AlreadyExists, Missing, NotFound, TooLong
from mercat.store.advertising import business_units, wallets
from mercat.store.oauth import clients
from mercat.store.tx import Tx

NAME_LENGTH: Final = 120


def create_account(
    tx: Tx,
    name: str,
    *,
    account_id: int | None = None,
    uin: int | None = None,
    role: str = ADVERTISER,
    agency_id: int | None = None,
) -> Account:
    """Create an account, by default with a random id of eight digits. `agency_id` makes it a client of that agency.

    Raises AlreadyExists, Missing, NotFound (the agency).
    """
    name = checked_name(name)
    if agency_id is not None:
        agency = next((one for one in agencies(tx) if one.account_id == agency_id), None)
        if agency is None or (role == AGENCY and agency.agency_id is not None):  # there are two levels of agencies
            raise NotFound("agency", agency_id)
    if account_id is None:
        account_id = drawn_number(tx)
    elif _is_taken(tx, account_id):
        raise AlreadyExists("account", account_id)
    uin = uin or 1_000_000_000 + tx.randomness.below(2_000_000_000)
    clients.add_account(tx, account_id, name, uin, role, agency_id)
    audit.note(tx, "account.created", name, after={"account_id": account_id})
    return get_account(tx, account_id)


def drawn_number(tx: Tx) -> int:
    """A random number of eight digits that no account, business unit or wallet has."""
    while True:
        drawn = 10_000_000 + tx.randomness.below(90_000_000)
        if not _is_taken(tx, drawn):
            return drawn


def get_account(tx: Tx, account_id: int) -> Account:
    """The account with this id. Raises NotFound."""
    account = clients.find_account(tx, account_id)
    if account is None:
        raise NotFound("account", account_id)
    return account


def accounts(tx: Tx) -> list[Account]:
    """All accounts by id."""
    return clients.accounts(tx)


def _is_taken(tx: Tx, number: int) -> bool:
    return any(find(tx, number) for find in (clients.find_account, business_units.find_unit, wallets.find_wallet))


def agencies(tx: Tx) -> list[Account]:
    """The accounts of agencies by id."""
    return [account for account in clients.accounts(tx) if account.role == AGENCY]


def checked_name(name: str) -> str:
    """The name without blanks around it. Raises Missing, TooLong."""
    name = name.strip()
    if not name:
        raise Missing("name")
    if len(name) > NAME_LENGTH:
        raise TooLong("name", NAME_LENGTH)
    return name
