"""Facts of delivery: one row for each hour and creative in which something was shown."""

from collections.abc import Sequence
from typing import Final

import msgspec

from mercat.model.delivery import Fact
from mercat.store.tx import Tx

_COLUMNS: Final = Fact._fields


def add_many(tx: Tx, facts: Sequence[Fact]) -> None:
    """Insert facts. A creative has at most one in an hour."""
    tx.insert_many("delivery_facts", _COLUMNS, facts)


def of_account(tx: Tx, account_id: int, first_hour: int, before_hour: int) -> list[Fact]:
    """The facts of an account in some hours, by hour and creative."""
    rows = tx.fetch_all(
        f"SELECT {', '.join(_COLUMNS)} FROM delivery_facts"
        " WHERE account_id = :account AND hour >= :first AND hour < :before ORDER BY hour, creative_id",
        account=account_id,
        first=first_hour,
        before=before_hour,
    )
    return [Fact(*row) for row in rows]


def of_hours(tx: Tx, account_id: int, hours: Sequence[int]) -> list[Fact]:
    """The facts of an account in single hours, by hour and creative."""
    rows = tx.fetch_all(
        f"SELECT {', '.join(_COLUMNS)} FROM delivery_facts"
        f" WHERE account_id = :account AND {tx.dialect.in_list('hour', 'hours')} ORDER BY hour, creative_id",
        account=account_id,
        hours=msgspec.json.encode(hours).decode(),
    )
    return [Fact(*row) for row in rows]


def of_creatives(
    tx: Tx, account_id: int, creative_ids: Sequence[int], first_hour: int, before_hour: int
) -> dict[int, tuple[int, int, int, int]]:
    """Impressions, clicks, conversions and cost of each of a few creatives in some hours, by id.

    It looks each hour of each creative up in the primary key, so that other creatives of the account cost nothing.
    """
    rows = tx.fetch_all(
        "SELECT creative_id, SUM(impressions), SUM(clicks), SUM(conversions), SUM(cost) FROM delivery_facts"
        f" WHERE account_id = :account AND {tx.dialect.in_list('hour', 'hours')}"
        f" AND {tx.dialect.in_list('creative_id', 'creatives')} GROUP BY creative_id",
        account=account_id,
        hours=msgspec.json.encode(list(range(first_hour, before_hour))).decode(),
        creatives=msgspec.json.encode(list(creative_ids)).decode(),
    )
    return {row[0]: (int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows}


def delete_many(tx: Tx, facts: Sequence[Fact]) -> None:
    """Delete facts."""
    tx.executemany(
        "DELETE FROM delivery_facts WHERE account_id = :account AND hour = :hour AND creative_id = :creative",
        [{"account": fact.account_id, "hour": fact.hour, "creative": fact.creative_id} for fact in facts],
    )
