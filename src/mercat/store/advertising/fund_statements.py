"""Statements of funds, their sums, which are the balances, and the transfers behind them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from mercat.model.funds import Receipt, Statement, Trade
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_INSERTED = ("holder_id", "fund_type", "trade", "amount", "at_ms", "bill_no", "memo", "payer_id", "ad_group_id")
_COLUMNS = f"{', '.join(_INSERTED)}, id"
_SUM = "CAST(COALESCE(SUM(amount), 0) AS BIGINT)"
_EIGHT_HOURS = 28_800_000  # of the platform's zone, which has no summer time
_DAY = 86_400_000


def _statement(row: Row) -> Statement:
    return Statement(row[0], row[1], Trade(row[2]), *row[3:])


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def add_many(tx: Tx, statements: Sequence[Statement]) -> None:
    """Insert statements, and change the balances of their funds."""
    changes: dict[tuple[int, str], int] = {}
    for one in statements:
        changes[one.holder_id, one.fund_type] = changes.get((one.holder_id, one.fund_type), 0) + one.amount
    tx.insert_many("fund_statements", _INSERTED, [msgspec.structs.astuple(one)[:-1] for one in statements])
    tx.executemany(
        "INSERT INTO fund_balances (holder_id, fund_type, balance) VALUES (:holder, :fund, :change)"
        " ON CONFLICT (holder_id, fund_type) DO UPDATE SET balance = fund_balances.balance + excluded.balance",
        [{"holder": key[0], "fund": key[1], "change": change} for key, change in sorted(changes.items())],
    )


def balances(tx: Tx, holder_id: int) -> dict[str, int]:
    """The balance of each fund that has statements."""
    return balances_of(tx, [holder_id]).get(holder_id, {})


def balances_of(tx: Tx, holder_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """The balance of each fund of several holders."""
    rows = tx.fetch_all(
        "SELECT holder_id, fund_type, balance FROM fund_balances"
        f" WHERE {tx.dialect.in_list('holder_id', 'holders')} ORDER BY holder_id, fund_type",
        holders=_text(list(holder_ids)),
    )
    balances: dict[int, dict[str, int]] = {}
    for holder_id, fund_type, balance in rows:
        balances.setdefault(holder_id, {})[fund_type] = balance
    return balances


def sums_before(tx: Tx, holder_id: int, before_ms: int) -> dict[str, int]:
    """What the balance of each fund was at a time."""
    rows = tx.fetch_all(
        f"SELECT fund_type, {_SUM} FROM fund_statements WHERE holder_id = :holder AND at_ms < :before"
        " GROUP BY fund_type ORDER BY fund_type",
        holder=holder_id,
        before=before_ms,
    )
    return {row[0]: row[1] for row in rows}


def begins(tx: Tx, holder_id: int) -> dict[str, int]:
    """The time of the first statement of each fund."""
    rows = tx.fetch_all(
        "SELECT fund_type, MIN(at_ms) FROM fund_statements WHERE holder_id = :holder GROUP BY fund_type",
        holder=holder_id,
    )
    return {row[0]: row[1] for row in rows}


def costs(tx: Tx, payer_ids: list[int], since_ms: int, before_ms: int) -> dict[tuple[int, str], int]:
    """What accounts spent in a time, by account and fund, from their own funds and from wallets."""
    rows = tx.fetch_all(
        f"SELECT payer_id, fund_type, {_SUM} FROM fund_statements"
        f" WHERE {tx.dialect.in_list('payer_id', 'payers')} AND at_ms >= :since AND at_ms < :before"
        " GROUP BY payer_id, fund_type",
        payers=_text(payer_ids),
        since=since_ms,
        before=before_ms,
    )
    return {(row[0], row[1]): -row[2] for row in rows}


def costs_of_ad_groups(tx: Tx, payer_id: int, since_ms: int, before_ms: int) -> dict[int, int]:
    """What the ad groups of an account spent in a time, by id; 0 stands for cost without an ad group."""
    rows = tx.fetch_all(
        f"SELECT COALESCE(ad_group_id, 0), {_SUM} FROM fund_statements"
        " WHERE payer_id = :payer AND at_ms >= :since AND at_ms < :before GROUP BY COALESCE(ad_group_id, 0)"
        " ORDER BY 1",
        payer=payer_id,
        since=since_ms,
        before=before_ms,
    )
    return {row[0]: -row[1] for row in rows}


def reached_at(tx: Tx, payer_id: int, ad_group_ids: list[int], amount: int) -> int | None:
    """The time at which the cost of some ad groups reached an amount; None if it did not."""
    row = tx.fetch_one(
        "SELECT MIN(at_ms) FROM"
        " (SELECT at_ms, SUM(-amount) OVER (ORDER BY at_ms, id) AS total FROM fund_statements"
        f" WHERE payer_id = :payer AND {tx.dialect.in_list('ad_group_id', 'ad_groups')}) AS running"
        " WHERE total >= :amount",
        payer=payer_id,
        ad_groups=_text(ad_group_ids),
        amount=amount,
    )
    return row[0] if row else None


def last_day_of(tx: Tx, payer_id: int, ad_group_ids: list[int], amount: int) -> int | None:
    """The last day on which some ad groups together cost an amount or more, by its number since 1970; None if none."""
    row = tx.fetch_one(
        "SELECT MAX(day) FROM"
        f" (SELECT (at_ms + {_EIGHT_HOURS}) / {_DAY} AS day, SUM(-amount) AS cost FROM fund_statements"
        f" WHERE payer_id = :payer AND {tx.dialect.in_list('ad_group_id', 'ad_groups')} GROUP BY 1) AS days"
        " WHERE cost >= :amount",
        payer=payer_id,
        ad_groups=_text(ad_group_ids),
        amount=amount,
    )
    return row[0] if row else None


def days(tx: Tx, holder_id: int, since_ms: int, before_ms: int) -> dict[tuple[int, str], dict[Trade, int]]:
    """The sum of each kind of movement, by the number of the day since 1970 and by fund."""
    return _by_day(tx, "holder_id = :id", holder_id, since_ms, before_ms)


def wallet_days(tx: Tx, payer_id: int, since_ms: int, before_ms: int) -> dict[tuple[int, str], dict[Trade, int]]:
    """The same of what wallets paid for an account."""
    return _by_day(tx, "payer_id = :id AND holder_id <> payer_id", payer_id, since_ms, before_ms)


def _by_day(
    tx: Tx, whose: str, owner_id: int, since_ms: int, before_ms: int
) -> dict[tuple[int, str], dict[Trade, int]]:
    rows = tx.fetch_all(
        f"SELECT (at_ms + {_EIGHT_HOURS}) / {_DAY}, fund_type, trade, {_SUM} FROM fund_statements"
        f" WHERE {whose} AND at_ms >= :since AND at_ms < :before GROUP BY 1, 2, 3",
        id=owner_id,
        since=since_ms,
        before=before_ms,
    )
    groups: dict[tuple[int, str], dict[Trade, int]] = {}
    for day, fund_type, trade, amount in rows:
        groups.setdefault((day, fund_type), {})[Trade(trade)] = amount
    return groups


# -- lists of statements ----------------------------------------------------------------------------------------------


class Matching:
    """The statements of some holders in some funds (None: in all) and a time, the newest first."""

    def __init__(
        self, tx: Tx, holder_ids: list[int], fund_types: list[str] | None, since_ms: int, before_ms: int
    ) -> None:
        self._tx = tx
        self._params = {"holders": _text(holder_ids)}
        self._times = {"since": since_ms, "before": before_ms}
        self._whose = tx.dialect.in_list("holder_id", "holders")
        if fund_types is not None:
            self._params["funds"] = _text(fund_types)
            self._whose += f" AND {tx.dialect.in_list('fund_type', 'funds', 'text')}"
        self._where = f"{self._whose} AND at_ms >= :since AND at_ms < :before"

    def count(self) -> int:
        """The number of statements."""
        sql = f"SELECT COUNT(*) FROM fund_statements WHERE {self._where}"
        return int(self._tx.fetch_all(sql, **self._params, **self._times)[0][0])

    def page(self, offset: int, limit: int, after: Statement | None = None) -> list[Statement]:
        """At most `limit` statements beyond the first `offset`, or beyond the statement `after`."""
        beyond = "" if after is None else " AND (at_ms < :at OR (at_ms = :at AND id < :id))"
        rows = self._tx.fetch_all(
            f"SELECT {_COLUMNS} FROM fund_statements WHERE {self._where}{beyond}"
            " ORDER BY at_ms DESC, id DESC LIMIT :limit OFFSET :offset",
            **self._params,
            **self._times,
            **({} if after is None else {"at": after.at_ms, "id": after.id}),
            limit=limit,
            offset=offset,
        )
        return [_statement(row) for row in rows]

    def find(self, statement_id: int) -> Statement | None:
        """The statement with this id, if it is one of these."""
        row = self._tx.fetch_one(
            f"SELECT {_COLUMNS} FROM fund_statements WHERE {self._where} AND id = :id",
            **self._params,
            **self._times,
            id=statement_id,
        )
        return _statement(row) if row else None

    def balance_at(self, statement: Statement) -> int:
        """The balance of the funds together, after a statement."""
        rows = self._tx.fetch_all(
            f"SELECT {_SUM} FROM fund_statements WHERE {self._whose} AND (at_ms < :at OR (at_ms = :at AND id <= :id))",
            **self._params,
            at=statement.at_ms,
            id=statement.id,
        )
        return int(rows[0][0])


# -- transfers --------------------------------------------------------------------------------------------------------


def add_transfer(tx: Tx, account_id: int, receipt: Receipt) -> None:
    """Insert a transfer. Its number must be unique in the account."""
    tx.execute(
        "INSERT INTO fund_transfers (account_id, bill_no, content, amount, at_ms)"
        " VALUES (:account, :bill, :content, :amount, :at)",
        account=account_id,
        bill=receipt.bill_no,
        content=receipt.content,
        amount=receipt.amount,
        at=receipt.at_ms,
    )


def find_transfer(tx: Tx, account_id: int, bill_no: str) -> Receipt | None:
    """The transfer of an account with this number, or None."""
    row = tx.fetch_one(
        "SELECT bill_no, content, amount, at_ms FROM fund_transfers WHERE account_id = :account AND bill_no = :bill",
        account=account_id,
        bill=bill_no,
    )
    return Receipt(*row) if row else None
