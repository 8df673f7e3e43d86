"""Advertising accounts, which applications can be granted access to."""

from typing import Final

from mercat.domain import audit
from mercat.model.oauth import Account
from mercat.model.refusals import AlreadyExists, Missing, NotFound, TooLong
from mercat.store.oauth import clients
from mercat.store.tx import Tx

NAME_LENGTH: Final = 120


def create_account(tx: Tx, name: str, *, account_id: int | None = None, uin: int | None = None) -> Account:
    """Create an advertising account, by default with a random id of eight digits. Raises AlreadyExists, Missing."""
    name = checked_name(name)
    while account_id is None:
        drawn = 10_000_000 + tx.randomness.below(90_000_000)
        account_id = None if clients.find_account(tx, drawn) else drawn
    if clients.find_account(tx, account_id):
        raise AlreadyExists("account", account_id)
    clients.add_account(tx, account_id, name, uin or 1_000_000_000 + tx.randomness.below(2_000_000_000))
    audit.note(tx, "account.created", name, after={"account_id": account_id})
    return get_account(tx, account_id)


def get_account(tx: Tx, account_id: int) -> Account:
    """The account with this id. Raises NotFound."""
    account = clients.find_account(tx, account_id)
    if account is None:
        raise NotFound("account", account_id)
    return account


def accounts(tx: Tx) -> list[Account]:
    """All accounts by id."""
    return clients.accounts(tx)


def checked_name(name: str) -> str:
    """The name without blanks around it. Raises Missing, TooLong."""
    name = name.strip()
    if not name:
        raise Missing("name")
    if len(name) > NAME_LENGTH:
        raise TooLong("name", NAME_LENGTH)
    return name
