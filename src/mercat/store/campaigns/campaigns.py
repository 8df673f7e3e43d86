"""Smart campaigns: their places, smart lists and flows."""

from typing import Final

import msgspec

from mercat.model.assets import Kind, Ref, key_of
from mercat.model.campaigns import Campaign, CampaignFilter, Content, Type
from mercat.store.assets import smart_lists
from mercat.store.conditions import of_assets
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_BROKEN: Final = (
    "EXISTS (SELECT 1 FROM asset_links b WHERE b.user_type = 'Smart Campaign' AND b.user_id = c.id"
    " AND b.used_type = 'Static List' AND NOT EXISTS (SELECT 1 FROM static_lists l WHERE l.id = b.used_id))"
)
_SELECT: Final = (
    "SELECT c.id, c.name, c.description, c.parent_kind, c.parent_id, c.program_id, p.name, c.workspace_id, w.name,"
    f" c.type, c.content, c.requested, c.active, c.limited, {_BROKEN}, c.last_run_ms, c.created_ms, c.updated_ms,"
    " c.smart_list_id"
    " FROM smart_campaigns c JOIN workspaces w ON w.id = c.workspace_id"
    " LEFT JOIN nodes p ON p.kind = 'Program' AND p.id = c.program_id"
)
_content = msgspec.json.Decoder(Content).decode


def _campaign(row: Row) -> Campaign:
    return Campaign(
        row[0], row[1], row[2], Ref(Kind(row[3]), row[4]), row[5], row[6], row[7], row[8], row[9], _content(row[10]),
        bool(row[11]), bool(row[12]), bool(row[13]), bool(row[14]), row[15], row[16], row[17], row[18],
    )  # fmt: skip


# -- finding ----------------------------------------------------------------------------------------------------------


def find(tx: Tx, campaign_id: int) -> Campaign | None:
    """The campaign with this id, or None."""
    row = tx.fetch_one(f"{_SELECT} WHERE c.id = :id", id=campaign_id)
    return _campaign(row) if row else None


def find_named(tx: Tx, name: str) -> Campaign | None:
    """The oldest campaign with exactly this name, or None."""
    row = tx.fetch_one(
        f"{_SELECT} WHERE c.name_key = :key AND c.name = :name ORDER BY c.id LIMIT 1", key=key_of(name), name=name
    )
    return _campaign(row) if row else None


def namesake(tx: Tx, program_id: int | None, name: str) -> int | None:
    """The campaign in a program, or outside of programs, whose name differs at most in case and spacing."""
    row = tx.fetch_one(
        "SELECT id FROM smart_campaigns WHERE name_key = :key AND COALESCE(program_id, 0) = :program",
        key=key_of(name),
        program=program_id or 0,
    )
    return row[0] if row else None


def browse(tx: Tx, criteria: CampaignFilter, *, after: int = 0, offset: int = 0, limit: int) -> list[Campaign]:
    """The campaigns after an id that match a search, by id."""
    conditions = of_assets(tx, criteria, "c", "p.name", after=after, offset=offset, limit=limit)
    if criteria.active or criteria.requestable:
        conditions.add("c.active = 1")
    if criteria.requestable:
        conditions.add("c.requested = 1")
    sql = f"{_SELECT} WHERE {conditions.where} ORDER BY c.id LIMIT :limit OFFSET :offset"
    return [_campaign(row) for row in tx.connection.fetch_all(sql, conditions.params)]


# -- changing ---------------------------------------------------------------------------------------------------------


def add(tx: Tx, name: str, description: str, parent: Ref, program_id: int | None, workspace_id: int) -> int:
    """Insert an empty campaign. Its name must be unique."""
    return tx.insert(
        "INSERT INTO smart_campaigns (name, name_key, description, parent_kind, parent_id, program_id, workspace_id,"
        " content, smart_list_id, created_ms, updated_ms) VALUES (:name, :key, :description, :kind, :parent, :program,"
        " :workspace, :content, :smart_list, :now, :now) RETURNING id",
        smart_list=smart_lists.next_number(tx),
        name=name,
        key=key_of(name),
        description=description,
        kind=parent.kind.value,
        parent=parent.id,
        program=program_id,
        workspace=workspace_id,
        content=msgspec.json.encode(Content()).decode(),
        now=tx.now,
    )


def change(tx: Tx, campaign_id: int, name: str, description: str) -> None:
    """Change the name and description."""
    tx.execute(
        "UPDATE smart_campaigns SET name = :name, name_key = :key, description = :description, updated_ms = :now"
        " WHERE id = :id",
        id=campaign_id,
        name=name,
        key=key_of(name),
        description=description,
        now=tx.now,
    )


def fill(tx: Tx, campaign_id: int, content: Content, type: Type, *, requested: bool, limited: bool) -> None:
    """Replace what a campaign holds."""
    tx.execute(
        "UPDATE smart_campaigns SET content = :content, type = :type, requested = :requested, limited = :limited,"
        " updated_ms = :now WHERE id = :id",
        id=campaign_id,
        content=msgspec.json.encode(content).decode(),
        type=type,
        requested=int(requested),
        limited=int(limited),
        now=tx.now,
    )


def activate(tx: Tx, campaign_id: int, *, active: bool) -> None:
    """Activate or deactivate a campaign."""
    tx.execute(
        "UPDATE smart_campaigns SET active = :active, updated_ms = :now WHERE id = :id",
        id=campaign_id,
        active=int(active),
        now=tx.now,
    )


def ran(tx: Tx, campaign_id: int) -> None:
    """Store that a batch campaign ran now."""
    tx.execute("UPDATE smart_campaigns SET last_run_ms = :now WHERE id = :id", id=campaign_id, now=tx.now)


def delete(tx: Tx, campaign_id: int) -> None:
    """Delete a campaign with its members and waiting runs."""
    tx.execute("DELETE FROM smart_campaigns WHERE id = :id", id=campaign_id)
