"""Nodes of the asset tree."""

from typing import Any, Final

import msgspec

from mercat.model.assets import Area, Kind, Node, Ref, key_of
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

EVERYTHING: Final = 2**53
LEAVES: Final = ("static_lists", "smart_campaigns", "documents")  # assets in nodes that are not nodes themselves

_COLUMNS = (
    "nodes.kind, nodes.id, nodes.parent_kind, nodes.parent_id, nodes.area, nodes.name, nodes.description,"
    " nodes.folder_type, nodes.workspace_id, nodes.created_ms, nodes.updated_ms,"
    " COALESCE(folders.is_system, 0), COALESCE(folders.is_archive, 0)"
)
_JOINED = "nodes LEFT JOIN folders ON nodes.kind = 'Folder' AND folders.id = nodes.id"
_ROOTS = "parent_id IS NULL"
_NAMED = "kind = :kind AND id = :id"
_ABOVE = (
    "WITH RECURSIVE above (kind, id, height) AS ("
    f" SELECT kind, id, 0 FROM nodes WHERE {_NAMED}"
    " UNION ALL"
    " SELECT nodes.parent_kind, nodes.parent_id, above.height + 1 FROM nodes JOIN above"
    " ON nodes.kind = above.kind AND nodes.id = above.id WHERE nodes.parent_id IS NOT NULL)"
)


def number_folder(tx: Tx, *, system: bool = False) -> int:
    """Allocate the next folder id."""
    return tx.insert("INSERT INTO folders (is_system) VALUES (:system) RETURNING id", system=int(system))


def discard_folder_number(tx: Tx, number: int) -> None:
    """Discard an allocated folder id, which is never used again."""
    tx.execute("DELETE FROM folders WHERE id = :id", id=number)


def insert(
    tx: Tx,
    ref: Ref,
    parent: Ref | None,
    *,
    area: Area,
    name: str,
    description: str | None,
    folder_type: str,
    workspace_id: int,
) -> None:
    """Insert a node with an allocated id below its parent."""
    tx.execute(
        "INSERT INTO nodes (kind, id, parent_kind, parent_id, area, name, name_key, description, folder_type,"
        " workspace_id, created_ms, updated_ms) VALUES (:kind, :id, :parent_kind, :parent_id, :area, :name, :name_key,"
        " :description, :folder_type, :workspace_id, :now, :now)",
        kind=ref.kind.value,
        id=ref.id,
        parent_kind=parent.kind.value if parent else None,
        parent_id=parent.id if parent else None,
        area=area.value,
        name=name,
        name_key=key_of(name),
        description=description,
        folder_type=folder_type,
        workspace_id=workspace_id,
        now=tx.now,
    )


def update(tx: Tx, ref: Ref, *, name: str, description: str | None) -> None:
    """Change the name and description of a node."""
    tx.execute(
        "UPDATE nodes SET name = :name, name_key = :name_key, description = :description, updated_ms = :now"
        " WHERE kind = :kind AND id = :id",
        name=name,
        name_key=key_of(name),
        description=description,
        now=tx.now,
        kind=ref.kind.value,
        id=ref.id,
    )


def touch(tx: Tx, ref: Ref) -> None:
    """Set the time of a node's last change to now."""
    tx.execute("UPDATE nodes SET updated_ms = :now WHERE kind = :kind AND id = :id", now=tx.now, **_named(ref))


def archive(tx: Tx, folder_id: int, *, archived: bool) -> None:
    """Set a folder's archive flag."""
    tx.execute("UPDATE folders SET is_archive = :archived WHERE id = :id", archived=int(archived), id=folder_id)


def delete(tx: Tx, ref: Ref) -> None:
    """Delete a node without children, with its My Tokens."""
    tx.execute("DELETE FROM nodes WHERE kind = :kind AND id = :id", **_named(ref))
    table = "folders" if ref.kind is Kind.FOLDER else "programs"
    tx.execute(f"DELETE FROM {table} WHERE id = :id", id=ref.id)


def find(tx: Tx, ref: Ref) -> Node | None:
    """The node, or None."""
    row = tx.fetch_one(f"SELECT {_COLUMNS} FROM {_JOINED} WHERE nodes.kind = :kind AND nodes.id = :id", **_named(ref))
    return _node(row) if row else None


