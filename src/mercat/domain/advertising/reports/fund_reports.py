"""Reports about money: funds and their balances, statements, days, and what is spent today. A cost is positive."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Final

import msgspec

from mercat.domain.advertising.accounts import account_tree, fund_types, ledger, wallets
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Search, Slice, row, slice_of
from mercat.domain.advertising.dates import ZONE, begin_of, is_date
from mercat.domain.advertising.refusals import NotToday, SpanTooLong, TooEarly
from mercat.model.advertising import AdObject
from mercat.model.clock import DAY, SECOND, day_bounds, day_of
from mercat.model.funds import Statement, Trade
from mercat.model.refusals import NotFound, TooMany, WrongType
from mercat.store.advertising import fund_statements
from mercat.store.advertising.fund_statements import Matching
from mercat.store.tx import Tx

YEARS: Final = 2  # that reports look back
DAYS_OF_REPORT: Final = 10
DAYS_OF_INVOICE: Final = 31
MOST_WALLETS: Final = 100
NORMAL, EMPTY = "FUND_STATUS_NORMAL", "FUND_STATUS_NOT_ENOUGH"
NO_EXPIRY: Final = "2070-01-01"
EPOCH: Final = date(1970, 1, 1)
DESCRIPTIONS: Final = {
    Trade.CHARGE: "充值",
    Trade.TRANSFER_IN: "转账",
    Trade.TRANSFER_BACK: "转账",
    Trade.PAY: "消费",
}

Members = dict[str, Any]
Naming = Callable[[str], str]


class Day(msgspec.Struct, frozen=True):
    """A day of a holder: the sum of each kind of movement, what a wallet paid for it, and the balance at its end."""

    day: str
    trades: dict[Trade, int]
    by_wallet: int
    balance: int


# -- balances ---------------------------------------------------------------------------------------------------------


def funds(tx: Tx, account_id: int, members: Members) -> list[Members]:
    """List the funds of an account with their balances."""
    return _funds(tx, account_id, str)


def merged_funds(tx: Tx, account_id: int, members: Members) -> list[Members]:
    """List the merged funds of an account with their balances."""
    return _funds(tx, account_id, fund_types.merged_name)


def _funds(tx: Tx, account_id: int, naming: Naming) -> list[Members]:
    _, since, before = day_bounds(tx.now, ZONE)
    costs: dict[str, int] = {}
    for (_, fund_type), trades in fund_statements.days(tx, account_id, since, before).items():
        costs[naming(fund_type)] = costs.get(naming(fund_type), 0) - trades.get(Trade.PAY, 0)
    begins: dict[str, int] = {}
    for fund_type, at in fund_statements.begins(tx, account_id).items():
        begins[naming(fund_type)] = min(at, begins.get(naming(fund_type), at))
    balances: dict[str, int] = {}
    for fund_type, balance in ledger.balances(tx, account_id).items():
        balances[naming(fund_type)] = balances.get(naming(fund_type), 0) + balance
    return [
        {
            "fund_type": name,
            "balance": balance,
            "bill_deposit_amount": 0,
            "fund_status": EMPTY if name in begins and not balance else NORMAL,
            "realtime_cost": costs.get(name, 0),
            "effect_funds": [_lot(begins[name], balance)] if balance else [],
        }
        for name, balance in balances.items()
    ]


def _lot(begin_ms: int, amount: int) -> Members:
    return {"effect_date": day_of(begin_ms, ZONE), "expire_date": NO_EXPIRY, "amount": amount}


# -- statements -------------------------------------------------------------------------------------------------------


def statements(tx: Tx, search: Search) -> Slice:
    """List the statements of a fund, the newest first, a page at a time."""
    return _statements(tx, search, (search.parameters["fund_type"],))


def merged_statements(tx: Tx, search: Search) -> Slice:
    """List the statements of a merged fund, the newest first, a page at a time."""
    return _statements(tx, search, fund_types.parts_of(search.parameters["fund_type"]))


def wallet_statements(tx: Tx, search: Search) -> Slice:
    """List the statements of wallets, the newest first, a page at a time. Raises NotAgency, WalletUnknown."""
    (agency_id,) = search.owners
    agency = account_tree.agency(tx, agency_id)
    ids = [_number(text) for text in search.parameters["wallet_id_list"].split(",")]
    if len(ids) > MOST_WALLETS:
        raise TooMany("wallet_id_list", MOST_WALLETS)
    for wallet_id in ids:
        wallets.get(tx, agency_id, wallet_id)
    since, before = _times(tx, search, DAYS_OF_INVOICE)
    fund_type = search.parameters.get("fund_type")
    matching = Matching(tx, ids, None if fund_type is None else [fund_type], since, before)
    part = _page(matching, search)
    payers = {one.payer_id for one in part if one.payer_id is not None}
    names = {one.account_id: one.name for one in account_tree.below(tx, sorted(payers))} | {agency_id: agency.name}
    rows = []
    for one in part:
        account_id = one.payer_id or agency_id
        rows.append(row(account_id, _statement(one) | {"account_name": names[account_id]}))
    return Slice(rows, matching.count())


def latest_statements(tx: Tx, holder_id: int, *, after: int, limit: int) -> list[tuple[Statement, int]]:
    """At most `limit` statements of all funds, the newest first, each with the balance after it.

    `after` is the id of the statement that they follow; 0 begins with the newest one. Raises NotFound.
    """
    matching = Matching(tx, [holder_id], None, 0, tx.now + 1)
    last = matching.find(after) if after else None
    if after and last is None:
        raise NotFound("statement", after)
    part = matching.page(0, limit, last)
    balance = matching.balance_at(part[0]) if part else 0
    return list(zip(part, accumulate((-one.amount for one in part), initial=balance), strict=False))


def _statements(tx: Tx, search: Search, types: Sequence[str]) -> Slice:
    (account_id,) = search.owners
    matching = Matching(tx, [account_id], list(types), *_times(tx, search))
    part = _page(matching, search)
    balance = matching.balance_at(part[0]) if part else 0
    balances = accumulate((-one.amount for one in part), initial=balance)
    rows = [row(account_id, _statement(one) | {"balance": after}) for one, after in zip(part, balances, strict=False)]
    return Slice(rows, matching.count())


def _page(matching: Matching, search: Search) -> list[Statement]:
    """The requested page: by its number, or after the statement that `primary_key` names."""
    window, key = search.window, search.parameters.get("primary_key")
    if not key:
        return matching.page((window.page - 1) * window.size, window.size)
    last = matching.find(_number(key))
    if last is None:
        raise NotFound("primary_key", key[:64])
    return matching.page(0, window.size, last)


def _statement(statement: Statement) -> Members:
    return {
        "fund_type": statement.fund_type,
        "time": statement.at_ms // SECOND,
        "external_bill_no": statement.bill_no,
        "trade_type_ext": statement.trade.value,
        "amount": abs(statement.amount),
        "description": statement.memo or DESCRIPTIONS[statement.trade],
        "primary_key": str(statement.id),
    }


def _number(text: str) -> int:
    """The number in a text; 0, which nothing has, if it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


