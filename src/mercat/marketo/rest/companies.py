"""/rest/v1/companies: the organisations that people belong to."""

from typing import Final

from mercat.domain.records import sales, sync, types
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas import records
from mercat.marketo.rest.schemas.fields import ObjectAnswer, SchemaFieldAnswer
from mercat.marketo.rest.schemas.records import Browse, Delete, FieldName, Find, Sync
from mercat.marketo.rest.schemas.results import IdResult, results
from mercat.wire.call import Call
from mercat.wire.operation import Record

COMPANY: Final = types.standard()["company"]
SCHEMA: Final = (Permission.READ_WRITE_SCHEMA_STANDARD_FIELD, Permission.READ_WRITE_SCHEMA_CUSTOM_FIELD)


@marketo.get(
    "/rest/v1/companies/describe.json",
    id="describeUsingGET",
    needs=Permission.READ_ONLY_COMPANY,
    docs="companies#describe",
)
def describe(call: Call) -> list[ObjectAnswer]:
    """Describe the company object with its keys and fields."""
    return [records.describe(call, COMPANY)]


@marketo.get(
    "/rest/v1/companies.json", id="getCompaniesUsingGET", needs=Permission.READ_ONLY_COMPANY, docs="companies#query"
)
def get_companies(call: Call, query: Find) -> Reply[Record]:
    """List companies by id, external id or name."""
    return records.search(call, COMPANY, query)


@marketo.post(
    "/rest/v1/companies.json",
    id="syncCompaniesUsingPOST",
    needs=Permission.READ_WRITE_COMPANY,
    docs="companies#create-and-update",
)
def sync_companies(call: Call, body: Sync) -> list[IdResult]:
    """Create or update up to 300 companies. Their sales persons must exist."""
    outcomes = sync.sync(
        call.tx, COMPANY, body.input, action=body.action, key=body.dedupe_by, check=sales.known_owner(call.tx)
    )
    return results(IdResult, outcomes)


@marketo.post(
    "/rest/v1/companies/delete.json",
    id="deleteCompaniesUsingPOST",
    needs=Permission.READ_WRITE_COMPANY,
    docs="companies#delete",
)
def delete_companies(call: Call, body: Delete) -> list[IdResult]:
    """Delete up to 300 companies."""
    return results(IdResult, sync.delete(call.tx, COMPANY, body.input, key=body.delete_by))


@marketo.get(
    "/rest/v1/companies/schema/fields.json", id="getCompanyFieldsUsingGET", needs=SCHEMA, docs="companies#browse"
)
def get_company_fields(call: Call, query: Browse) -> Reply[SchemaFieldAnswer]:
    """List the fields of the company object, a page at a time."""
    return records.browse_fields(call, COMPANY, query)


@marketo.get(
    "/rest/v1/companies/schema/fields/{fieldApiName}.json",
    id="getCompanyFieldByNameUsingGET",
    needs=SCHEMA,
    docs="companies#by-name",
)
def get_company_field(call: Call, path: FieldName) -> list[SchemaFieldAnswer]:
    """Get one field of the company object."""
    return records.one_field(COMPANY, path.field_api_name)
