"""The ledger: the money of accounts and wallets, by fund. Every movement is a statement, and a balance is their sum.

Amounts are in cents. No fund goes below zero. A day is one of the platform's zone.
"""

from collections.abc import Sequence
from typing import Final

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import day_bounds
from mercat.model.funds import Statement, Trade
from mercat.model.refusals import Refusal
from mercat.store import fund_statements, wallets
from mercat.store.tx import Tx

CASH: Final = "FUND_TYPE_CASH"
SHARED: Final = "FUND_TYPE_SHARED"
GIFT: Final = "FUND_TYPE_GIFT"
BANK: Final = "FUND_TYPE_BANK"
USUAL: Final = (CASH, SHARED, GIFT, BANK)  # the funds that every account has
MOST_BALANCE: Final = 10**15  # of a fund; far above what an account can hold, far below what a column can


class BalanceTooSmall(Refusal):
    """A fund holds `most` and was to give more."""

    most: int


class BalanceTooLarge(Refusal):
    """A fund would hold more than `limit`."""

    limit: int


def balances(tx: Tx, holder_id: int) -> dict[str, int]:
    """The balance of each fund: the usual ones first, then others that have statements."""
    return dict.fromkeys(USUAL, 0) | fund_statements.balances(tx, holder_id)


def available(tx: Tx, holder_id: int, fund_types: Sequence[str]) -> int:
    """The balance of some funds together."""
    sums = fund_statements.balances(tx, holder_id)
    return sum(sums.get(fund_type, 0) for fund_type in fund_types)


def recharge(tx: Tx, holder_id: int, fund_type: str, amount: int, *, memo: str = "") -> None:
    """Put money from outside into a fund. Raises BalanceTooLarge."""
    _put(tx, Statement(holder_id, fund_type, Trade.CHARGE, amount, tx.now, new_bill_no(tx), memo))


def move(
    tx: Tx, source_id: int, target_id: int, fund_types: Sequence[str], amount: int, *, bill_no: str, memo: str
) -> None:
    """Move money between the same funds of two holders; the funds give in their order.

    Raises BalanceTooSmall, BalanceTooLarge. Nothing is moved then.
    """
    for fund_type, part in _shares(tx, source_id, fund_types, amount):
        out = Statement(source_id, fund_type, Trade.TRANSFER_BACK, -part, tx.now, bill_no, memo)
        fund_statements.add_many(tx, [out])
        _put(tx, Statement(target_id, fund_type, Trade.TRANSFER_IN, part, tx.now, bill_no, memo))


def spend(tx: Tx, account_id: int, amount: int, *, ad_group_id: int | None = None) -> None:
    """Pay for delivery: from the account's funds, then from the wallet that it is bound to. Raises BalanceTooSmall."""
    holders = payers(tx, account_id)
    most = sum(available(tx, holder_id, tuple(balances(tx, holder_id))) for holder_id in holders)
    if amount > most:
        raise BalanceTooSmall(most)
    bill_no, rest = new_bill_no(tx), amount
    for holder_id in holders:
        funds = tuple(balances(tx, holder_id))
        part = min(rest, available(tx, holder_id, funds))
        for fund_type, share in _shares(tx, holder_id, funds, part):
            statement = Statement(holder_id, fund_type, Trade.PAY, -share, tx.now, bill_no, "", account_id, ad_group_id)
            fund_statements.add_many(tx, [statement])
        rest -= part


def payers(tx: Tx, account_id: int) -> list[int]:
    """The account, and the wallet that it is bound to, if there is one: who pays for its delivery, in this order."""
    wallet_id = wallets.wallet_of(tx, account_id)
    return [account_id] if wallet_id is None else [account_id, wallet_id]


def spent_today(tx: Tx, account_id: int) -> int:
    """What an account spent today."""
    return sum(costs_today(tx, [account_id]).values())


def costs_today(tx: Tx, account_ids: list[int]) -> dict[tuple[int, str], int]:
    """What accounts spent today, by account and fund."""
    _, since, before = day_bounds(tx.now, ZONE)
    return fund_statements.costs(tx, account_ids, since, before)


def costs_of_ad_groups_today(tx: Tx, account_id: int) -> dict[int, int]:
    """What the ad groups of an account spent today, by id."""
    _, since, before = day_bounds(tx.now, ZONE)
    return fund_statements.costs_of_ad_groups(tx, account_id, since, before)


def new_bill_no(tx: Tx) -> str:
    """A number for a movement that the caller did not number."""
    return f"mercat-{tx.randomness.hex(20)}"


def _shares(tx: Tx, holder_id: int, fund_types: Sequence[str], amount: int) -> list[tuple[str, int]]:
    """How much each fund gives, without the funds that give nothing."""
    sums = fund_statements.balances(tx, holder_id)
    most = sum(sums.get(fund_type, 0) for fund_type in fund_types)
    if amount > most:
        raise BalanceTooSmall(most)
    shares, rest = [], amount
    for fund_type in fund_types:
        part = min(rest, sums.get(fund_type, 0))
        rest -= part
        if part:
            shares.append((fund_type, part))
    return shares


def _put(tx: Tx, statement: Statement) -> None:
    if available(tx, statement.holder_id, (statement.fund_type,)) + statement.amount > MOST_BALANCE:
        raise BalanceTooLarge(MOST_BALANCE)
    fund_statements.add_many(tx, [statement])
