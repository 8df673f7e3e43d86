"""What is directly in a folder or program, nodes and assets together."""

from typing import Final

from mercat.model.assets import AssetType, Ref
from mercat.store.tx import Tx

_PARTS: Final = (
    ("0", "kind", "nodes"),
    ("1", f"'{AssetType.STATIC_LIST}'", "static_lists"),
    ("1", f"'{AssetType.SMART_CAMPAIGN}'", "smart_campaigns"),
    ("1", "kind", "documents"),
)
_INSIDE: Final = " UNION ALL ".join(
    f"SELECT {place} AS place, {type} AS type, id FROM {table} WHERE parent_kind = :kind AND parent_id = :id"
    for place, type, table in _PARTS
)


def browse(tx: Tx, parent: Ref, *, offset: int, limit: int) -> list[tuple[str, int]]:
    """A page of types and ids: folders, then programs, then assets by type, each by id."""
    rows = tx.fetch_all(
        f"SELECT type, id FROM ({_INSIDE}) c ORDER BY place, type, id LIMIT :limit OFFSET :offset",
        kind=parent.kind.value,
        id=parent.id,
        limit=limit,
        offset=offset,
    )
    return [(row[0], row[1]) for row in rows]
