"""Smart lists, whoever has them: those that lie in folders and programs, those of campaigns and of email programs."""

from typing import Any, Final

import msgspec

from mercat.model.assets import AssetType, Kind, Ref, key_of
from mercat.model.campaigns import Content
from mercat.model.documents import DocumentFilter
from mercat.model.smart_lists import Owner, SmartList, SmartListRules
from mercat.store.assets import documents
from mercat.store.conditions import Conditions
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_LISTS: Final = (
    "SELECT d.id AS id, d.name, d.name_key, d.description, d.parent_kind, d.parent_id, d.workspace_id, d.created_ms,"
    " d.updated_ms, 'document' AS owner, d.id AS owner_id, d.approved AS rules FROM documents d"
    f" WHERE d.kind = '{AssetType.SMART_LIST}' UNION ALL"
    " SELECT c.smart_list_id, c.name, c.name_key, c.description, c.parent_kind, c.parent_id, c.workspace_id,"
    " c.created_ms, c.updated_ms, 'campaign', c.id, c.content FROM smart_campaigns c UNION ALL"
    " SELECT p.smart_list_id, n.name, n.name_key, n.description, n.kind, n.id, n.workspace_id, n.created_ms,"
    " n.updated_ms, 'program', p.id, p.smart_list FROM programs p JOIN nodes n ON n.kind = 'Program' AND n.id = p.id"
    " WHERE p.smart_list_id IS NOT NULL"
)
_SELECT: Final = (
    "SELECT s.id, s.name, s.description, s.parent_kind, s.parent_id, s.workspace_id, s.created_ms, s.updated_ms,"
    f" s.owner, s.owner_id, s.rules FROM ({_LISTS}) AS s"
)
_rules = msgspec.json.Decoder(SmartListRules).decode
_content = msgspec.json.Decoder(Content).decode


def next_number(tx: Tx) -> int:
    """The id of a new smart list."""
    return documents.next_number(tx, AssetType.SMART_LIST)


def _smart_list(row: Row) -> SmartList:
    content: Content | SmartListRules = SmartListRules()
    if row[10] is not None:
        content = _content(row[10]) if row[8] == "campaign" else _rules(row[10])
    place = Ref(Kind(row[3]), row[4])
    return SmartList(row[0], row[1], row[2], place, row[5], row[6], row[7], row[8], row[9], content)


def find(tx: Tx, smart_list_id: int) -> SmartList | None:
    """The smart list of an id."""
    row = tx.fetch_one(f"{_SELECT} WHERE s.id = :id", id=smart_list_id)
    return _smart_list(row) if row else None


def of_owner(tx: Tx, owner: Owner, owner_id: int) -> SmartList | None:
    """The smart list of a campaign (`campaign`) or of an email program (`program`)."""
    row = tx.fetch_one(f"{_SELECT} WHERE s.owner = :owner AND s.owner_id = :id", owner=owner, id=owner_id)
    return _smart_list(row) if row else None


def browse(tx: Tx, criteria: DocumentFilter, *, offset: int, limit: int) -> list[SmartList]:
    """A part of the smart lists that match, by id."""
    conditions = Conditions(tx, limit=limit, offset=offset)
    if criteria.name is not None:
        conditions.compare("s.name_key", "=", key_of(criteria.name))
        conditions.compare("s.name", "=", criteria.name)
    conditions.directly_in("s", criteria.parent)
    conditions.compare("s.updated_ms", ">=", criteria.from_ms)
    conditions.compare("s.updated_ms", "<=", criteria.to_ms)
    sql = f"{_SELECT} WHERE {conditions.where} ORDER BY s.id LIMIT :limit OFFSET :offset"
    return [_smart_list(row) for row in tx.connection.fetch_all(sql, conditions.params)]


def define_program(tx: Tx, program_id: int, rules: SmartListRules) -> None:
    """Other rules of the smart list of an email program."""
    text: Any = msgspec.json.encode(rules).decode()
    tx.execute("UPDATE programs SET smart_list = :rules WHERE id = :id", rules=text, id=program_id)
