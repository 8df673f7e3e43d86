"""Which asset uses which. Documents and smart campaigns use others; a link belongs to one version of its user."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from mercat.model.assets import AssetRef, AssetType, Kind, Ref
from mercat.model.documents import AssetSummary
from mercat.model.versions import Version, version_names
from mercat.store.tx import Tx

# Tables of what uses others and of what is used: the SQL expressions of an asset's type, versions and so on.
_USERS: Final = {
    "documents": ("{0}.kind", "{0}.approved IS NOT NULL", "{0}.draft IS NOT NULL"),
    "smart_campaigns": (f"'{AssetType.SMART_CAMPAIGN}'", "1 = 0", "1 = 0"),
}
_ASSETS: Final = _USERS | {"static_lists": (f"'{AssetType.STATIC_LIST}'", "1 = 0", "1 = 0")}


def replace(tx: Tx, user: AssetRef, used: Mapping[Version, Iterable[AssetRef]]) -> None:
    """Store what each version of an asset uses; what was stored before is forgotten."""
    delete(tx, user)
    rows = [
        {"user_type": user.type.value, "user_id": user.id, "version": version, "type": ref.type.value, "id": ref.id}
        for version, refs in used.items()
        for ref in dict.fromkeys(refs)
    ]
    tx.executemany(
        "INSERT INTO asset_links (user_type, user_id, version, used_type, used_id)"
        " VALUES (:user_type, :user_id, :version, :type, :id)",
        rows,
    )


def delete(tx: Tx, user: AssetRef) -> None:
    """Forget what an asset uses."""
    tx.execute("DELETE FROM asset_links WHERE user_type = :type AND user_id = :id", type=user.type.value, id=user.id)


def delete_inside(tx: Tx, place: Ref) -> None:
    """Forget what the assets directly in a folder or program use, and the smart list of an email program."""
    for table, (type_sql, _, _) in _USERS.items():
        tx.execute(
            f"DELETE FROM asset_links WHERE EXISTS (SELECT 1 FROM {table} a WHERE a.parent_kind = :kind"
            f" AND a.parent_id = :id AND {type_sql.format('a')} = user_type AND a.id = user_id)",
            kind=place.kind.value,
            id=place.id,
        )
    if place.kind is Kind.PROGRAM:
        tx.execute(
            "DELETE FROM asset_links WHERE user_type = :type"
            " AND user_id = (SELECT smart_list_id FROM programs WHERE id = :id)",
            type=AssetType.SMART_LIST.value,
            id=place.id,
        )


def is_used(tx: Tx, ref: AssetRef) -> bool:
    """Whether some version of another asset uses this one."""
    row = tx.fetch_one(
        "SELECT 1 FROM asset_links WHERE used_type = :type AND used_id = :id LIMIT 1", type=ref.type.value, id=ref.id
    )
    return row is not None


def count_users(tx: Tx, ref: AssetRef, types: tuple[AssetType, ...] | None = None) -> int:
    """How many assets use this one; of these types, or of any."""
    ((count,),) = tx.fetch_all(
        "SELECT COUNT(*) FROM (SELECT DISTINCT l.user_type, l.user_id FROM asset_links l"
        f" WHERE l.used_type = :type AND l.used_id = :id{_of_types(tx, types)}) AS users",
        type=ref.type.value,
        id=ref.id,
        **_types(types),
    )
    return int(count)


def users(
    tx: Tx, ref: AssetRef, *, offset: int, limit: int, types: tuple[AssetType, ...] | None = None
) -> list[AssetSummary]:
    """A part of the assets that use this one, by type and id; of these types, or of any."""
    parts = [
        f"SELECT DISTINCT l.user_type AS type, u.id AS id, u.name, {approved.format('u')}, {draft.format('u')},"
        f" u.parent_kind, u.parent_id, u.updated_ms FROM asset_links l JOIN {table} u"
        f" ON {type_sql.format('u')} = l.user_type AND u.id = l.user_id"
        f" WHERE l.used_type = :type AND l.used_id = :id{_of_types(tx, types)}"
        for table, (type_sql, approved, draft) in _USERS.items()
    ]
    rows = tx.fetch_all(
        f"{' UNION ALL '.join(parts)} ORDER BY type, id LIMIT :limit OFFSET :offset",
        type=ref.type.value,
        id=ref.id,
        limit=limit,
        offset=offset,
        **_types(types),
    )
    return [
        AssetSummary(
            AssetType(row[0]),
            row[1],
            row[2],
            version_names(approved=bool(row[3]), draft=bool(row[4])),
            Ref(Kind(row[5]), row[6]),
            row[7],
        )
        for row in rows
    ]


def _of_types(tx: Tx, types: tuple[AssetType, ...] | None) -> str:
    return "" if types is None else f" AND {tx.dialect.in_list('l.user_type', 'types', 'text')}"


def _types(types: tuple[AssetType, ...] | None) -> dict[str, str]:
    return {} if types is None else {"types": msgspec.json.encode([type.value for type in types]).decode()}


def places_that_use(tx: Tx, place: Ref) -> set[Ref]:
    """Where the assets lie that use an asset directly in a folder or program."""
    parts = [
        f"SELECT u.parent_kind, u.parent_id FROM {table} a"
        f" JOIN asset_links l ON l.used_type = {type_sql.format('a')} AND l.used_id = a.id"
        f" JOIN {user_table} u ON {user_type.format('u')} = l.user_type AND u.id = l.user_id"
        " WHERE a.parent_kind = :kind AND a.parent_id = :id"
        for table, (type_sql, _, _) in _ASSETS.items()
        for user_table, (user_type, _, _) in _USERS.items()
    ]
    rows = tx.fetch_all(" UNION ".join(parts), kind=place.kind.value, id=place.id)
    return {Ref(Kind(row[0]), row[1]) for row in rows}
