"""Static lists and their members."""

from collections.abc import Iterable
from typing import Any

import msgspec

from mercat.model.assets import AssetFilter, Kind, Ref, key_of
from mercat.model.lists import StaticList
from mercat.model.people import Person
from mercat.store.conditions import of_assets
from mercat.store.engines.driver import Row
from mercat.store.people import PERSON_COLUMNS, person_of
from mercat.store.tx import Tx

_PROGRAM = "CASE WHEN n.kind = 'Program' THEN n.name END"
_SELECT = (
    f"SELECT l.id, l.name, l.description, l.parent_kind, l.parent_id, {_PROGRAM},"
    " l.workspace_id, w.name, l.created_ms, l.updated_ms FROM static_lists l"
    " JOIN nodes n ON n.kind = l.parent_kind AND n.id = l.parent_id JOIN workspaces w ON w.id = l.workspace_id"
)


def _list(row: Row) -> StaticList:
    return StaticList(row[0], row[1], row[2], Ref(Kind(row[3]), row[4]), *row[5:])


def _json(values: Iterable[Any]) -> str:
    return msgspec.json.encode(list(values)).decode()


# -- lists ------------------------------------------------------------------------------------------------------------


def add(tx: Tx, name: str, description: str | None, parent: Ref, workspace_id: int) -> int:
    """Insert a list. Its name must be unique."""
    return tx.insert(
        "INSERT INTO static_lists (name, name_key, description, parent_kind, parent_id, workspace_id, created_ms,"
        " updated_ms) VALUES (:name, :key, :description, :kind, :parent, :workspace, :now, :now) RETURNING id",
        name=name,
        key=key_of(name),
        description=description,
        kind=parent.kind.value,
        parent=parent.id,
        workspace=workspace_id,
        now=tx.now,
    )


def change(tx: Tx, list_id: int, name: str, description: str | None) -> None:
    """Change the name and description."""
    tx.execute(
        "UPDATE static_lists SET name = :name, name_key = :key, description = :description, updated_ms = :now"
        " WHERE id = :id",
        id=list_id,
        name=name,
        key=key_of(name),
        description=description,
        now=tx.now,
    )


def delete(tx: Tx, list_id: int) -> None:
    """Delete a list. The people on it stay."""
    tx.execute("DELETE FROM static_lists WHERE id = :id", id=list_id)


def find(tx: Tx, list_id: int) -> StaticList | None:
    """The list with this id, or None."""
    row = tx.fetch_one(f"{_SELECT} WHERE l.id = :id", id=list_id)
    return _list(row) if row else None


def find_named(tx: Tx, name: str) -> StaticList | None:
    """The list whose name differs at most in case and spacing, or None."""
    row = tx.fetch_one(f"{_SELECT} WHERE l.name_key = :key", key=key_of(name))
    return _list(row) if row else None


def browse(tx: Tx, criteria: AssetFilter, *, after: int = 0, offset: int = 0, limit: int) -> list[StaticList]:
    """The lists after an id that match a search, by id."""
    conditions = of_assets(tx, criteria, "l", _PROGRAM, after=after, offset=offset, limit=limit)
    sql = f"{_SELECT} WHERE {conditions.where} ORDER BY l.id LIMIT :limit OFFSET :offset"
    return [_list(row) for row in tx.connection.fetch_all(sql, conditions.params)]


# -- members ----------------------------------------------------------------------------------------------------------


def members_among(tx: Tx, list_id: int, person_ids: Iterable[int]) -> set[int]:
    """The people among these who are on a list."""
    among = tx.dialect.in_list("person_id", "people")
    rows = tx.fetch_all(
        f"SELECT person_id FROM list_members WHERE list_id = :list AND {among}", list=list_id, people=_json(person_ids)
    )
    return {row[0] for row in rows}


def count_members(tx: Tx, list_id: int, at_most: int) -> int:
    """The number of people on a list, counted up to `at_most`."""
    rows = tx.fetch_all(
        "SELECT COUNT(*) FROM (SELECT 1 FROM list_members WHERE list_id = :list LIMIT :most) AS found",
        list=list_id,
        most=at_most,
    )
    count: int = rows[0][0]
    return count


def members(tx: Tx, list_id: int, *, after: int, limit: int, partitions: Iterable[int] | None) -> list[Person]:
    """People on a list after an id, by id; only of these partitions, unless None."""
    inside = ""
    params: dict[str, Any] = {"list": list_id, "after": after, "limit": limit}
    if partitions is not None:
        inside = f" AND {tx.dialect.in_list('p.partition_id', 'partitions')}"
        params["partitions"] = _json(partitions)
    rows = tx.connection.fetch_all(
        f"SELECT {PERSON_COLUMNS} FROM list_members m JOIN people p ON p.id = m.person_id"
        " WHERE m.list_id = :list AND m.person_id > :after AND p.id > :after"  # twice: PostgreSQL may merge the two
        f"{inside} ORDER BY m.person_id LIMIT :limit",
        params,
    )
    return [person_of(row) for row in rows]


def lists_of(tx: Tx, person_id: int, *, below: int, limit: int) -> list[tuple[int, int, int]]:
    """The ids and times of the lists that a person is on, with lower ids than this one, newest first."""
    rows = tx.fetch_all(
        "SELECT l.id, l.created_ms, l.updated_ms FROM list_members m JOIN static_lists l ON l.id = m.list_id"
        " WHERE m.person_id = :person AND m.list_id < :below ORDER BY m.list_id DESC LIMIT :limit",
        person=person_id,
        below=below,
        limit=limit,
    )
    return [(row[0], row[1], row[2]) for row in rows]


def add_members(tx: Tx, list_id: int, person_ids: Iterable[int]) -> None:
    """Add people to a list who are not on it."""
    tx.executemany(
        "INSERT INTO list_members (list_id, person_id, added_ms) VALUES (:list, :person, :now)",
        [{"list": list_id, "person": person, "now": tx.now} for person in person_ids],
    )


def remove_members(tx: Tx, list_id: int, person_ids: Iterable[int]) -> None:
    """Remove people from a list."""
    tx.executemany(
        "DELETE FROM list_members WHERE list_id = :list AND person_id = :person",
        [{"list": list_id, "person": person} for person in person_ids],
    )


def forget_people(tx: Tx, person_ids: Iterable[int]) -> None:
    """Remove people from all lists."""
    tx.executemany("DELETE FROM list_members WHERE person_id = :person", [{"person": person} for person in person_ids])


def move_people(tx: Tx, losers: Iterable[int], winner: int) -> None:
    """Replace people by another person on all their lists."""
    rows = [{"loser": loser, "winner": winner} for loser in losers]
    tx.executemany(
        "INSERT INTO list_members (list_id, person_id, added_ms)"
        " SELECT list_id, :winner, added_ms FROM list_members WHERE person_id = :loser"
        " ON CONFLICT (list_id, person_id) DO NOTHING",
        rows,
    )
    tx.executemany("DELETE FROM list_members WHERE person_id = :loser", [{"loser": row["loser"]} for row in rows])
