"""/rest/v1/programs/{programId}/members, /rest/v1/programs/members: members of programs and their fields."""

from typing import Final

from mercat.domain import bootstrap
from mercat.domain.members import data, fields, status
from mercat.domain.records.types import Field
from mercat.marketo import paging
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas import members
from mercat.marketo.rest.schemas.fields import FieldResult, SchemaFieldAnswer
from mercat.marketo.rest.schemas.leads import CreateFields, FieldPath, Page, UpdateField
from mercat.marketo.rest.schemas.members import (
    FindMembers,
    MemberBatch,
    MemberFieldsAnswer,
    MemberObjectAnswer,
    ProgramPath,
    StatusBatch,
)
from mercat.marketo.rest.schemas.results import MemberResult, results
from mercat.model import iso8601
from mercat.model.outcomes import Page as OutcomePage
from mercat.model.refusals import AccessDenied
from mercat.wire.call import Call
from mercat.wire.operation import Record

STANDARD: Final = Permission.READ_WRITE_SCHEMA_STANDARD_FIELD
CUSTOM: Final = Permission.READ_WRITE_SCHEMA_CUSTOM_FIELD
SCHEMA: Final = (STANDARD, CUSTOM)


@marketo.get(
    "/rest/v1/programs/members/describe.json",
    id="describeProgramMemberUsingGET2",
    needs=Permission.READ_ONLY_LEAD,
    docs="program-members#describe",
)
def describe(call: Call) -> list[MemberObjectAnswer]:
    """Describe the program member object with its keys and fields."""
    return [_described(call)]


@marketo.get(
    "/rest/v1/program/members/describe.json",
    id="describeProgramMemberUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="program-members#describe",
)
def describe_for_extracts(call: Call) -> list[MemberFieldsAnswer]:
    """Describe the fields of program members, as bulk extracts name them."""
    return [MemberFieldsAnswer("API Program Member", members.described(fields.catalog(call.tx)))]


@marketo.get(
    "/rest/v1/programs/{programId}/members.json",
    id="getProgramMembersUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="program-members#query",
)
def get_members(call: Call, path: ProgramPath, query: FindMembers) -> Reply[Record]:
    """List the members of a program by a field, or by when they changed."""
    page = _found(call, path, query)
    rows = [{"seq": seq, **item} for seq, item in enumerate(page.items)]
    return paging.reply(call, rows, page.cursor, more_result=True)


@marketo.post(
    "/rest/v1/programs/{programId}/members.json",
    id="syncProgramMemberDataUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="program-members#program-member-data",
)
def write_members(call: Call, path: ProgramPath, body: MemberBatch) -> list[MemberResult]:
    """Update the fields of up to 300 members."""
    return results(MemberResult, data.write(call.tx, path.program_id, body.input))


@marketo.post(
    "/rest/v1/programs/{programId}/members/status.json",
    id="syncProgramMemberStatusUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="program-members#program-member-status",
)
def set_status(call: Call, path: ProgramPath, body: StatusBatch) -> list[MemberResult]:
    """Set the status of up to 300 people in a program. People who are not members become members."""
    ids = [record.get("leadId") for record in body.input]
    return results(MemberResult, status.set_all(call.tx, path.program_id, body.status_name, ids))


@marketo.post(
    "/rest/v1/programs/{programId}/members/delete.json",
    id="deleteProgramMemberUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="program-members#delete",
)
def delete_members(call: Call, path: ProgramPath, body: MemberBatch) -> list[MemberResult]:
    """Remove up to 300 people from a program."""
    ids = [record.get("leadId") for record in body.input]
    return results(MemberResult, status.remove(call.tx, path.program_id, ids))


# -- fields -----------------------------------------------------------------------------------------------------------


@marketo.get(
    "/rest/v1/programs/members/schema/fields.json",
    id="getProgramMemberFieldsUsingGET",
    needs=SCHEMA,
    docs="program-members#browse",
)
def get_fields(call: Call, query: Page) -> Reply[SchemaFieldAnswer]:
    """List the fields that the caller's role has access to, a page at a time."""
    catalog = fields.catalog(call.tx)
    start = paging.position(call, query.next_page_token)
    readable = members.reached(catalog, call.caller.permissions, STANDARD.value, CUSTOM.value)
    end = start + query.batch_size
    rows = [members.schema_field(catalog, field) for field in readable[start:end]]
    return paging.reply(call, rows, end if end < len(readable) else None, more_result=True)


@marketo.post(
    "/rest/v1/programs/members/schema/fields.json",
    id="createProgramMemberFieldUsingPOST",
    needs=CUSTOM,
    docs="program-members#create-fields",
)
def create_fields(call: Call, body: CreateFields) -> list[FieldResult]:
    """Create custom fields: all of them or none. A program member has at most twenty."""
    fields.create(call.tx, [field.wanted() for field in body.input])
    return [FieldResult(field.name, "created") for field in body.input]


@marketo.get(
    "/rest/v1/programs/members/schema/fields/{fieldApiName}.json",
    id="getProgramMemberFieldByNameUsingGET",
    needs=SCHEMA,
    docs="program-members#by-name",
)
def get_field(call: Call, path: FieldPath) -> list[SchemaFieldAnswer]:
    """Get one field."""
    return [members.schema_field(fields.catalog(call.tx), _reached_field(call, path))]


@marketo.post(
    "/rest/v1/programs/members/schema/fields/{fieldApiName}.json",
    id="updateProgramMemberFieldUsingPOST",
    needs=SCHEMA,
    docs="program-members#update-field",
)
def update_field(call: Call, path: FieldPath, body: UpdateField) -> list[FieldResult]:
    """Change attributes of one field. A standard field has fewer that can change."""
    _reached_field(call, path)
    fields.change(call.tx, path.field_api_name, body.input[0].attributes())
    return [FieldResult(path.field_api_name, "updated")]


def _reached_field(call: Call, path: FieldPath) -> Field:
    """A field that the caller's role has access to. Raises UnknownField, AccessDenied."""
    catalog = fields.catalog(call.tx)
    field = catalog.get(path.field_api_name)
    if field not in members.reached(catalog, call.caller.permissions, STANDARD.value, CUSTOM.value):
        raise AccessDenied
    return field


def _found(call: Call, path: ProgramPath, query: FindMembers) -> OutcomePage[Record]:
    return data.search(
        call.tx,
        path.program_id,
        query.filter_type,
        query.filter_values,
        span=(query.start_at, query.end_at),
        names=query.fields,
        after=paging.position(call, query.next_page_token),
        limit=query.batch_size,
    )


def _described(call: Call) -> MemberObjectAnswer:
    catalog = fields.catalog(call.tx)
    created_at = iso8601.text(bootstrap.created_ms(call.tx))
    return MemberObjectAnswer(
        name="API Program Membership",
        description="Map for API program membership fields",
        created_at=created_at,
        updated_at=created_at,
        dedupe_fields=["leadId", "programId"],
        searchable_fields=[[name] for name in catalog.searchable],
        fields=members.described(catalog),
    )
