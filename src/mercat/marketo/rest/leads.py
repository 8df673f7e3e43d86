"""/rest/v1/leads: the person records of the lead database; /rest/v1/lead/{leadId}: one of them."""

from typing import Final, Never

from mercat.domain import merging
from mercat.domain.campaigns import runs
from mercat.domain.lead_capture import push, submission
from mercat.domain.lists import static_lists
from mercat.domain.members import memberships
from mercat.domain.people import cookies, describe, fields, find, move, partitions, remove, schema, sync, view
from mercat.marketo import paging
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas.fields import FieldResult, SchemaFieldAnswer, schema_field_of_leads
from mercat.marketo.rest.schemas.leads import (
    CampaignMembershipAnswer,
    ChangedPage,
    Cookie,
    CreateFields,
    FieldNames,
    FieldPath,
    FindLeads,
    LeadFieldAnswer,
    LeadIds,
    LeadObjectAnswer,
    LeadPath,
    LeadRecords,
    ListMembershipAnswer,
    Memberships,
    Merge,
    MoveLeads,
    Page,
    PartitionAnswer,
    PushLeads,
    SubmitForm,
    SyncLeads,
    UpdateField,
    campaign_membership,
    check_may,
    describe2,
    described,
    ids_of,
    list_membership,
    may,
)
from mercat.marketo.rest.schemas.memberships import ProgramMembershipAnswer, program_membership
from mercat.model.outcomes import Outcome
from mercat.wire.call import Call
from mercat.wire.operation import Record

NEWEST: Final = 2**63 - 1
SCHEMA: Final = (Permission.READ_WRITE_SCHEMA_STANDARD_FIELD, Permission.READ_WRITE_SCHEMA_CUSTOM_FIELD)


@marketo.get(
    "/rest/v1/lead/{leadId}.json", id="getLeadByIdUsingGET", needs=Permission.READ_ONLY_LEAD, docs="leads#query"
)
def get_lead(call: Call, path: LeadPath, query: FieldNames) -> list[Record]:
    """Get one lead by its id."""
    show = view.view(call.tx, query.fields)
    return [show(find.by_id(call.tx, path.lead_id))]


@marketo.get("/rest/v1/leads.json", id="getLeadsByFilterUsingGET", needs=Permission.READ_ONLY_LEAD, docs="leads#query")
def find_leads(call: Call, query: FindLeads) -> Reply[Record]:
    """List the leads that have one of up to 300 values in a field, a page at a time."""
    show = view.view(call.tx, query.fields)
    after = paging.position(call, query.next_page_token)
    page = find.by_filter(call.tx, query.filter_type, query.filter_values, after=after, limit=query.batch_size)
    return paging.reply(call, [show(person) for person in page.items], page.cursor)


@marketo.post(
    "/rest/v1/leads.json", id="syncLeadUsingPOST", needs=Permission.READ_WRITE_LEAD, docs="leads#create-and-update"
)
def sync_leads(call: Call, body: SyncLeads) -> list[Outcome]:
    """Create or update up to 300 leads. Each record answers with its own status."""
    return sync.sync(
        call.tx, body.records(), action=body.action, lookup_field=body.lookup_field, partition_name=body.partition_name
    )


@marketo.post(
    "/rest/v1/leads/delete.json", id="deleteLeadsUsingPOST", needs=Permission.READ_WRITE_LEAD, docs="leads#delete"
)
def delete_leads(call: Call, query: LeadIds, body: LeadRecords) -> list[Outcome]:
    """Delete up to 300 leads by id."""
    return remove.delete(call.tx, ids_of(query, body))


@marketo.delete(
    "/rest/v1/leads.json", id="deleteLeadsUsingDELETE", needs=Permission.READ_WRITE_LEAD, docs="leads#delete"
)
def delete_leads_by_method(call: Call, query: LeadIds, body: LeadRecords) -> list[Outcome]:
    """Delete up to 300 leads by id, as a published client calls it."""
    return remove.delete(call.tx, ids_of(query, body))


