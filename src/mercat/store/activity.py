"""What happened to people: one row for each event, or for all the changes of fields that one call made."""

from collections.abc import Iterable
from typing import Any

import msgspec

from mercat.store.tx import Row, Tx


class ActivityRow(msgspec.Struct, gc=False):
    """One row. `details` holds the secondary attributes by name; of data value changes, see `people.history`."""

    type_id: int
    at_ms: int
    person_id: int
    details: dict[str, Any]
    asset_id: int | None = None
    asset_name: str | None = None
    campaign_id: int | None = None
    id: int = 0


_COLUMNS = "a.type_id, a.at_ms, a.person_id, a.details, a.asset_id, a.asset_name, a.campaign_id, a.id"
_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def _activity(row: Row) -> ActivityRow:
    return ActivityRow(row[0], row[1], row[2], _decode(row[3]), row[4], row[5], row[6], row[7])


def add(tx: Tx, activities: Iterable[ActivityRow]) -> None:
    """New activities; they get their ids in this order."""
    tx.many(
        "INSERT INTO activities (type_id, at_ms, person_id, asset_id, asset_name, campaign_id, details)"
        " VALUES (:type_id, :at_ms, :person_id, :asset_id, :asset_name, :campaign_id, :details)",
        [
            {
                "type_id": row.type_id,
                "at_ms": row.at_ms,
                "person_id": row.person_id,
                "asset_id": row.asset_id,
                "asset_name": row.asset_name,
                "campaign_id": row.campaign_id,
                "details": _encode(row.details).decode(),
            }
            for row in activities
        ],
    )


def since(
    tx: Tx,
    type_ids: Iterable[int],
    after: tuple[int, int],
    limit: int,
    *,
    person_ids: Iterable[int] | None = None,
    asset_ids: Iterable[int] | None = None,
) -> list[ActivityRow]:
    """The first rows of these types beyond a time and id, in that order."""
    narrow = ""
    params: dict[str, Any] = {"at": after[0], "after": after[1], "limit": limit}
    if person_ids is not None:
        narrow += f" AND {tx.dialect.in_list('a.person_id', 'people')}"
        params["people"] = _encode(list(person_ids)).decode()
    if asset_ids is not None:
        narrow += f" AND {tx.dialect.in_list('a.asset_id', 'assets')}"
        params["assets"] = _encode(list(asset_ids)).decode()
    # one search of the index for each type, merged: a list of types in one search would sort all that is ahead
    parts = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {_COLUMNS} FROM activities a WHERE a.type_id = {int(type_id)}"
        f" AND (a.at_ms, a.id) > (:at, :after){narrow} ORDER BY a.at_ms, a.id LIMIT :limit) AS part"
        for type_id in type_ids
    )
    rows = tx.connection.all(f"SELECT * FROM ({parts}) AS found ORDER BY at_ms, id LIMIT :limit", params)
    return [_activity(row) for row in rows]


def forget_people(tx: Tx, person_ids: Iterable[int], keep: int) -> None:
    """Drop what happened to people, but for the type `keep`."""
    tx.many(
        "DELETE FROM activities WHERE person_id = :person AND type_id <> :keep",
        [{"person": person, "keep": keep} for person in person_ids],
    )


def move(tx: Tx, losers: Iterable[int], winner: int) -> None:
    """Give what happened to people to another one."""
    tx.many(
        "UPDATE activities SET person_id = :winner WHERE person_id = :loser",
        [{"winner": winner, "loser": loser} for loser in losers],
    )
