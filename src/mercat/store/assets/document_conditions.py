"""The conditions and the order of a search for documents with a count."""

from typing import Final

from mercat.model.assets import AssetType, key_of
from mercat.model.documents import DocumentSearch, SortKey
from mercat.store.conditions import Conditions
from mercat.store.tx import Tx

_COLUMNS: Final = {
    SortKey.ID: "d.id",
    SortKey.NAME: "d.name_key",
    SortKey.CREATED_AT: "d.created_ms",
    SortKey.CREATED_BY: "d.created_by",
    SortKey.UPDATED_AT: "d.updated_ms",
    SortKey.UPDATED_BY: "d.updated_by",
}
_ARCHIVED: Final = (
    "WITH RECURSIVE archived (kind, id) AS ("
    " SELECT nodes.kind, nodes.id FROM nodes JOIN folders ON folders.id = nodes.id"
    " WHERE nodes.kind = 'Folder' AND folders.is_archive = 1"
    " UNION"
    " SELECT nodes.kind, nodes.id FROM nodes JOIN archived"
    " ON nodes.parent_kind = archived.kind AND nodes.parent_id = archived.id)"
    " SELECT kind, id FROM archived"
)


def of_search(tx: Tx, type: AssetType, criteria: DocumentSearch) -> Conditions:
    """The conditions of a search. `d` is the alias of the table of documents."""
    conditions = Conditions(tx)
    conditions.compare("d.kind", "=", type.value)
    conditions.compare("d.workspace_id", "=", criteria.workspace_id)
    if criteria.versions:
        conditions.add("(" + " OR ".join(f"d.{version} IS NOT NULL" for version in sorted(criteria.versions)) + ")")
    if criteria.parents is not None:
        places = [f"d.parent_kind = '{ref.kind.value}' AND d.parent_id = {ref.id:d}" for ref in criteria.parents]
        conditions.add("(" + (" OR ".join(places) or "1 = 0") + ")")
    _add_times(conditions, criteria)
    _add_authors(conditions, criteria)
    _add_content(tx, conditions, criteria)
    if criteria.uses is not None:
        conditions.params |= {"used_type": criteria.uses.type.value, "used_id": criteria.uses.id}
        conditions.add(
            "EXISTS (SELECT 1 FROM asset_links l WHERE l.user_type = d.kind AND l.user_id = d.id"
            " AND l.used_type = :used_type AND l.used_id = :used_id)"
        )
    if not criteria.archived:
        conditions.add(f"(d.parent_kind, d.parent_id) NOT IN ({_ARCHIVED})")
    return conditions


def order(criteria: DocumentSearch) -> str:
    """The order of a search; documents that are equal in it go by id."""
    direction = "DESC" if criteria.descending else "ASC"
    return f"{_COLUMNS[criteria.sort]} {direction}, d.id {direction}"


def _add_times(conditions: Conditions, criteria: DocumentSearch) -> None:
    conditions.compare("d.created_ms", ">=", criteria.created_from_ms)
    conditions.compare("d.created_ms", "<=", criteria.created_to_ms)
    conditions.compare("d.updated_ms", ">=", criteria.updated_from_ms)
    conditions.compare("d.updated_ms", "<=", criteria.updated_to_ms)


def _add_authors(conditions: Conditions, criteria: DocumentSearch) -> None:
    conditions.compare("d.created_by_id", "=", criteria.created_by_id)
    conditions.compare("d.updated_by_id", "=", criteria.updated_by_id)
    for column, author in (("created_by", criteria.created_by), ("updated_by", criteria.updated_by)):
        if author is not None:
            conditions.params[column] = author
            conditions.add(f"(d.{column} = :{column} OR CAST(d.{column}_id AS TEXT) = :{column})")


def _add_content(tx: Tx, conditions: Conditions, criteria: DocumentSearch) -> None:
    """The name and the members of the version that is shown."""
    draft_first = criteria.shown == "draft"
    if criteria.name is not None:
        conditions.params["name_part"] = key_of(criteria.name)
        title = "COALESCE(d.draft_name_key, d.name_key)" if draft_first else "d.name_key"
        conditions.add(tx.dialect.contains(title, "name_part"))
    version = "d.draft" if draft_first else "COALESCE(d.approved, d.draft)"
    for number, (name, value) in enumerate(criteria.content):
        conditions.params[f"member_{number}"] = value
        conditions.add(f"{tx.dialect.member(version, name)} = :member_{number}")