@marketo.get(
    "/rest/v1/leads/describe.json", id="describeUsingGET_2", needs=Permission.READ_ONLY_LEAD, docs="leads#describe"
)
def describe_leads(call: Call) -> list[LeadFieldAnswer]:
    """Describe all fields of leads."""
    return [described(field) for field in describe.visible(call.tx)]


@marketo.get(
    "/rest/v1/leads/describe2.json", id="describeUsingGET_6", needs=Permission.READ_ONLY_LEAD, docs="leads#describe"
)
def describe_leads_2(call: Call) -> list[LeadObjectAnswer]:
    """Describe the fields that leads can be searched by, and all fields."""
    searchable = [[field.name] for field in describe.searchable(call.tx)]
    return [LeadObjectAnswer("API Lead", searchable, [describe2(field) for field in describe.visible(call.tx)])]


# -- leads from outside -----------------------------------------------------------------------------------------------


@marketo.post(
    "/rest/v1/leads/push.json",
    id="pushToMarketoUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="leads#push-lead-to-marketo",
)
def push_leads(call: Call, body: PushLeads) -> list[Outcome]:
    """Create or update up to 300 leads and make them members of a program."""
    return push.push(
        call.tx,
        body.input,
        program_name=body.program_name,
        status_name=body.program_status,
        lookup_field=body.lookup_field,
        partition_name=body.partition_name,
        source=body.source,
        reason=body.reason,
    )


@marketo.post(
    "/rest/v1/leads/submitForm.json",
    id="SubmitFormUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="leads#submit-form",
)
def submit_form(call: Call, body: SubmitForm) -> list[Outcome]:
    """Submit an approved form."""
    (form,) = body.input
    values, visit, cookie = form.lead_form_fields, form.visit(), form.cookie
    return [submission.submit(call.tx, body.form_id, values, program_id=body.program_id, visit=visit, cookie=cookie)]


# -- partitions -------------------------------------------------------------------------------------------------------


@marketo.get(
    "/rest/v1/leads/partitions.json",
    id="getLeadPartitionsUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="leads#relationships",
)
def get_partitions(call: Call) -> list[PartitionAnswer]:
    """List the partitions that the caller has access to."""
    return [
        PartitionAnswer(partition.id, partition.name, partition.description)
        for partition in partitions.visible(call.tx)
    ]


@marketo.post(
    "/rest/v1/leads/partitions.json",
    id="updatePartitionsUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="leads#relationships",
)
def move_leads(call: Call, body: MoveLeads) -> list[Outcome]:
    """Move leads to other partitions."""
    return move.move(call.tx, [(record.id, record.partition_name) for record in body.input])


# -- one lead and others ----------------------------------------------------------------------------------------------


@marketo.post(
    "/rest/v1/leads/{leadId}/associate.json",
    id="associateLeadUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="leads#associate-web-activity",
)
def associate_lead(call: Call, path: LeadPath, query: Cookie) -> Reply[Never]:
    """Associate a lead with a tracking cookie, so that its web activity counts for the lead."""
    cookies.associate(call.tx, path.lead_id, query.cookie)
    return Reply()


@marketo.post(
    "/rest/v1/leads/{leadId}/merge.json", id="mergeLeadsUsingPOST", needs=Permission.READ_WRITE_LEAD, docs="leads#merge"
)
def merge_leads(call: Call, path: LeadPath, query: Merge) -> Reply[Never]:
    """Merge up to 25 leads into this one."""
    merging.merge(call.tx, path.lead_id, query.losers(), in_crm=query.merge_in_crm)
    return Reply()


