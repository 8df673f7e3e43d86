"""Reading activities of people: one row for each event, or for all field changes of one call."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mercat.model.activities import ActivityRow
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS = "a.type_id, a.at_ms, a.person_id, a.details, a.asset_id, a.asset_name, a.campaign_id, a.id"
_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode

Place = tuple[int, int]  # a time and the id of a row
LAST: Final = 2**62


def _activity(row: Row) -> ActivityRow:
    return ActivityRow(row[0], row[1], row[2], _decode(row[3]), row[4], row[5], row[6], row[7])


def any_of(tx: Tx, type_id: int) -> bool:
    """Whether there is an activity of a type."""
    return tx.fetch_one("SELECT 1 FROM activities WHERE type_id = :type LIMIT 1", type=type_id) is not None


def of_person(tx: Tx, person_id: int, *, below: Place | None, limit: int) -> list[ActivityRow]:
    """The activities of a person, latest first, before a time and an id."""
    at_ms, number = below or (LAST, LAST)
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM activities a WHERE a.person_id = :person"
        " AND (a.at_ms < :at OR (a.at_ms = :at AND a.id < :id)) ORDER BY a.at_ms DESC, a.id DESC LIMIT :limit",
        person=person_id,
        at=at_ms,
        id=number,
        limit=limit,
    )
    return [_activity(row) for row in rows]


class Narrow(msgspec.Struct, frozen=True):
    """The conditions of a search for activities; None stands for all. Deleted people are in no partition."""

    person_ids: Iterable[int] | None = None
    list_id: int | None = None
    asset_ids: Iterable[int] | None = None
    partition_ids: Iterable[int] | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether the query plan reads few rows: nothing is filtered, or an index on people narrows it."""
        return self.person_ids is not None or (self.list_id, self.asset_ids, self.partition_ids) == (None, None, None)


_END: Final = (2**63 - 1, 2**63 - 1)


def since(
    tx: Tx, type_ids: Iterable[int], after: Place, limit: int, narrow: Narrow, until: Place | None = None
) -> list[ActivityRow]:
    """The first rows of these types after a place, up to and including another one, by time and id."""
    condition, params = _condition(tx, narrow)
    params |= _span(after, until or _END, limit)
    if narrow.person_ids is None:
        rows = tx.connection.fetch_all(f"{_of_types(_COLUMNS, type_ids, condition)} LIMIT :limit", params)
    else:
        kinds = ", ".join(str(int(type_id)) for type_id in type_ids)
        people = tx.dialect.in_list("a.person_id", "people")
        params["people"] = _json(narrow.person_ids)
        rows = tx.connection.fetch_all(  # the plus keeps SQLite from using the index on types
            f"SELECT {_COLUMNS} FROM activities a WHERE {people} AND +a.type_id IN ({kinds})"
            f" AND {_WITHIN}{condition} ORDER BY a.at_ms, a.id LIMIT :limit",
            params,
        )
    return [_activity(row) for row in rows]


def beyond(tx: Tx, type_ids: Iterable[int], after: Place, count: int) -> Place | None:
    """The place of the last of the `count` rows of these types after a place; None if there are fewer."""
    sql = f"{_of_types('a.at_ms, a.id', type_ids)} LIMIT 1 OFFSET :offset"
    rows = tx.connection.fetch_all(sql, _span(after, _END, count) | {"offset": count - 1})
    return (rows[0][0], rows[0][1]) if rows else None


_WITHIN: Final = "(a.at_ms, a.id) > (:at, :after) AND (a.at_ms, a.id) <= (:until_at, :until)"


def _of_types(columns: str, type_ids: Iterable[int], condition: str = "") -> str:
    """One index search for each type, merged: one search for a list of types would sort all later rows."""
    parts = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {columns} FROM activities a WHERE a.type_id = {int(type_id)}"
        f" AND {_WITHIN}{condition} ORDER BY a.at_ms, a.id LIMIT :limit) AS part"
        for type_id in type_ids
    )
    return f"SELECT * FROM ({parts}) AS merged ORDER BY at_ms, id"


def _span(after: Place, until: Place, limit: int) -> dict[str, Any]:
    return {"at": after[0], "after": after[1], "until_at": until[0], "until": until[1], "limit": limit}


def _condition(tx: Tx, narrow: Narrow) -> tuple[str, dict[str, Any]]:
    """Each condition reads one index entry for each activity; a subquery for people would run again for each page."""
    text = ""
    params: dict[str, Any] = {}
    if narrow.list_id is not None:
        text += " AND EXISTS (SELECT 1 FROM list_members m WHERE m.list_id = :list AND m.person_id = a.person_id)"
        params["list"] = narrow.list_id
    if narrow.asset_ids is not None:  # data value changes have their field in the details
        text += f" AND (a.asset_id IS NULL OR {tx.dialect.in_list('a.asset_id', 'assets')})"
        params["assets"] = _json(narrow.asset_ids)
    if narrow.partition_ids is not None:
        inside = tx.dialect.in_list("p.partition_id", "partitions")
        text += f" AND NOT EXISTS (SELECT 1 FROM people p WHERE p.id = a.person_id AND NOT {inside})"
        params["partitions"] = _json(narrow.partition_ids)
    return text, params


def _json(ids: Any) -> str:
    return _encode(list(ids)).decode()
