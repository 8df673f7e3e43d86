"""The ledger: the money of accounts and wallets, by fund. Every movement is a statement, and a balance is their sum.

Amounts are in cents. No fund goes below zero. A day is one of the platform's zone.
"""

from collections.abc import Sequence
from typing import Final

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import HOUR, day_bounds
from mercat.model.funds import Statement, Trade
from mercat.model.refusals import Refusal
from mercat.store.advertising import fund_statements, wallets
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


def totals(tx: Tx, holder_ids: Sequence[int]) -> dict[int, int]:
    """The balance of all funds together, of each of several holders."""
    stored = fund_statements.balances_of(tx, holder_ids)
    return {one: sum(stored.get(one, {}).values()) for one in holder_ids}


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
    purses = Purses(tx, [account_id])
    most = purses.available(account_id)
    if amount > most:
        raise BalanceTooSmall(most)
    purses.pay(account_id, amount, tx.now, new_bill_no(tx), ad_group_id)
    purses.write(tx)


class _Purse:
    """The balance of each fund of a holder, and their sum."""

    def __init__(self, holder_id: int, funds: dict[str, int]) -> None:
        self.holder_id, self.funds, self.total = holder_id, funds, sum(funds.values())


class Purses:
    """The money of accounts and of the wallets that they are bound to, so that many payments are written at once."""

    def __init__(self, tx: Tx, account_ids: Sequence[int]) -> None:
        bound = wallets.wallets_of_accounts(tx, account_ids)
        holder_ids = [*account_ids, *set(bound.values())]
        stored = fund_statements.balances_of(tx, holder_ids)
        purses = {one: _Purse(one, dict.fromkeys(USUAL, 0) | stored.get(one, {})) for one in holder_ids}
        self._payers = {
            account_id: [purses[one] for one in (account_id, bound.get(account_id)) if one is not None]
            for account_id in account_ids
        }
        self._statements: list[Statement] = []

    def available(self, account_id: int) -> int:
        """What an account can spend."""
        return sum([purse.total for purse in self._payers[account_id]])

    def pay(self, account_id: int, amount: int, at_ms: int, bill_no: str, ad_group_id: int | None = None) -> None:
        """Take what is at most available: from the account's funds, then from its wallet's."""
        for purse in self._payers[account_id]:
            for fund_type, balance in purse.funds.items() if purse.total else ():
                part = min(amount, balance)
                if part:
                    purse.funds[fund_type] -= part
                    purse.total -= part
                    amount -= part
                    about = (-part, at_ms, bill_no, "", account_id, ad_group_id)
                    self._statements.append(Statement(purse.holder_id, fund_type, Trade.PAY, *about))
        assert not amount, (account_id, amount)

    def book(self, account_id: int, cost: int, hour: int, ad_group_id: int) -> None:
        """Book what an ad group cost in an hour, at its end, so that it belongs to the same day.

        A cost below 0 corrects what was booked before, and comes back as cash.
        """
        at_ms, bill_no = (hour + 1) * HOUR - 1, f"delivery-{hour}-{ad_group_id}"
        if cost > 0:
            self.pay(account_id, cost, at_ms, bill_no, ad_group_id)
        elif cost < 0:
            purse = self._payers[account_id][0]
            purse.funds[CASH] -= cost
            purse.total -= cost
            about = (-cost, at_ms, bill_no, "", account_id, ad_group_id)
            self._statements.append(Statement(account_id, CASH, Trade.TRANSFER_IN, *about))

    def write(self, tx: Tx) -> None:
        """Insert a statement for each payment and fund."""
        fund_statements.add_many(tx, self._statements)
        self._statements = []


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
