"""Lists of named accounts. Both the lists and their members are records."""

from typing import Any

from mercat.domain.records import find, types
from mercat.model.outcomes import Done, Outcome, Page, Skipped
from mercat.model.records import Record
from mercat.model.refusals import NotFound
from mercat.store.records import typed_records
from mercat.store.tx import Tx

_LIST = "namedAccountList"
_ACCOUNT = "namedAccount"


def members(tx: Tx, list_guid: str, fields: list[str], *, after: int, limit: int) -> Page[dict[str, Any]]:
    """The accounts of a list, in the order in which they were added. Raises NotFound, UnknownField."""
    account = types.standard()[_ACCOUNT]
    field_names = [account.canonical(name) for name in fields] if fields else None
    rows = typed_records.members(tx, _get(tx, list_guid).id, after=after, limit=limit + 1)
    items = rows[:limit]
    return Page(
        [find.project(account, record, field_names) for _, record in items],
        items[-1][0] if len(rows) > limit else None,
    )


def add(tx: Tx, list_guid: str, guids: list[str]) -> list[Outcome]:
    """Add accounts to a list. Raises NotFound for the list. An unknown account is skipped."""
    account_list = _get(tx, list_guid)
    accounts = _accounts(tx, guids)
    outcomes: list[Outcome] = []
    for guid in guids:
        account = accounts.get(guid)
        if account is None:
            outcomes.append(Skipped(NotFound(_ACCOUNT, guid)))
            continue
        typed_records.add_member(tx, account_list.id, account.id)
        outcomes.append(Done(guid, "added"))
    return outcomes


def remove(tx: Tx, list_guid: str, guids: list[str]) -> list[Outcome]:
    """Remove accounts from a list. Raises NotFound for the list. An account that is not on it is skipped."""
    account_list = _get(tx, list_guid)
    accounts = _accounts(tx, guids)
    outcomes: list[Outcome] = []
    for guid in guids:
        account = accounts.get(guid)
        if account is not None and typed_records.remove_member(tx, account_list.id, account.id):
            outcomes.append(Done(guid, "removed"))
        else:
            outcomes.append(Skipped(NotFound(_ACCOUNT, guid)))
    return outcomes


def _get(tx: Tx, guid: str) -> Record:
    records = typed_records.by_guid(tx, _LIST, [guid])
    if not records:
        raise NotFound(_LIST, guid)
    return records[0]


def _accounts(tx: Tx, guids: list[str]) -> dict[str, Record]:
    return {record.guid: record for record in typed_records.by_guid(tx, _ACCOUNT, guids)}
