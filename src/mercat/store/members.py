"""Members of programs and the custom fields that they have."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mercat.model.members import Member, MemberField
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS: Final = (
    "m.id, m.program_id, m.person_id, m.status, m.step, m.success_ms, m.acquired, m.exhausted, m.cadence, m.stream,"
    " m.member_ms, m.updated_ms, m.document"
)
_FIELD: Final = "id, name, display_name, data_type, length, description, hidden, html_encoded, sensitive, api_created"
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def _member(row: Row) -> Member:
    return Member(
        row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), bool(row[7]), row[8], row[9], row[10], row[11],
        _decode(row[12]),
    )  # fmt: skip


def _json(values: Iterable[Any]) -> str:
    return msgspec.json.encode(list(values)).decode()


def of_people(tx: Tx, program_id: int, person_ids: Iterable[int]) -> dict[int, Member]:
    """The memberships of these people in a program, by person."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM program_members m"
        f" WHERE m.program_id = :program AND {tx.dialect.in_list('m.person_id', 'people')}",
        program=program_id,
        people=_json(person_ids),
    )
    return {row[2]: _member(row) for row in rows}


def page(
    tx: Tx, program_ids: Iterable[int], *, after: int, limit: int, partitions: Iterable[int] | None = None
) -> list[Member]:
    """Members of some programs, oldest first, after the id `after`; only of these partitions, unless None.

    For one program an index finds them. For several, all pages together read all memberships once.
    """
    ids = list(program_ids)
    params: dict[str, Any] = {"after": after, "limit": limit}
    if len(ids) == 1:
        among = "m.program_id = :program"
        params["program"] = ids[0]
    else:
        among = tx.dialect.in_list("m.program_id + 0", "programs")  # the sum makes the query go by id
        params["programs"] = _json(ids)
    if partitions is not None:
        inside = tx.dialect.in_list("p.partition_id", "partitions")
        among += f" AND EXISTS (SELECT 1 FROM people p WHERE p.id = m.person_id AND {inside})"
        params["partitions"] = _json(partitions)
    rows = tx.connection.fetch_all(
        f"SELECT {_COLUMNS} FROM program_members m WHERE {among} AND m.id > :after ORDER BY m.id LIMIT :limit", params
    )
    return [_member(row) for row in rows]


def count(tx: Tx, program_id: int) -> int:
    """The number of members of a program."""
    row = tx.fetch_all("SELECT COUNT(*) FROM program_members WHERE program_id = :program", program=program_id)[0]
    return int(row[0])


def of_person(tx: Tx, person_id: int, *, after: int, limit: int) -> list[Member]:
    """A person's memberships, oldest first, after the id `after`."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM program_members m WHERE m.person_id = :person AND m.id > :after"
        " ORDER BY m.id LIMIT :limit",
        person=person_id,
        after=after,
        limit=limit,
    )
    return [_member(row) for row in rows]


def add(tx: Tx, member: Member) -> int:
    """Insert a member. Answers its id."""
    member.id = tx.insert(
        "INSERT INTO program_members (program_id, person_id, status, step, success_ms, acquired, exhausted, cadence,"
        " stream, member_ms, updated_ms, document) VALUES (:program, :person, :status, :step, :success, :acquired,"
        " :exhausted, :cadence, :stream, :member_ms, :updated_ms, :document) RETURNING id",
        program=member.program_id,
        person=member.person_id,
        status=member.status,
        step=member.step,
        success=member.success_ms,
        acquired=int(member.acquired),
        exhausted=int(member.exhausted),
        cadence=member.cadence,
        stream=member.stream,
        member_ms=member.member_ms,
        updated_ms=member.updated_ms,
        document=msgspec.json.encode(member.values).decode(),
    )
    return member.id


def change(tx: Tx, member: Member) -> None:
    """Change a member's status and values."""
    tx.execute(
        "UPDATE program_members SET status = :status, step = :step, success_ms = :success, acquired = :acquired,"
        " updated_ms = :updated_ms, document = :document WHERE id = :id",
        id=member.id,
        acquired=int(member.acquired),
        status=member.status,
        step=member.step,
        success=member.success_ms,
        updated_ms=member.updated_ms,
        document=msgspec.json.encode(member.values).decode(),
    )


def delete(tx: Tx, ids: Iterable[int]) -> None:
    """Delete memberships."""
    tx.execute(f"DELETE FROM program_members WHERE {tx.dialect.in_list('id', 'ids')}", ids=_json(ids))


def move(tx: Tx, losers: Iterable[int], winner: int) -> None:
    """Move memberships to another person, whose own ones stay."""
    among = tx.dialect.in_list("person_id", "losers")
    text = _json(losers)
    rows = tx.fetch_all(f"SELECT id, program_id FROM program_members WHERE {among} ORDER BY step DESC, id", losers=text)
    held = {row[0] for row in tx.fetch_all("SELECT program_id FROM program_members WHERE person_id = :id", id=winner)}
    for member_id, program_id in rows:
        if program_id not in held:
            held.add(program_id)
            tx.execute("UPDATE program_members SET person_id = :winner WHERE id = :id", winner=winner, id=member_id)


# -- fields -----------------------------------------------------------------------------------------------------------


def fields(tx: Tx) -> list[MemberField]:
    """The custom fields, oldest first."""
    rows = tx.fetch_all(f"SELECT {_FIELD} FROM member_fields ORDER BY id")
    return [
        MemberField(
            row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), bool(row[7]), bool(row[8]), bool(row[9])
        )
        for row in rows
    ]


def put_field(tx: Tx, field: MemberField) -> None:
    """Insert a field, or change the attributes of one."""
    tx.execute(
        f"INSERT INTO member_fields ({_FIELD}) VALUES (:id, :name, :display_name, :data_type, :length, :description,"
        " :hidden, :html_encoded, :sensitive, :api_created) ON CONFLICT (id) DO UPDATE SET"
        " display_name = excluded.display_name, description = excluded.description, hidden = excluded.hidden,"
        " html_encoded = excluded.html_encoded, sensitive = excluded.sensitive",
        id=field.id,
        name=field.name,
        display_name=field.display_name,
        data_type=field.data_type,
        length=field.length,
        description=field.description,
        hidden=int(field.hidden),
        html_encoded=int(field.html_encoded),
        sensitive=int(field.sensitive),
        api_created=int(field.api_created),
    )
