"""Custom activity types and their drafts."""

import msgspec

from mercat.model.activities import Definition, StoredType
from mercat.model.versions import Versions
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS = "id, api_name, approved, draft, created_ms, updated_ms"


def _definition(text: str | None) -> Definition | None:
    return None if text is None else msgspec.json.decode(text, type=Definition)


def _text(definition: Definition | None) -> str | None:
    return None if definition is None else msgspec.json.encode(definition).decode()


def _stored(row: Row) -> StoredType:
    return StoredType(row[0], row[1], Versions(_definition(row[3]), _definition(row[2])), row[4], row[5])


def every(tx: Tx) -> list[StoredType]:
    """All types, oldest first."""
    return [_stored(row) for row in tx.fetch_all(f"SELECT {_COLUMNS} FROM activity_types ORDER BY id")]


def add(tx: Tx, api_name: str, draft: Definition) -> None:
    """Insert a type, which is a draft."""
    tx.execute(
        "INSERT INTO activity_types (api_name, name_key, draft, created_ms, updated_ms)"
        " VALUES (:name, :key, :draft, :now, :now)",
        name=api_name,
        key=api_name.lower(),
        draft=_text(draft),
        now=tx.now,
    )


def put(tx: Tx, type_id: int, api_name: str, versions: Versions[Definition]) -> None:
    """Store a type's name and versions."""
    tx.execute(
        "UPDATE activity_types SET api_name = :name, name_key = :key, approved = :approved, draft = :draft,"
        " updated_ms = :now WHERE id = :id",
        id=type_id,
        name=api_name,
        key=api_name.lower(),
        approved=_text(versions.approved),
        draft=_text(versions.draft),
        now=tx.now,
    )


def delete(tx: Tx, type_id: int) -> None:
    """Delete a type."""
    tx.execute("DELETE FROM activity_types WHERE id = :id", id=type_id)
