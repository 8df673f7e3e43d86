"""Wallets of agencies, and the accounts that pay from them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from mercat.model.funds import Wallet
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_WALLET = "wallet_id, agency_id, entity_id, document, created_ms"


def _wallet(row: Row) -> Wallet:
    return Wallet(row[0], row[1], row[2], msgspec.json.decode(row[3]), row[4])


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def add(tx: Tx, wallet: Wallet) -> None:
    """Insert a wallet. Its id must be unique."""
    tx.execute(
        "INSERT INTO wallets (wallet_id, agency_id, entity_id, document, created_ms)"
        " VALUES (:wallet, :agency, :entity, :document, :created)",
        wallet=wallet.wallet_id,
        agency=wallet.agency_id,
        entity=wallet.entity_id,
        document=_text(wallet.document),
        created=wallet.created_ms,
    )


def change(tx: Tx, wallet_id: int, document: dict[str, object]) -> None:
    """Replace the document of a wallet."""
    tx.execute(
        "UPDATE wallets SET document = :document WHERE wallet_id = :wallet", wallet=wallet_id, document=_text(document)
    )


def find_wallet(tx: Tx, wallet_id: int) -> Wallet | None:
    """The wallet with this id, or None."""
    row = tx.fetch_one(f"SELECT {_WALLET} FROM wallets WHERE wallet_id = :wallet", wallet=wallet_id)
    return _wallet(row) if row else None


def wallets_of(tx: Tx, agency_id: int) -> list[Wallet]:
    """The wallets of an agency, by id."""
    rows = tx.fetch_all(f"SELECT {_WALLET} FROM wallets WHERE agency_id = :agency ORDER BY wallet_id", agency=agency_id)
    return [_wallet(row) for row in rows]


# -- the accounts -----------------------------------------------------------------------------------------------------


def bind(tx: Tx, wallet_id: int, account_id: int) -> None:
    """Bind an account that is bound to no wallet."""
    tx.execute(
        "INSERT INTO wallet_accounts (account_id, wallet_id, bound_ms) VALUES (:account, :wallet, :now)",
        account=account_id,
        wallet=wallet_id,
        now=tx.now,
    )


def unbind(tx: Tx, wallet_id: int, account_id: int) -> None:
    """Unbind an account from a wallet, if it is bound to it."""
    tx.execute(
        "DELETE FROM wallet_accounts WHERE account_id = :account AND wallet_id = :wallet",
        account=account_id,
        wallet=wallet_id,
    )


def wallet_of(tx: Tx, account_id: int) -> int | None:
    """The id of the wallet that an account is bound to, or None."""
    row = tx.fetch_one("SELECT wallet_id FROM wallet_accounts WHERE account_id = :account", account=account_id)
    return row[0] if row else None


def wallets_of_accounts(tx: Tx, account_ids: Sequence[int]) -> dict[int, int]:
    """The id of the wallet of each account that is bound to one."""
    rows = tx.fetch_all(
        "SELECT account_id, wallet_id FROM wallet_accounts"
        f" WHERE {tx.dialect.in_list('account_id', 'accounts')} ORDER BY account_id",
        accounts=_text(list(account_ids)),
    )
    return {row[0]: row[1] for row in rows}


def bound_accounts(tx: Tx, wallet_id: int) -> dict[int, int]:
    """The accounts that are bound to a wallet, by id, each with the time when it was bound."""
    rows = tx.fetch_all(
        "SELECT account_id, bound_ms FROM wallet_accounts WHERE wallet_id = :wallet ORDER BY account_id",
        wallet=wallet_id,
    )
    return {row[0]: row[1] for row in rows}
