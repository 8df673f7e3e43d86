"""The names of folders, programs and assets, in any case and spacing, by their beginning."""

from typing import Final

from mercat.model.assets import AssetType, Kind, NamedAsset, Ref
from mercat.store.tx import Tx

_TABLES: Final[dict[Kind | AssetType, str]] = {
    **dict.fromkeys(Kind, "nodes"),
    **dict.fromkeys(AssetType, "documents"),
    AssetType.STATIC_LIST: "static_lists",
    AssetType.SMART_CAMPAIGN: "smart_campaigns",
}
# The index of nodes begins with the name, so that a condition on the kind must not lead to that of the kind.
_OF_KIND: Final = {"documents": "a.kind = :kind AND ", "nodes": "a.kind || '' = :kind AND "}


def beginning(
    tx: Tx, type: Kind | AssetType, text: str, *, after: tuple[str, int], limit: int
) -> list[tuple[str, NamedAsset]]:
    """Assets of a type whose key of the name begins with a text, with these keys, by key and id, beyond a pair."""
    table = _TABLES[type]
    of_kind = _OF_KIND.get(table, "")
    rows = tx.fetch_all(
        "SELECT a.name_key, a.id, a.name, a.parent_kind, a.parent_id, n.name, a.updated_ms"
        f" FROM {table} a LEFT JOIN nodes n ON n.kind = a.parent_kind AND n.id = a.parent_id"
        f" WHERE {of_kind}a.name_key >= :beginning AND a.name_key < :end_ AND (a.name_key, a.id) > (:key, :after)"
        f" ORDER BY a.name_key, {'a.kind, ' if of_kind else ''}a.id LIMIT :limit",
        **({"kind": type.value} if of_kind else {}),
        beginning=max(text, after[0]),
        end_=text + chr(0x10FFFF),
        key=after[0],
        after=after[1],
        limit=limit,
    )
    return [
        (row[0], NamedAsset(type, row[1], row[2], Ref(Kind(row[3]), row[4]) if row[3] else None, row[5], row[6]))
        for row in rows
    ]
