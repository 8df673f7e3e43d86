"""Writing activities: what `domain/activity_log.py` alone may do, as an import contract holds."""

from collections.abc import Iterable
from typing import Final

import msgspec

from mercat.model.activities import ActivityRow
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS: Final = ("type_id", "at_ms", "person_id", "asset_id", "asset_name", "campaign_id", "details")
_encode = msgspec.json.encode


def add(tx: Tx, activities: Iterable[ActivityRow]) -> None:
    """New activities; they get their ids in this order, and nobody learns them."""
    tx.insert_many("activities", _COLUMNS, _values(activities))


def add_numbered(tx: Tx, activities: list[ActivityRow]) -> None:
    """New activities; each gets its id, in this order. It takes one query more than `add`."""
    ids = tx.dialect.reserve_ids(tx.connection, "activities", len(activities))
    for row, number in zip(activities, ids, strict=True):
        row.id = number
    rows = [(row.id, *values) for row, values in zip(activities, _values(activities), strict=True)]
    tx.insert_many("activities", ("id", *_COLUMNS), rows)


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


def _values(activities: Iterable[ActivityRow]) -> list[Row]:
    rows: list[Row] = []
    details, text = None, ""
    for row in activities:
        if row.details is not details:  # the new people of one call share their details
            details, text = row.details, _encode(row.details).decode()
        values = row.type_id, row.at_ms, row.person_id, row.asset_id, row.asset_name, row.campaign_id, text
        rows.append(values)
    return rows