def named(tx: Tx, name: str, *, kind: Kind, limit: int) -> list[Node]:
    """Nodes with exactly this name, by id."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM {_JOINED} WHERE nodes.name_key = :key AND nodes.name = :name AND nodes.kind = :kind"
        " ORDER BY nodes.id LIMIT :limit",
        key=key_of(name),
        name=name,
        kind=kind.value,
        limit=limit,
    )
    return [_node(row) for row in rows]


def holds(tx: Tx, parent: Ref, *leaves: str) -> bool:
    """Whether a folder or program contains assets of some of the kinds in LEAVES."""
    sql = "SELECT 1 FROM {} WHERE parent_kind = :kind AND parent_id = :id LIMIT 1"
    return any(tx.fetch_one(sql.format(table), **_named(parent)) is not None for table in leaves)


def siblings_named(tx: Tx, parent: Ref, kind: Kind, name: str) -> list[int]:
    """The ids of a parent's children of a kind with this name, in any case."""
    rows = tx.fetch_all(
        "SELECT id FROM nodes WHERE parent_kind = :parent_kind AND parent_id = :parent_id AND kind = :kind"
        " AND name_key = :key",
        parent_kind=parent.kind.value,
        parent_id=parent.id,
        kind=kind.value,
        key=key_of(name),
    )
    return [row[0] for row in rows]


def all_named(tx: Tx, kind: Kind, name: str) -> list[int]:
    """The ids of all nodes of a kind with this name, in any case."""
    rows = tx.fetch_all(
        "SELECT id FROM nodes WHERE name_key = :key AND kind = :kind", key=key_of(name), kind=kind.value
    )
    return [row[0] for row in rows]


def children(tx: Tx, parent: Ref, *, offset: int, limit: int) -> list[Ref]:
    """The nodes directly in a node, folders first, by id."""
    rows = tx.fetch_all(
        "SELECT kind, id FROM nodes WHERE parent_kind = :kind AND parent_id = :id ORDER BY kind, id"
        " LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
        **_named(parent),
    )
    return [Ref(Kind(row[0]), row[1]) for row in rows]


def descendants(tx: Tx, root: Ref | None, *, depth: int, offset: int = 0, limit: int = EVERYTHING) -> list[Ref]:
    """A node (or every root) and the nodes down to `depth` levels below it, the deepest last."""
    seed = _NAMED if root else _ROOTS
    rows = tx.fetch_all(
        f"WITH RECURSIVE below (kind, id, depth) AS (SELECT kind, id, 0 FROM nodes WHERE {seed}"
        " UNION ALL"
        " SELECT nodes.kind, nodes.id, below.depth + 1 FROM nodes JOIN below"
        " ON nodes.parent_kind = below.kind AND nodes.parent_id = below.id WHERE below.depth < :depth)"
        " SELECT kind, id FROM below ORDER BY depth, kind, id LIMIT :limit OFFSET :offset",
        depth=depth,
        limit=limit,
        offset=offset,
        **(_named(root) if root else {}),
    )
    return [Ref(Kind(row[0]), row[1]) for row in rows]


def ancestors(tx: Tx, ref: Ref) -> list[tuple[Ref, str]]:
    """A node and its ancestors, as (node, name), the node first; empty if there is no such node."""
    rows = tx.fetch_all(
        f"{_ABOVE} SELECT above.kind, above.id, nodes.name FROM above JOIN nodes"
        " ON nodes.kind = above.kind AND nodes.id = above.id ORDER BY above.height",
        **_named(ref),
    )
    return [(Ref(Kind(row[0]), row[1]), row[2]) for row in rows]


def get_all(tx: Tx, refs: list[Ref]) -> list[Node]:
    """The nodes in the order of the references, without those that do not exist."""
    nodes: dict[Ref, Node] = {}
    for kind in Kind:
        ids = [ref.id for ref in refs if ref.kind is kind]
        if ids:
            among = tx.dialect.in_list("nodes.id", "ids")
            rows = tx.fetch_all(
                f"SELECT {_COLUMNS} FROM {_JOINED} WHERE nodes.kind = :kind AND {among}",
                kind=kind.value,
                ids=msgspec.json.encode(ids).decode(),
            )
            nodes |= {node.ref: node for node in map(_node, rows)}
    return [nodes[ref] for ref in refs if ref in nodes]


def _named(ref: Ref) -> dict[str, Any]:
    return {"kind": ref.kind.value, "id": ref.id}


def _node(row: Row) -> Node:
    return Node(
        ref=Ref(Kind(row[0]), row[1]),
        parent=Ref(Kind(row[2]), row[3]) if row[2] is not None else None,
        area=Area(row[4]),
        name=row[5],
        description=row[6],
        folder_type=row[7],
        workspace_id=row[8],
        created_ms=row[9],
        updated_ms=row[10],
        is_system=bool(row[11]),
        is_archive=bool(row[12]),
    )