@marketo.get(
    "/rest/v1/leads/{leadId}/listMembership.json",
    id="getListMembershipUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="leads#get-lists-by-lead-id",
)
def get_list_membership(call: Call, path: LeadPath, query: Page) -> Reply[ListMembershipAnswer]:
    """List the static lists that a lead is on, newest first, a page at a time."""
    find.by_id(call.tx, path.lead_id)
    below = paging.position(call, query.next_page_token) or NEWEST
    page = static_lists.lists_of(call.tx, path.lead_id, below=below, limit=query.batch_size)
    return paging.reply(call, [list_membership(*item) for item in page.items], page.cursor, more_result=True)


@marketo.get(
    "/rest/v1/leads/{leadId}/programMembership.json",
    id="getProgramMembershipUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="leads#programs",
)
def get_program_membership(call: Call, path: LeadPath, query: Memberships) -> Reply[ProgramMembershipAnswer]:
    """List the programs that a lead is in, a page at a time."""
    after = paging.position(call, query.next_page_token)
    span, limit = query.span(), query.batch_size
    page = memberships.programs_of(
        call.tx, path.lead_id, program_ids=query.program_ids(), span=span, after=after, limit=limit
    )
    programs = [program_membership(member) for member in page.items]
    return paging.reply(call, programs, page.cursor, more_result=True)


@marketo.get(
    "/rest/v1/leads/{leadId}/smartCampaignMembership.json",
    id="getSmartCampaignMembershipUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="leads#smart-campaigns",
)
def get_campaign_membership(call: Call, path: LeadPath, query: ChangedPage) -> Reply[CampaignMembershipAnswer]:
    """List the smart campaigns that a lead went through, newest first, a page at a time."""
    find.by_id(call.tx, path.lead_id)
    below = paging.position(call, query.next_page_token) or NEWEST
    page = runs.campaigns_of(call.tx, path.lead_id, span=query.span(), below=below, limit=query.batch_size)
    return paging.reply(call, [campaign_membership(item) for item in page.items], page.cursor, more_result=True)


# -- fields -----------------------------------------------------------------------------------------------------------


@marketo.get("/rest/v1/leads/schema/fields.json", id="getLeadFieldsUsingGET", needs=SCHEMA, docs="leads#browse")
def get_fields(call: Call, query: Page) -> Reply[SchemaFieldAnswer]:
    """List the fields that the caller's role has access to, a page at a time."""
    start = paging.position(call, query.next_page_token)
    readable = [field for field in fields.catalog(call.tx).by_id.values() if may(call, field)]
    end = start + query.batch_size
    rows = [schema_field_of_leads(field) for field in readable[start:end]]
    return paging.reply(call, rows, end if end < len(readable) else None, more_result=True)


@marketo.post(
    "/rest/v1/leads/schema/fields.json",
    id="createLeadFieldUsingPOST",
    needs=Permission.READ_WRITE_SCHEMA_CUSTOM_FIELD,
    docs="leads#create-fields",
)
def create_fields(call: Call, body: CreateFields) -> list[FieldResult]:
    """Create custom fields: all of them or none."""
    schema.create(call.tx, [field.wanted() for field in body.input])
    return [FieldResult(field.name, "created") for field in body.input]


@marketo.get(
    "/rest/v1/leads/schema/fields/{fieldApiName}.json",
    id="getLeadFieldByNameUsingGET",
    needs=SCHEMA,
    docs="leads#by-name",
)
def get_field(call: Call, path: FieldPath) -> list[SchemaFieldAnswer]:
    """Get one field."""
    field = fields.catalog(call.tx).get(path.field_api_name)
    check_may(call, field)
    return [schema_field_of_leads(field)]


@marketo.post(
    "/rest/v1/leads/schema/fields/{fieldApiName}.json",
    id="updateLeadFieldUsingPOST",
    needs=SCHEMA,
    docs="leads#update-field",
)
def update_field(call: Call, path: FieldPath, body: UpdateField) -> list[FieldResult]:
    """Change attributes of one field. A standard field has fewer that can change than a custom one."""
    check_may(call, fields.catalog(call.tx).get(path.field_api_name))
    schema.change(call.tx, path.field_api_name, body.input[0].attributes())
    return [FieldResult(path.field_api_name, "updated")]
