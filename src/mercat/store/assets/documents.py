"""Assets with a document as content. Queries take the type of the content and decode it."""

import functools
from collections.abc import Hashable
from typing import Any, Final, TypeVar, cast

import msgspec

from mercat.model.assets import AssetType, Kind, Ref, key_of
from mercat.model.documents import AssetSummary, Author, Document, DocumentFilter, DocumentSearch, Title
from mercat.model.versions import Versions, version_names
from mercat.store.assets import document_conditions
from mercat.store.conditions import Conditions
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_OF: Final = (  # a table of documents
    "SELECT d.kind, d.id, d.name, d.description, d.draft_name, d.draft_description, d.parent_kind, d.parent_id,"
    " n.name, d.workspace_id, d.draft, d.approved, d.created_ms, d.updated_ms, d.created_by_id, d.created_by,"
    " d.updated_by_id, d.updated_by FROM {} d JOIN nodes n ON n.kind = d.parent_kind AND n.id = d.parent_id"
)
_SELECT: Final = _OF.format("documents")
_NAMED: Final = "d.name_key = :key AND d.name = :name"
C = TypeVar("C")


@functools.cache
def _decoder(content: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(content)


def _document(row: Row, content: type[C]) -> Document[C]:
    decode = _decoder(cast(Any, content)).decode
    draft, approved = (None if text is None else decode(text) for text in row[10:12])
    return Document(
        type=AssetType(row[0]),
        id=row[1],
        title=Title(row[2], row[3]),
        draft_title=None if row[4] is None else Title(row[4], row[5]),
        parent=Ref(Kind(row[6]), row[7]),
        parent_name=row[8],
        workspace_id=row[9],
        versions=Versions(draft, approved),
        created_ms=row[12],
        updated_ms=row[13],
        created_by=Author(row[14], row[15]),
        updated_by=Author(row[16], row[17]),
    )


def _json(content: Any) -> str | None:
    return None if content is None else msgspec.json.encode(content).decode()


def next_number(tx: Tx, kind: str, *, first: int = 1) -> int:
    """Allocate the next number of a kind, which is never used again. `first` is the first one of an instance."""
    rows = tx.fetch_all(
        "INSERT INTO document_numbers (kind, last_number) VALUES (:kind, :first) ON CONFLICT (kind)"
        " DO UPDATE SET last_number = document_numbers.last_number + 1 RETURNING last_number",
        kind=kind,
        first=first,
    )
    return int(rows[0][0])


def add(
    tx: Tx,
    type: AssetType,
    parent: Ref,
    title: Title,
    *,
    workspace_id: int,
    versions: Versions[Any],
    first_id: int = 1,
) -> int:
    """Insert a document. Answers its id, which is the next one of its type."""
    number = next_number(tx, type.value, first=first_id)
    tx.execute(
        "INSERT INTO documents (kind, id, name, name_key, description, parent_kind, parent_id, workspace_id, draft,"
        " approved, created_ms, updated_ms, created_by_id, created_by, updated_by_id, updated_by) VALUES (:kind, :id,"
        " :name, :key, :description, :parent_kind, :parent_id, :workspace, :draft, :approved, :now, :now, :user_id,"
        " :user, :user_id, :user)",
        kind=type.value,
        id=number,
        name=title.name,
        key=key_of(title.name),
        description=title.description,
        parent_kind=parent.kind.value,
        parent_id=parent.id,
        workspace=workspace_id,
        draft=_json(versions.draft),
        approved=_json(versions.approved),
        now=tx.now,
        user_id=tx.caller.user_id,
        user=tx.caller.name,
    )
    return number


def find(tx: Tx, type: AssetType, content: type[C], document_id: int) -> Document[C] | None:
    """The document with this id, or None."""
    row = tx.fetch_one(f"{_SELECT} WHERE d.kind = :kind AND d.id = :id", kind=type.value, id=document_id)
    return _document(row, content) if row else None


def named_in(tx: Tx, type: AssetType, parent: Ref, name: str) -> int | None:
    """The id of the document directly in a place with this name in some version, in any case and spacing, or None."""
    row = tx.fetch_one(
        "SELECT id FROM documents WHERE parent_kind = :parent_kind AND parent_id = :parent_id AND kind = :kind"
        " AND (name_key = :key OR draft_name_key = :key)",
        parent_kind=parent.kind.value,
        parent_id=parent.id,
        kind=type.value,
        key=key_of(name),
    )
    return row[0] if row else None


def namesake(tx: Tx, type: AssetType, name: str) -> int | None:
    """The id of the oldest document of a type with this name, in any case and spacing, or None."""
    row = tx.fetch_one(
        "SELECT id FROM documents WHERE kind = :kind AND name_key = :key ORDER BY id LIMIT 1",
        kind=type.value,
        key=key_of(name),
    )
    return row[0] if row else None


def browse(
    tx: Tx, type: AssetType, content: type[C], criteria: DocumentFilter, *, offset: int, limit: int
) -> list[Document[C]]:
    """A page of the documents of a type that match a search, by id."""
    conditions = Conditions(tx, limit=limit, offset=offset)
    conditions.compare("d.kind", "=", type.value)
    for version in criteria.versions:
        conditions.add(f"d.{version} IS NOT NULL")
    if criteria.name is not None and criteria.versions[:1] == ("draft",):
        conditions.add(
            "(d.draft_name_key = :key AND d.draft_name = :name OR d.draft_name_key IS NULL AND " + _NAMED + ")"
        )
    elif criteria.name is not None:
        conditions.add(_NAMED)
    if criteria.name is not None:
        conditions.params |= {"key": key_of(criteria.name), "name": criteria.name}
    conditions.directly_in("d", criteria.parent)
    conditions.compare("d.updated_ms", ">=", criteria.from_ms)
    conditions.compare("d.updated_ms", "<=", criteria.to_ms)
    sql = f"{_SELECT} WHERE {conditions.where} ORDER BY d.id LIMIT :limit OFFSET :offset"
    return [_document(row, content) for row in tx.connection.fetch_all(sql, conditions.params)]


def search(
    tx: Tx, type: AssetType, content: type[C], criteria: DocumentSearch, *, offset: int, limit: int
) -> tuple[list[Document[C]], int]:
    """A part of the documents of a type that a search wants, in its order, and how many there are."""
    conditions = document_conditions.of_search(tx, type, criteria)
    ((count,),) = tx.connection.fetch_all(
        f"SELECT COUNT(*) FROM documents d WHERE {conditions.where}", conditions.params
    )
    order = document_conditions.order(criteria)
    part = f"SELECT d.* FROM documents d WHERE {conditions.where} ORDER BY {order} LIMIT :limit OFFSET :offset"
    sql = f"{_OF.format(f'({part})')} ORDER BY {order}"  # the part first, so that few documents meet their nodes
    rows = tx.connection.fetch_all(sql, {**conditions.params, "limit": limit, "offset": offset})
    return [_document(row, content) for row in rows], count


def summaries(tx: Tx, type: AssetType, parent: Ref, *, after: int, limit: int) -> list[AssetSummary]:
    """The documents of a type directly in a place, after an id, by id."""
    conditions = Conditions(tx, limit=limit)
    conditions.compare("d.kind", "=", type.value)
    conditions.compare("d.id", ">", after)
    conditions.directly_in("d", parent)
    rows = tx.connection.fetch_all(
        "SELECT d.id, d.name, d.approved IS NOT NULL, d.draft IS NOT NULL, d.updated_ms FROM documents d"
        f" WHERE {conditions.where} ORDER BY d.id LIMIT :limit",
        conditions.params,
    )
    return [
        AssetSummary(type, row[0], row[1], version_names(approved=bool(row[2]), draft=bool(row[3])), parent, row[4])
        for row in rows
    ]


def put(tx: Tx, document: Document[Any]) -> None:
    """Store a document's titles and versions, and the time and author of the change."""
    draft_title = document.draft_title
    tx.execute(
        "UPDATE documents SET name = :name, name_key = :key, description = :description, draft_name = :draft_name,"
        " draft_name_key = :draft_key, draft_description = :draft_description, draft = :draft, approved = :approved,"
        " updated_ms = :now, updated_by_id = :user_id, updated_by = :user WHERE kind = :kind AND id = :id",
        kind=document.type.value,
        id=document.id,
        name=document.title.name,
        key=key_of(document.title.name),
        description=document.title.description,
        draft_name=None if draft_title is None else draft_title.name,
        draft_key=None if draft_title is None else key_of(draft_title.name),
        draft_description=None if draft_title is None else draft_title.description,
        draft=_json(document.versions.draft),
        approved=_json(document.versions.approved),
        now=tx.now,
        user_id=tx.caller.user_id,
        user=tx.caller.name,
    )


def delete(tx: Tx, type: AssetType, document_id: int) -> None:
    """Delete a document. Its id is never used again."""
    tx.execute("DELETE FROM documents WHERE kind = :kind AND id = :id", kind=type.value, id=document_id)
