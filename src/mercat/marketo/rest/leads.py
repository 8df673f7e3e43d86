"""/rest/v1/leads: the person records of the lead database; /rest/v1/lead/{leadId}: one of them."""

from typing import Annotated, Any

import msgspec

from mercat.domain.people import describe, find, remove, sync, view
from mercat.marketo import paging
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.model.outcomes import Outcome
from mercat.model.refusals import Missing
from mercat.store.fields import FieldRow
from mercat.wire.call import Call
from mercat.wire.operation import Wire

Batch = Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1, max_length=300)]
BatchSize = Annotated[int, msgspec.Meta(ge=1, le=300)]


class LeadPath(Wire):
    """One lead."""

    lead_id: int


class FieldNames(Wire):
    """The fields to show."""

    fields: list[str] = []


class FindLeads(Wire):
    """A filter on one field."""

    filter_type: str
    filter_values: list[str]
    fields: list[str] = []
    batch_size: BatchSize = 300
    next_page_token: str = ""


class SyncLeads(Wire):
    """Records to create or update."""

    input: Batch
    action: sync.Action = "createOrUpdate"
    lookup_field: str = "email"
    partition_name: str | None = None


class DeleteLeads(Wire):
    """Leads by id: in the body, or else in the query."""

    input: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=300)] = []


class LeadIds(Wire):
    """Leads by id in the query."""

    id: Annotated[list[str], msgspec.Meta(max_length=300)] = []


@marketo.get(
    "/rest/v1/lead/{leadId}.json", id="getLeadByIdUsingGET", needs=Permission.READ_ONLY_LEAD, docs="leads#query"
)
def get_lead(call: Call, path: LeadPath, query: FieldNames) -> list[dict[str, Any]]:
    """One lead by its id."""
    show = view.view(call.tx, query.fields)
    return [show(find.by_id(call.tx, path.lead_id))]


@marketo.get("/rest/v1/leads.json", id="getLeadsByFilterUsingGET", needs=Permission.READ_ONLY_LEAD, docs="leads#query")
def find_leads(call: Call, query: FindLeads) -> Reply:
    """Leads that have one of up to 300 values in a field, a page at a time."""
    show = view.view(call.tx, query.fields)
    after = paging.position(call, query.next_page_token)
    page = find.by_filter(call.tx, query.filter_type, query.filter_values, after=after, limit=query.batch_size)
    return paging.reply(call, [show(person) for person in page.items], page.cursor)


@marketo.post(
    "/rest/v1/leads.json", id="syncLeadUsingPOST", needs=Permission.READ_WRITE_LEAD, docs="leads#create-and-update"
)
def sync_leads(call: Call, body: SyncLeads) -> list[Outcome]:
    """Create or update up to 300 leads; each record answers with its own status."""
    return sync.sync(
        call.tx, body.input, action=body.action, lookup_field=body.lookup_field, partition_name=body.partition_name
    )


@marketo.post(
    "/rest/v1/leads/delete.json", id="deleteLeadsUsingPOST", needs=Permission.READ_WRITE_LEAD, docs="leads#delete"
)
def delete_leads(call: Call, query: LeadIds, body: DeleteLeads) -> list[Outcome]:
    """Delete up to 300 leads by id."""
    return _delete(call, query, body)


@marketo.delete(
    "/rest/v1/leads.json", id="deleteLeadsUsingDELETE", needs=Permission.READ_WRITE_LEAD, docs="leads#delete"
)
def delete_leads_by_method(call: Call, query: LeadIds, body: DeleteLeads) -> list[Outcome]:
    """The same, as a published client asks for it."""
    return _delete(call, query, body)


@marketo.get(
    "/rest/v1/leads/describe.json", id="describeUsingGET_2", needs=Permission.READ_ONLY_LEAD, docs="leads#describe"
)
def describe_leads(call: Call) -> list[dict[str, Any]]:
    """All fields of leads."""
    return [_described(field) for field in describe.visible(call.tx)]


@marketo.get(
    "/rest/v1/leads/describe2.json", id="describeUsingGET_6", needs=Permission.READ_ONLY_LEAD, docs="leads#describe"
)
def describe_leads_2(call: Call) -> list[dict[str, Any]]:
    """The fields that leads may be found by, and all fields."""
    return [
        {
            "name": "API Lead",
            "searchableFields": [[field.name] for field in describe.searchable(call.tx)],
            "fields": [_described_2(field) for field in describe.visible(call.tx)],
        }
    ]


def _delete(call: Call, query: LeadIds, body: DeleteLeads) -> list[Outcome]:
    ids = [record.get("id") for record in body.input] or list(query.id)
    if not ids:
        raise Missing("input")
    return remove.delete(call.tx, ids)


def _described(field: FieldRow) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": field.id, "displayName": field.display_name, "dataType": field.data_type}
    if field.length is not None:
        shown["length"] = field.length
    shown["rest"] = {"name": field.name, "readOnly": field.read_only}
    if field.soap_name is not None:
        shown["soap"] = {"name": field.soap_name, "readOnly": field.read_only}
    return shown


def _described_2(field: FieldRow) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": field.name,
        "displayName": field.display_name,
        "dataType": field.data_type,
        "updateable": not field.read_only,
        "crmManaged": False,
    }
    if field.length is not None:
        shown["length"] = field.length
    return shown