# -- days -------------------------------------------------------------------------------------------------------------


def days(tx: Tx, search: Search) -> Slice:
    """List each day of each fund: what came in and went out, and the balance at its end."""
    return slice_of(_days(tx, search, str), search.window)


def merged_days(tx: Tx, search: Search) -> Slice:
    """List each day of each merged fund: what came in and went out, and the balance at its end."""
    return slice_of(_days(tx, search, fund_types.merged_name), search.window)


def _days(tx: Tx, search: Search, naming: Naming) -> list[AdObject]:
    """The rows of each day until today, which is not over yet and so has no balance."""
    (account_id,) = search.owners
    account_tree.advertiser(tx, account_id)
    since, before = _times(tx, search, DAYS_OF_REPORT)
    _, today, tomorrow = day_bounds(tx.now, ZONE)
    own = fund_statements.days(tx, account_id, since, before)
    shared = fund_statements.wallet_days(tx, account_id, since, before)
    balances = dict.fromkeys(ledger.USUAL, 0) | fund_statements.sums_before(tx, account_id, since)
    for _, fund_type in (*own, *shared):
        balances.setdefault(fund_type, 0)
    rows = []
    for begin in range(since, min(before, tomorrow), DAY):
        number = (begin + DAY // 3) // DAY
        merged: dict[str, Members] = {}
        for fund_type in balances:
            trades = own.get((number, fund_type), {})
            balances[fund_type] += sum(trades.values())
            paid_by_wallet = -shared.get((number, fund_type), {}).get(Trade.PAY, 0)
            _add(merged.setdefault(naming(fund_type), {}), _day(trades, paid_by_wallet, balances[fund_type]))
        for name, members in merged.items():
            if begin == today:
                del members["balance"]
            rows.append(row(account_id, {**members, "fund_type": name, "time": begin // SECOND}))
    return rows


def latest_days(tx: Tx, holder_id: int, number: int) -> list[Day]:
    """The last days of all funds together, today first."""
    _, today, tomorrow = day_bounds(tx.now, ZONE)
    since = today - (number - 1) * DAY
    own = fund_statements.days(tx, holder_id, since, tomorrow)
    shared = fund_statements.wallet_days(tx, holder_id, since, tomorrow)
    balance = sum(fund_statements.sums_before(tx, holder_id, since).values())
    days = []
    for begin in range(since, tomorrow, DAY):
        of_day = (begin + DAY // 3) // DAY
        trades = _sums(own, of_day)
        balance += sum(trades.values())
        by_wallet = -_sums(shared, of_day).get(Trade.PAY, 0)
        days.append(Day(day_of(begin, ZONE), trades, by_wallet, balance))
    return days[::-1]


def _sums(days: dict[tuple[int, str], dict[Trade, int]], number: int) -> dict[Trade, int]:
    """The sum of each kind of movement on a day, in all funds."""
    sums: dict[Trade, int] = {}
    for trades in (trades for (day, _), trades in days.items() if day == number):
        for trade, amount in trades.items():
            sums[trade] = sums.get(trade, 0) + amount
    return sums


def _day(trades: dict[Trade, int], paid_by_wallet: int, balance: int) -> dict[str, int]:
    paid = -trades.get(Trade.PAY, 0)
    return {
        "deposit": trades.get(Trade.CHARGE, 0),
        "paid": paid,
        "trans_in": trades.get(Trade.TRANSFER_IN, 0),
        "trans_out": -trades.get(Trade.TRANSFER_BACK, 0),
        "credit_modify": 0,
        "balance": balance,
        "preauth_balance": 0,
        "preauth_out_pay": 0,
        "preauth_in_refund": 0,
        "acct_out_pay": paid,
        "acct_out_pay_share": paid + paid_by_wallet,
        "share_out_pay": paid_by_wallet,
    }


def _add(members: Members, amounts: dict[str, int]) -> None:
    for name, amount in amounts.items():
        members[name] = members.get(name, 0) + amount


def _times(tx: Tx, search: Search, most_days: int | None = None) -> tuple[int, int]:
    """The beginning and end of the days that a call asks for. Raises WrongType, TooEarly, SpanTooLong."""
    days_asked = search.parameters["date_range"]
    for name in ("start_date", "end_date"):
        if not is_date(days_asked[name]):
            raise WrongType(f"date_range.{name}", days_asked[name], "date")
    first, last = (date.fromisoformat(days_asked[name]) for name in ("start_date", "end_date"))
    if last < first:
        raise TooEarly("end_date", "start_date")
    if most_days is not None and (last - first).days >= most_days:
        raise SpanTooLong("date_range", most_days)
    today = date.fromisoformat(day_of(tx.now, ZONE))
    if first < today - timedelta(days=365 * YEARS + 1):
        raise TooEarly("start_date", "two years ago")
    return begin_of(first), begin_of(min(last, date.max - timedelta(days=1)) + timedelta(days=1))


# -- today ------------------------------------------------------------------------------------------------------------


def costs(tx: Tx, search: Search) -> Slice:
    """List what an account or its ad groups spent today, or what its ad groups have spent in all."""
    (account_id,) = search.owners
    account_tree.advertiser(tx, account_id)
    level, day = search.parameters["level"], search.parameters["date"]
    if not is_date(day):
        raise WrongType("date", day[:64], "date")
    today, since, before = day_bounds(tx.now, ZONE)
    if day != today:
        raise NotToday("date")
    of_groups = fund_statements.costs_of_ad_groups(tx, account_id, 0 if level == "ADTOTAL" else since, before)
    total = sum(of_groups.values())
    if level == "ADVERTISER":
        return slice_of([_cost(account_id, 0, total)], search.window)
    of_groups.pop(0, None)
    if search.conditions:
        group_id = ad_groups.get(tx, account_id, search.conditions[0].values[0]).id
        of_groups = {group_id: of_groups.get(group_id, 0)}
    return slice_of([_cost(account_id, *item) for item in of_groups.items()], search.window)


def costs_by_fund(tx: Tx, account_id: int, members: Members) -> list[Members]:
    """List what an account, or an agency's clients together, spent today, by fund."""
    accounts = [one.account_id for one in account_tree.below(tx, [account_id])]
    sums = dict.fromkeys(ledger.USUAL, 0)
    for (_, fund_type), cost in ledger.costs_today(tx, accounts).items():
        sums[fund_type] = sums.get(fund_type, 0) + cost
    return [{"fund_type": name, "cost": cost, "caculate_time": tx.now // SECOND} for name, cost in sums.items()]


def _cost(account_id: int, group_id: int, cost: int) -> AdObject:
    return AdObject(group_id, account_id, {"cost": cost}, 0, 0, deleted=False)
