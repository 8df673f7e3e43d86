"""Custom activity types and their drafts."""

import msgspec

from mercat.store.tx import Row, Tx


class Attribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """An attribute of a type; the primary one is what an activity is about."""

    api_name: str
    name: str
    data_type: str
    description: str | None = None
    primary: bool = False


class Definition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a type. While the primary attribute is being changed, a draft may have none."""

    name: str
    trigger_name: str
    filter_name: str
    attributes: tuple[Attribute, ...]
    description: str | None = None


class StoredType(msgspec.Struct, frozen=True):
    """A type with the versions it has; at least one is there."""

    id: int
    api_name: str
    approved: Definition | None
    draft: Definition | None
    created_ms: int
    updated_ms: int


_COLUMNS = "id, api_name, approved, draft, created_ms, updated_ms"


def _definition(text: str | None) -> Definition | None:
    return None if text is None else msgspec.json.decode(text, type=Definition)


def _text(definition: Definition | None) -> str | None:
    return None if definition is None else msgspec.json.encode(definition).decode()


def _stored(row: Row) -> StoredType:
    return StoredType(row[0], row[1], _definition(row[2]), _definition(row[3]), row[4], row[5])


def every(tx: Tx) -> list[StoredType]:
    """All types, oldest first."""
    return [_stored(row) for row in tx.fetch_all(f"SELECT {_COLUMNS} FROM activity_types ORDER BY id")]


def add(tx: Tx, api_name: str, draft: Definition) -> None:
    """A new type, a draft for now."""
    tx.execute(
        "INSERT INTO activity_types (api_name, name_key, draft, created_ms, updated_ms)"
        " VALUES (:name, :key, :draft, :now, :now)",
        name=api_name,
        key=api_name.lower(),
        draft=_text(draft),
        now=tx.now,
    )


def put(tx: Tx, type_id: int, api_name: str, approved: Definition | None, draft: Definition | None) -> None:
    """Store a type's name and versions."""
    tx.execute(
        "UPDATE activity_types SET api_name = :name, name_key = :key, approved = :approved, draft = :draft,"
        " updated_ms = :now WHERE id = :id",
        id=type_id,
        name=api_name,
        key=api_name.lower(),
        approved=_text(approved),
        draft=_text(draft),
        now=tx.now,
    )


def delete(tx: Tx, type_id: int) -> None:
    """Remove a type."""
    tx.execute("DELETE FROM activity_types WHERE id = :id", id=type_id)
