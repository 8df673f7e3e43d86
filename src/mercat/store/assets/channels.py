"""Channels and tag types of programs."""

import msgspec

from mercat.model.assets import Channel, ProgramType, Status, TagType
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_CHANNEL = "SELECT id, name, program_type, statuses, created_ms, updated_ms FROM channels"
_TAG_TYPE = "SELECT id, name, program_types, required, allowed FROM tag_types"
_STATUSES = msgspec.json.Decoder(tuple[Status, ...])
_TYPES = msgspec.json.Decoder(tuple[ProgramType, ...])
_TEXTS = msgspec.json.Decoder(tuple[str, ...])


def add_channel(tx: Tx, name: str, program_type: ProgramType, statuses: tuple[Status, ...]) -> int:
    """Insert a channel. Answers its id."""
    return tx.insert(
        "INSERT INTO channels (name, program_type, statuses, created_ms, updated_ms)"
        " VALUES (:name, :program_type, :statuses, :now, :now) RETURNING id",
        name=name,
        program_type=program_type.value,
        statuses=msgspec.json.encode(statuses).decode(),
        now=tx.now,
    )


def channels(tx: Tx, *, offset: int, limit: int) -> list[Channel]:
    """A page of channels, by id."""
    rows = tx.fetch_all(f"{_CHANNEL} ORDER BY id LIMIT :limit OFFSET :offset", limit=limit, offset=offset)
    return [_channel(row) for row in rows]


def find_channel(tx: Tx, name: str) -> Channel | None:
    """The channel with this name, or None."""
    row = tx.fetch_one(f"{_CHANNEL} WHERE name = :name", name=name)
    return _channel(row) if row else None


def add_tag_type(
    tx: Tx, name: str, program_types: tuple[ProgramType, ...], *, required: bool, allowed: tuple[str, ...]
) -> int:
    """Insert a tag type. Answers its id."""
    return tx.insert(
        "INSERT INTO tag_types (name, program_types, required, allowed)"
        " VALUES (:name, :program_types, :required, :allowed) RETURNING id",
        name=name,
        program_types=msgspec.json.encode(program_types).decode(),
        required=int(required),
        allowed=msgspec.json.encode(allowed).decode(),
    )


def tag_types(tx: Tx, *, offset: int, limit: int) -> list[TagType]:
    """A page of tag types, by id."""
    rows = tx.fetch_all(f"{_TAG_TYPE} ORDER BY id LIMIT :limit OFFSET :offset", limit=limit, offset=offset)
    return [_tag_type(row) for row in rows]


def find_tag_type(tx: Tx, name: str) -> TagType | None:
    """The tag type with this name, or None."""
    row = tx.fetch_one(f"{_TAG_TYPE} WHERE name = :name", name=name)
    return _tag_type(row) if row else None


def _channel(row: Row) -> Channel:
    return Channel(row[0], row[1], ProgramType(row[2]), _STATUSES.decode(row[3]), row[4], row[5])


def _tag_type(row: Row) -> TagType:
    return TagType(row[0], row[1], _TYPES.decode(row[2]), bool(row[3]), _TEXTS.decode(row[4]))
