"""Writing activities: what `domain/activity_log.py` alone may do, as an import contract holds."""

from collections.abc import Iterable
from typing import Any

import msgspec

from mercat.model.activities import ActivityRow
from mercat.store.tx import Tx

_encode = msgspec.json.encode


def add(tx: Tx, activities: Iterable[ActivityRow]) -> None:
    """New activities; they get their ids in this order, and nobody learns them."""
    tx.executemany(
        "INSERT INTO activities (type_id, at_ms, person_id, asset_id, asset_name, campaign_id, details)"
        " VALUES (:type_id, :at_ms, :person_id, :asset_id, :asset_name, :campaign_id, :details)",
        [_values(row) for row in activities],
    )


def add_numbered(tx: Tx, activities: list[ActivityRow]) -> None:
    """New activities; each gets its id, in this order. It takes one query more than `add`."""
    ids = tx.dialect.reserve_ids(tx.connection, "activities", len(activities))
    for row, number in zip(activities, ids, strict=True):
        row.id = number
    tx.executemany(
        "INSERT INTO activities (id, type_id, at_ms, person_id, asset_id, asset_name, campaign_id, details)"
        " VALUES (:id, :type_id, :at_ms, :person_id, :asset_id, :asset_name, :campaign_id, :details)",
        [{"id": row.id, **_values(row)} for row in activities],
    )


def forget_people(tx: Tx, person_ids: Iterable[int], keep: int) -> None:
    """Delete the activities of people, except those of the type `keep`."""
    tx.executemany(
        "DELETE FROM activities WHERE person_id = :person AND type_id <> :keep",
        [{"person": person, "keep": keep} for person in person_ids],
    )


def move(tx: Tx, merged_ids: Iterable[int], winner: int) -> None:
    """Move the activities of people to another person."""
    tx.executemany(
        "UPDATE activities SET person_id = :winner WHERE person_id = :merged",
        [{"winner": winner, "merged": merged} for merged in merged_ids],
    )


def _values(row: ActivityRow) -> dict[str, Any]:
    return {
        "type_id": row.type_id,
        "at_ms": row.at_ms,
        "person_id": row.person_id,
        "asset_id": row.asset_id,
        "asset_name": row.asset_name,
        "campaign_id": row.campaign_id,
        "details": _encode(row.details).decode(),
    }
