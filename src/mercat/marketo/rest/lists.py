"""/rest/v1/lists: static lists and the leads on them; /rest/v1/list/{listId}/leads: the same leads."""

from msgspec import UNSET, UnsetType

from mercat.domain.lists import static_lists
from mercat.domain.people import view
from mercat.marketo import paging
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas.leads import FindAssets, LeadIds, LeadRecords, Page, ids_of
from mercat.model import iso8601
from mercat.model.assets import AssetFilter
from mercat.model.lists import StaticList
from mercat.model.outcomes import Outcome
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Record, Schema, present


class ListPath(Schema):
    """The path of one list."""

    list_id: int


class Members(Page):
    """A page of leads and the fields to show."""

    fields: list[str] = []


class ListAnswer(Answer, kw_only=True):
    """A static list, without its members."""

    id: int
    name: str
    description: str | UnsetType = UNSET
    program_name: str | UnsetType = UNSET
    workspace_id: int
    workspace_name: str
    created_at: str
    updated_at: str


@marketo.get("/rest/v1/lists.json", id="getListsUsingGET", needs=Permission.READ_ONLY_LEAD, docs="list-membership")
def get_lists(call: Call, query: FindAssets) -> Reply[ListAnswer]:
    """List static lists by id, name, program or workspace, a page at a time."""
    criteria = AssetFilter(query.id, query.name, query.program_name, query.workspace_name)
    after = paging.position(call, query.next_page_token)
    page = static_lists.browse(call.tx, criteria, after=after, limit=query.batch_size)
    return paging.reply(call, [_written(static_list) for static_list in page.items], page.cursor)


@marketo.get(
    "/rest/v1/lists/{listId}.json", id="getListByIdUsingGET", needs=Permission.READ_ONLY_LEAD, docs="list-membership"
)
def get_list(call: Call, path: ListPath) -> list[ListAnswer]:
    """Get one static list."""
    return [_written(static_lists.get(call.tx, path.list_id))]


@marketo.get(
    "/rest/v1/lists/{listId}/leads.json",
    id="getLeadsByListIdUsingGET_1",
    needs=Permission.READ_ONLY_LEAD,
    docs="list-membership#get-leads-by-list-id",
)
def get_members(call: Call, path: ListPath, query: Members) -> Reply[Record]:
    """List the leads on a list, a page at a time."""
    return _members(call, path, query)


@marketo.get(
    "/rest/v1/list/{listId}/leads.json",
    id="getLeadsByListIdUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="list-membership#get-leads-by-list-id",
)
def get_members_by_older_path(call: Call, path: ListPath, query: Members) -> Reply[Record]:
    """List the leads on a list, under the older path."""
    return _members(call, path, query)


@marketo.post(
    "/rest/v1/lists/{listId}/leads.json",
    id="addLeadsToListUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="list-membership#add-to-list",
)
def add_members(call: Call, path: ListPath, query: LeadIds, body: LeadRecords) -> list[Outcome]:
    """Add up to 300 leads to a list."""
    return static_lists.add(call.tx, path.list_id, ids_of(query, body))


@marketo.delete(
    "/rest/v1/lists/{listId}/leads.json",
    id="removeLeadsFromListUsingDELETE",
    needs=Permission.READ_WRITE_LEAD,
    docs="list-membership#remove-from-list",
)
def remove_members(call: Call, path: ListPath, query: LeadIds, body: LeadRecords) -> list[Outcome]:
    """Remove up to 300 leads from a list."""
    return static_lists.remove(call.tx, path.list_id, ids_of(query, body))


@marketo.get(
    "/rest/v1/lists/{listId}/leads/ismember.json",
    id="areLeadsMemberOfListUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="list-membership#member-of-list",
)
def are_members(call: Call, path: ListPath, query: LeadIds, body: LeadRecords) -> list[Outcome]:
    """Check whether up to 300 leads are on a list."""
    return static_lists.membership(call.tx, path.list_id, ids_of(query, body))


def _members(call: Call, path: ListPath, query: Members) -> Reply[Record]:
    show = view.view(call.tx, query.fields)
    after = paging.position(call, query.next_page_token)
    page = static_lists.members(call.tx, path.list_id, after=after, limit=query.batch_size)
    return paging.reply(call, [show(person) for person in page.items], page.cursor)


def _written(static_list: StaticList) -> ListAnswer:
    return ListAnswer(
        id=static_list.id,
        name=static_list.name,
        description=present(static_list.description),
        program_name=present(static_list.program_name),
        workspace_id=static_list.workspace_id,
        workspace_name=static_list.workspace_name,
        created_at=iso8601.text(static_list.created_ms),
        updated_at=iso8601.text(static_list.updated_ms),
    )
