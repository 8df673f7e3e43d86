"""Programs with their tags and costs."""

from collections.abc import Iterable

import msgspec

from mercat.model.assets import Cost, Kind, Program, ProgramFilter, ProgramType, Ref, key_of
from mercat.store.assets import smart_lists
from mercat.store.conditions import Conditions
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COSTS = msgspec.json.Decoder(tuple[Cost, ...])
_SELECT = (
    "SELECT programs.id, nodes.name, nodes.description, programs.type, channels.name, nodes.parent_kind,"
    " nodes.parent_id, parents.name, programs.status, nodes.workspace_id, programs.costs, programs.start_ms,"
    " programs.end_ms, programs.head_start, nodes.created_ms, nodes.updated_ms"
    " FROM programs JOIN nodes ON nodes.kind = 'Program' AND nodes.id = programs.id"
    " JOIN nodes AS parents ON parents.kind = nodes.parent_kind AND parents.id = nodes.parent_id"
    " JOIN channels ON channels.id = programs.channel_id"
)


def insert(tx: Tx, *, type: ProgramType, channel_id: int, status: str, start_ms: int | None, end_ms: int | None) -> int:
    """Insert a program. Answers its id. Its node is inserted next."""
    return tx.insert(
        "INSERT INTO programs (type, channel_id, status, costs, start_ms, end_ms, smart_list_id)"
        " VALUES (:type, :channel, :status, '[]', :start, :end, :smart_list) RETURNING id",
        type=type.value,
        smart_list=smart_lists.next_number(tx) if type is ProgramType.EMAIL else None,
        channel=channel_id,
        status=status,
        start=start_ms,
        end=end_ms,
    )


def set_costs(tx: Tx, program_id: int, costs: Iterable[Cost]) -> None:
    """Replace a program's costs."""
    document = msgspec.json.encode(tuple(costs)).decode()
    tx.execute("UPDATE programs SET costs = :costs WHERE id = :id", costs=document, id=program_id)


def set_dates(tx: Tx, program_id: int, start_ms: int | None, end_ms: int | None) -> None:
    """Set the dates of a program."""
    tx.execute(
        "UPDATE programs SET start_ms = :start, end_ms = :end WHERE id = :id", start=start_ms, end=end_ms, id=program_id
    )


def set_status(tx: Tx, program_id: int, status: str) -> None:
    """Store the status of a program."""
    tx.execute("UPDATE programs SET status = :status WHERE id = :id", status=status, id=program_id)


def set_head_start(tx: Tx, program_id: int, head_start: bool) -> None:
    """Set the head start flag of an Email program."""
    tx.execute("UPDATE programs SET head_start = :head_start WHERE id = :id", head_start=int(head_start), id=program_id)


def set_tag(tx: Tx, program_id: int, tag_type_id: int, value: str) -> None:
    """Set the value of a program's tag."""
    tx.execute(
        "INSERT INTO program_tags (program_id, tag_type_id, value) VALUES (:program, :type, :value)"
        " ON CONFLICT (program_id, tag_type_id) DO UPDATE SET value = excluded.value",
        program=program_id,
        type=tag_type_id,
        value=value,
    )


def delete_tag(tx: Tx, program_id: int, tag_type_id: int) -> int:
    """Remove a tag from a program. Answers 0 if it had none."""
    return tx.execute(
        "DELETE FROM program_tags WHERE program_id = :program AND tag_type_id = :type",
        program=program_id,
        type=tag_type_id,
    )


def find(tx: Tx, program_id: int) -> Program | None:
    """The program with its tags, or None."""
    programs = _programs(tx, tx.fetch_all(f"{_SELECT} WHERE programs.id = :id", id=program_id))
    return programs[0] if programs else None


def find_named(tx: Tx, name: str) -> Program | None:
    """The program with exactly this name, or None."""
    rows = tx.fetch_all(
        f"{_SELECT} WHERE nodes.name_key = :key AND nodes.name = :name ORDER BY programs.id LIMIT 1",
        key=key_of(name),
        name=name,
    )
    programs = _programs(tx, rows)
    return programs[0] if programs else None


def type_of(tx: Tx, program_id: int) -> ProgramType | None:
    """A program's type, or None if there is no such program."""
    row = tx.fetch_one("SELECT type FROM programs WHERE id = :id", id=program_id)
    return ProgramType(row[0]) if row else None


def search(tx: Tx, criteria: ProgramFilter, *, offset: int, limit: int) -> list[Program]:
    """A page of the programs that meet every condition, by id."""
    conditions = Conditions(tx, limit=limit, offset=offset)
    conditions.among("programs.id", criteria.ids)
    conditions.among("nodes.parent_id", criteria.folder_ids)
    conditions.among("nodes.workspace_id", criteria.workspace_ids)
    if criteria.folder_ids is not None:
        conditions.add(f"nodes.parent_kind = '{Kind.FOLDER.value}'")
    conditions.compare("programs.status", "=", criteria.status)
    conditions.compare("nodes.updated_ms", ">=", criteria.from_ms)
    conditions.compare("nodes.updated_ms", "<=", criteria.to_ms)
    if criteria.tag is not None:
        tagged = "SELECT program_id FROM program_tags WHERE tag_type_id = :tag_type AND value = :tag_value"
        conditions.add(f"programs.id IN ({tagged})")
        conditions.params |= dict(zip(("tag_type", "tag_value"), criteria.tag, strict=True))
    rows = tx.fetch_all(
        f"{_SELECT} WHERE {conditions.where} ORDER BY programs.id LIMIT :limit OFFSET :offset", **conditions.params
    )
    return _programs(tx, rows)


def _programs(tx: Tx, rows: list[Row]) -> list[Program]:
    tags = _tags(tx, [row[0] for row in rows])
    return [
        Program(
            id=row[0],
            name=row[1],
            description=row[2],
            type=ProgramType(row[3]),
            channel=row[4],
            parent=Ref(Kind(row[5]), row[6]),
            parent_name=row[7],
            status=row[8],
            workspace_id=row[9],
            costs=_COSTS.decode(row[10]),
            tags=tuple(tags.get(row[0], ())),
            start_ms=row[11],
            end_ms=row[12],
            head_start=bool(row[13]),
            created_ms=row[14],
            updated_ms=row[15],
        )
        for row in rows
    ]


def _tags(tx: Tx, program_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    if not program_ids:
        return {}
    tags: dict[int, list[tuple[str, str]]] = {}
    among = tx.dialect.in_list("program_tags.program_id", "ids")
    for program_id, name, value in tx.fetch_all(
        "SELECT program_tags.program_id, tag_types.name, program_tags.value FROM program_tags"
        f" JOIN tag_types ON tag_types.id = program_tags.tag_type_id WHERE {among} ORDER BY program_tags.tag_type_id",
        ids=msgspec.json.encode(program_ids).decode(),
    ):
        tags.setdefault(program_id, []).append((name, value))
    return tags
