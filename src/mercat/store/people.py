"""People, their keys, cookies and partitions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from mercat.model.people import Key, Partition, Person
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

Keys = Iterable[tuple[int, str, int]]  # field, folded value, person
FEW: Final = 3  # people that are read for one key; several are refused anyway

PERSON_COLUMNS = "p.id, p.partition_id, p.created_ms, p.updated_ms, p.document"
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.encode


def person_of(row: Row) -> Person:
    """The person in a row of `PERSON_COLUMNS`."""
    return Person(row[0], row[1], row[2], row[3], _decode(row[4]))


def _json(values: Iterable[Any]) -> str:
    return _encode(list(values)).decode()


# -- finding ----------------------------------------------------------------------------------------------------------


def find(tx: Tx, person_id: int) -> Person | None:
    """The person with this id, or None."""
    row = tx.fetch_one(f"SELECT {PERSON_COLUMNS} FROM people p WHERE p.id = :id", id=person_id)
    return person_of(row) if row else None


def by_ids(tx: Tx, ids: Iterable[int]) -> list[Person]:
    """The people with these ids, by id."""
    among = tx.dialect.in_list("p.id", "ids")
    return [
        person_of(row)
        for row in tx.fetch_all(f"SELECT {PERSON_COLUMNS} FROM people p WHERE {among} ORDER BY p.id", ids=_json(ids))
    ]


def by_emails(tx: Tx, keys: Iterable[str]) -> list[tuple[str, Person]]:
    """The people with these lower-cased email addresses, each with the address."""
    among = tx.dialect.in_list("p.email_key", "keys", "text")
    rows = tx.fetch_all(
        f"SELECT {PERSON_COLUMNS}, p.email_key FROM people p WHERE {among} ORDER BY p.id", keys=_json(keys)
    )
    return [(row[5], person_of(row)) for row in rows]


def by_keys(tx: Tx, field_id: int, values: Iterable[str]) -> list[tuple[str, Person]]:
    """People with one of these folded values in a searchable field, each with the value; at most FEW for each value."""
    rows = tx.fetch_all(
        f"SELECT {PERSON_COLUMNS}, k.value FROM person_keys k JOIN people p ON p.id = k.person_id"
        f" WHERE k.field_id = :field AND {tx.dialect.in_list('k.value', 'values_', 'text')}"
        " AND (SELECT COUNT(*) FROM (SELECT 1 FROM person_keys o WHERE o.field_id = k.field_id AND o.value = k.value"
        " AND o.person_id < k.person_id LIMIT :few) AS before) < :few ORDER BY p.id",
        field=field_id,
        values_=_json(values),
        few=FEW,
    )
    return [(row[5], person_of(row)) for row in rows]


def by_cookies(tx: Tx, cookies: Iterable[str]) -> list[tuple[str, Person]]:
    """The people that these cookies belong to, each with the cookie."""
    rows = tx.fetch_all(
        f"SELECT {PERSON_COLUMNS}, c.cookie FROM person_cookies c JOIN people p ON p.id = c.person_id"
        f" WHERE {tx.dialect.in_list('c.cookie', 'cookies', 'text')} ORDER BY p.id",
        cookies=_json(cookies),
    )
    return [(row[5], person_of(row)) for row in rows]


class PersonQuery(msgspec.Struct, frozen=True):
    """A condition on people: SQL over `source`, its parameters, and the column with the person's id.

    Without `ordered`, finding the first matches by id costs as much as finding all.
    """

    source: str
    where: str
    params: dict[str, Any]
    id: str = "p.id"
    ordered: bool = True


def match_ids(tx: Tx, ids: Iterable[int]) -> PersonQuery:
    """People with these ids."""
    return PersonQuery("people p", tx.dialect.in_list("p.id", "among"), {"among": _json(ids)})


def match_emails(tx: Tx, keys: list[str]) -> PersonQuery:
    """People with these lower-cased email addresses."""
    return _match_column(tx, "people p", "p.email_key", keys, "text")


def match_keys(tx: Tx, field_id: int, values: list[str]) -> PersonQuery:
    """People with one of these folded values in a searchable field."""
    match = _match_column(tx, "person_keys k JOIN people p ON p.id = k.person_id", "k.value", values, "text")
    params = {**match.params, "field": field_id}
    return PersonQuery(match.source, f"k.field_id = :field AND {match.where}", params, "k.person_id", match.ordered)


def match_partitions(tx: Tx, ids: list[int]) -> PersonQuery:
    """People in these partitions."""
    return _match_column(tx, "people p", "p.partition_id", ids, "integer")


def _match_column(tx: Tx, source: str, column: str, values: list[Any], kind: str) -> PersonQuery:
    if len(values) == 1:
        return PersonQuery(source, f"{column} = :among", {"among": values[0]})
    return PersonQuery(source, tx.dialect.in_list(column, "among", kind), {"among": _json(values)}, ordered=False)


def match_members(tx: Tx, table: str, owner: str, ids: Sequence[int]) -> PersonQuery:
    """People whom `table` makes members of one of these owners; `owner` is its column."""
    if len(ids) == 1:
        return PersonQuery(
            f"{table} m JOIN people p ON p.id = m.person_id", f"m.{owner} = :among", {"among": ids[0]}, "m.person_id"
        )
    among = tx.dialect.in_list(f"m.{owner}", "among")
    return PersonQuery("people p", f"p.id IN (SELECT m.person_id FROM {table} m WHERE {among})", {"among": _json(ids)})


def match_cookies(tx: Tx, cookies: Iterable[str]) -> PersonQuery:
    """People that these cookies belong to."""
    among = tx.dialect.in_list("c.cookie", "among", "text")
    where = f"p.id IN (SELECT c.person_id FROM person_cookies c WHERE {among})"
    return PersonQuery("people p", where, {"among": _json(cookies)})


ANYBODY = PersonQuery("people p", "1 = 1", {})


def within(tx: Tx, match: PersonQuery, partitions: Iterable[int] | None) -> PersonQuery:
    """The condition limited to these partitions (None: all)."""
    if partitions is None:
        return match
    inside = tx.dialect.in_list("p.partition_id", "partitions")
    where, params = f"{match.where} AND {inside}", {**match.params, "partitions": _json(partitions)}
    return msgspec.structs.replace(match, where=where, params=params)


def matching(tx: Tx, match: PersonQuery, *, after: int, limit: int) -> list[Person]:
    """The first `limit` people after the id `after` that meet a condition, by id."""
    order = match.id if match.ordered else f"{match.id} + 0"  # the sum keeps PostgreSQL from scanning the index of ids
    rows = tx.connection.fetch_all(
        f"SELECT {PERSON_COLUMNS} FROM {match.source} WHERE {match.where} AND {match.id} > :after"
        f" ORDER BY {order} LIMIT :limit",
        {**match.params, "after": after, "limit": limit},
    )
    return [person_of(row) for row in rows]


def count_matching(tx: Tx, match: PersonQuery, at_most: int) -> int:
    """The number of people that meet a condition, counted up to `at_most`."""
    rows = tx.connection.fetch_all(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM {match.source} WHERE {match.where} LIMIT :at_most) AS found",
        {**match.params, "at_most": at_most},
    )
    count: int = rows[0][0]
    return count


def by_email_beginning(
    tx: Tx, beginning: str, match: PersonQuery, *, after: Key, limit: int
) -> list[tuple[Key, Person]]:
    """People whose lower-cased email address begins with a text and who meet a condition, by address, after a key."""
    rows = tx.connection.fetch_all(
        f"SELECT {PERSON_COLUMNS}, p.email_key FROM people p WHERE p.email_key >= :beginning AND p.email_key < :end_"
        f" AND (p.email_key, p.id) > (:key, :after) AND {match.where} ORDER BY p.email_key, p.id LIMIT :limit",
        {**match.params, **_from(beginning, after), "limit": limit},
    )
    return [((row[5], row[0]), person_of(row)) for row in rows]


def by_key_beginning(
    tx: Tx, field_id: int, beginning: str, match: PersonQuery, *, after: Key, limit: int
) -> list[tuple[Key, Person]]:
    """People whose folded value in a searchable field begins with a text and who meet a condition, by value."""
    rows = tx.connection.fetch_all(
        f"SELECT {PERSON_COLUMNS}, k.value FROM person_keys k JOIN people p ON p.id = k.person_id"
        " WHERE k.field_id = :field AND k.value >= :beginning AND k.value < :end_"
        f" AND (k.value, k.person_id) > (:key, :after) AND {match.where} ORDER BY k.value, k.person_id LIMIT :limit",
        {**match.params, **_from(beginning, after), "field": field_id, "limit": limit},
    )
    return [((row[5], row[0]), person_of(row)) for row in rows]


def _from(beginning: str, after: Key) -> dict[str, Any]:
    return {"beginning": beginning, "end_": beginning + chr(0x10FFFF), "key": after[0], "after": after[1]}


# -- writing ----------------------------------------------------------------------------------------------------------


def count(tx: Tx) -> int:
    """The number of people."""
    number: int = tx.fetch_all("SELECT COUNT(*) FROM people")[0][0]
    return number


def reserve_ids(tx: Tx, count: int) -> list[int]:
    """Reserve ids for new people."""
    return tx.dialect.reserve_ids(tx.connection, "people", count) if count else []


def insert(tx: Tx, people: Iterable[Person]) -> None:
    """Insert people with reserved ids."""
    tx.insert_many(
        "people",
        ("id", "email_key", "partition_id", "created_ms", "updated_ms", "document"),
        [
            (
                person.id,
                email_key(person.document),
                person.partition_id,
                person.created_ms,
                person.updated_ms,
                _encode(person.document).decode(),
            )
            for person in people
        ],
    )


def update(tx: Tx, people: Iterable[Person], *, email: bool) -> None:
    """Update people. Without `email`, their email addresses and keys stay unchanged."""
    if email:
        tx.executemany(
            "UPDATE people SET email_key = :email_key, partition_id = :partition_id, updated_ms = :updated_ms,"
            " document = :document WHERE id = :id",
            [
                {
                    "id": person.id,
                    "email_key": email_key(person.document),
                    "partition_id": person.partition_id,
                    "updated_ms": person.updated_ms,
                    "document": _encode(person.document).decode(),
                }
                for person in people
            ],
        )
        return
    tx.executemany(
        "UPDATE people SET updated_ms = :updated_ms, document = :document WHERE id = :id",
        [
            {"id": person.id, "updated_ms": person.updated_ms, "document": _encode(person.document).decode()}
            for person in people
        ],
    )


def delete(tx: Tx, ids: Iterable[int]) -> None:
    """Delete people. `drop_keys` deletes their keys."""
    rows = [{"id": person_id} for person_id in ids]
    tx.executemany("DELETE FROM person_cookies WHERE person_id = :id", rows)
    tx.executemany("DELETE FROM people WHERE id = :id", rows)


def email_key(document: Mapping[str, Any]) -> str | None:
    """The form of an email address that comparisons use."""
    email = document.get("email")
    return email.lower() if email else None


def add_keys(tx: Tx, keys: Keys) -> None:
    """Add keys, so that searches by these values find the people."""
    tx.executemany(
        "INSERT INTO person_keys (field_id, value, person_id) VALUES (:field, :value, :person)"
        " ON CONFLICT (field_id, value, person_id) DO NOTHING",
        [{"field": field, "value": value, "person": person} for field, value, person in keys],
    )


def drop_keys(tx: Tx, keys: Keys) -> None:
    """Undo `add_keys`."""
    tx.executemany(
        "DELETE FROM person_keys WHERE field_id = :field AND value = :value AND person_id = :person",
        [{"field": field, "value": value, "person": person} for field, value, person in keys],
    )


def link_cookies(tx: Tx, links: Iterable[tuple[str, int]]) -> None:
    """Assign cookies to people; a cookie of another person moves."""
    tx.executemany(
        "INSERT INTO person_cookies (cookie, person_id, linked_ms) VALUES (:cookie, :person, :now)"
        " ON CONFLICT (cookie) DO UPDATE SET person_id = excluded.person_id, linked_ms = excluded.linked_ms",
        [{"cookie": cookie, "person": person, "now": tx.now} for cookie, person in links],
    )


def move_cookies(tx: Tx, losers: Iterable[int], winner: int) -> None:
    """Move the cookies of people to another person."""
    tx.executemany(
        "UPDATE person_cookies SET person_id = :winner WHERE person_id = :loser",
        [{"winner": winner, "loser": loser} for loser in losers],
    )


def cookies_of(tx: Tx, person_id: int) -> list[str]:
    """The cookies of a person, oldest first."""
    rows = tx.fetch_all(
        "SELECT cookie FROM person_cookies WHERE person_id = :id ORDER BY linked_ms, cookie", id=person_id
    )
    return [row[0] for row in rows]


# -- partitions -------------------------------------------------------------------------------------------------------


def partitions(tx: Tx) -> list[Partition]:
    """All partitions, by id."""
    return [Partition(*row) for row in tx.fetch_all("SELECT id, name, description FROM partitions ORDER BY id")]


def add_partition(tx: Tx, partition: Partition, workspaces: Iterable[int]) -> None:
    """Insert a partition of some workspaces."""
    tx.execute(
        "INSERT INTO partitions (id, name, description) VALUES (:id, :name, :description)",
        id=partition.id,
        name=partition.name,
        description=partition.description,
    )
    tx.executemany(
        "INSERT INTO workspace_partitions (workspace_id, partition_id) VALUES (:workspace, :partition)",
        [{"workspace": workspace, "partition": partition.id} for workspace in workspaces],
    )


def add_workspace(tx: Tx, workspace_id: int, name: str, description: str) -> None:
    """Insert a workspace."""
    tx.execute(
        "INSERT INTO workspaces (id, name, description) VALUES (:id, :name, :description)",
        id=workspace_id,
        name=name,
        description=description,
    )


def partitions_of_user(tx: Tx, user_id: int) -> list[int]:
    """The partitions of the workspaces in which a user has a role."""
    rows = tx.fetch_all(
        "SELECT DISTINCT w.partition_id FROM user_roles u"
        " JOIN workspace_partitions w ON w.workspace_id = u.workspace_id WHERE u.user_id = :user",
        user=user_id,
    )
    return [row[0] for row in rows]


def existing(tx: Tx, ids: Iterable[int]) -> set[int]:
    """The ids among these that are people's."""
    among = tx.dialect.in_list("id", "ids")
    return {row[0] for row in tx.fetch_all(f"SELECT id FROM people WHERE {among}", ids=_json(ids))}


def in_range(tx: Tx, column: str, start_ms: int, end_ms: int, *, after: int, limit: int) -> list[Person]:
    """People created (`createdAt`) or last changed (`updatedAt`) in a range of time, by id, after the id `after`.

    It scans the table by id. A complete extract reads the table once, and writes need no index on times.
    """
    name = {"createdAt": "created_ms", "updatedAt": "updated_ms"}[column]
    rows = tx.fetch_all(
        f"SELECT {PERSON_COLUMNS} FROM people p WHERE p.id > :after AND p.{name} BETWEEN :start AND :end"
        " ORDER BY p.id LIMIT :limit",
        after=after,
        start=start_ms,
        end=end_ms,
        limit=limit,
    )
    return [person_of(row) for row in rows]
