"""/rest/v1/namedAccountLists and /rest/v1/namedAccountList: lists of named accounts and their members."""

from typing import Annotated, Final, Literal

import msgspec

from mercat.domain.records import lists, sync, types
from mercat.domain.records.sync import Key
from mercat.marketo import paging
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas import records
from mercat.marketo.rest.schemas.records import Batch, BatchSize, Delete, Find
from mercat.marketo.rest.schemas.results import GuidResult, results
from mercat.wire.call import Call
from mercat.wire.operation import Record, Schema

LIST: Final = types.standard()["namedAccountList"]
ACCOUNT: Final = types.standard()["namedAccount"]


class SyncLists(Schema):
    """Lists to create or to rename. There is no action that does both."""

    input: Batch
    action: Literal["createOnly", "updateOnly"] = "createOnly"
    dedupe_by: Key = "dedupeFields"


class ListId(Schema):
    """The path of one list: its GUID."""

    id: str


class MemberQuery(Schema):
    """A page of members."""

    fields: list[str] = []
    batch_size: BatchSize = 300
    next_page_token: str = ""


class Member(Schema):
    """One named account."""

    marketo_guid: str = msgspec.field(name="marketoGUID")


class Members(Schema):
    """Accounts to add or remove."""

    input: Annotated[list[Member], msgspec.Meta(max_length=300)]


@marketo.get(
    "/rest/v1/namedAccountLists.json",
    id="getNamedAccountListsUsingGET",
    needs=Permission.READ_ONLY_NAMED_ACCOUNT_LIST,
    docs="named-account-lists#query",
)
def get_lists(call: Call, query: Find) -> Reply[Record]:
    """List account lists by GUID or name."""
    reply = records.search(call, LIST, query, everything=True)
    reply.result = [{**item, "type": "default", "updateable": True} for item in reply.result or ()]
    return reply


@marketo.post(
    "/rest/v1/namedAccountLists.json",
    id="syncNamedAccountListsUsingPOST",
    needs=Permission.READ_WRITE_NAMED_ACCOUNT_LIST,
    docs="named-account-lists#create-and-update",
)
def sync_lists(call: Call, body: SyncLists) -> list[GuidResult]:
    """Create or rename up to 300 lists."""
    return results(GuidResult, sync.sync(call.tx, LIST, body.input, action=body.action, key=body.dedupe_by))


@marketo.post(
    "/rest/v1/namedAccountLists/delete.json",
    id="deleteNamedAccountListsUsingPOST",
    needs=Permission.READ_WRITE_NAMED_ACCOUNT_LIST,
    docs="named-account-lists#delete",
)
def delete_lists(call: Call, body: Delete) -> list[GuidResult]:
    """Delete up to 300 lists. Their accounts stay."""
    return results(GuidResult, sync.delete(call.tx, LIST, body.input, key=body.delete_by))


@marketo.get(
    "/rest/v1/namedAccountList/{id}/namedAccounts.json",
    id="getNamedAccountListMembersUsingGET",
    needs=Permission.READ_ONLY_NAMED_ACCOUNT,
    docs="named-account-lists#query-membership",
)
def get_members(call: Call, path: ListId, query: MemberQuery) -> Reply[Record]:
    """List the accounts of a list, a page at a time."""
    after = paging.position(call, query.next_page_token)
    page = lists.members(call.tx, path.id, query.fields, after=after, limit=query.batch_size)
    return paging.reply(call, [{"seq": seq, **item} for seq, item in enumerate(page.items)], page.cursor)


@marketo.post(
    "/rest/v1/namedAccountList/{id}/namedAccounts.json",
    id="addNamedAccountListMembersUsingPOST",
    needs=Permission.READ_WRITE_NAMED_ACCOUNT,
    docs="named-account-lists#add-members",
)
def add_members(call: Call, path: ListId, body: Members) -> list[GuidResult]:
    """Add up to 300 accounts to a list."""
    return results(GuidResult, lists.add(call.tx, path.id, [member.marketo_guid for member in body.input]))


@marketo.post(
    "/rest/v1/namedAccountList/{id}/namedAccounts/remove.json",
    id="removeNamedAccountListMembersUsingPOST",
    needs=Permission.READ_WRITE_NAMED_ACCOUNT,
    docs="named-account-lists#remove-members",
)
def remove_members(call: Call, path: ListId, body: Members) -> list[GuidResult]:
    """Remove up to 300 accounts from a list."""
    return results(GuidResult, lists.remove(call.tx, path.id, [member.marketo_guid for member in body.input]))
