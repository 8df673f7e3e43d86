"""/rest/v1/opportunities: opportunities, and the roles that link people to them."""

from typing import Final

from mercat.domain.records import roles, sales, sync, types
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas import records
from mercat.marketo.rest.schemas.fields import ObjectAnswer, SchemaFieldAnswer
from mercat.marketo.rest.schemas.records import Browse, Delete, FieldName, Find, FindCompound, Sync
from mercat.marketo.rest.schemas.results import GuidResult, results
from mercat.wire.call import Call
from mercat.wire.operation import Record

OPPORTUNITY: Final = types.standard()["opportunity"]
ROLE: Final = types.standard()["opportunityRole"]
SCHEMA: Final = (Permission.READ_WRITE_SCHEMA_STANDARD_FIELD, Permission.READ_WRITE_SCHEMA_CUSTOM_FIELD)


@marketo.get(
    "/rest/v1/opportunities/describe.json",
    id="describeUsingGET_4",
    needs=Permission.READ_ONLY_OPPORTUNITY,
    docs="opportunities#describe",
)
def describe(call: Call) -> list[ObjectAnswer]:
    """Describe the opportunity object with its keys and fields."""
    return [records.describe(call, OPPORTUNITY)]


@marketo.get(
    "/rest/v1/opportunities.json",
    id="getOpportunitiesUsingGET",
    needs=Permission.READ_ONLY_OPPORTUNITY,
    docs="opportunities#query",
)
def get_opportunities(call: Call, query: Find) -> Reply[Record]:
    """List opportunities by GUID or external id."""
    return records.search(call, OPPORTUNITY, query)


@marketo.post(
    "/rest/v1/opportunities.json",
    id="syncOpportunitiesUsingPOST",
    needs=Permission.READ_WRITE_OPPORTUNITY,
    docs="opportunities#create-and-update",
)
def sync_opportunities(call: Call, body: Sync) -> list[GuidResult]:
    """Create or update up to 300 opportunities. Their sales persons must exist."""
    outcomes = sync.sync(
        call.tx, OPPORTUNITY, body.input, action=body.action, key=body.dedupe_by, check=sales.known_owner(call.tx)
    )
    return results(GuidResult, outcomes)


@marketo.post(
    "/rest/v1/opportunities/delete.json",
    id="deleteOpportunitiesUsingPOST",
    needs=Permission.READ_WRITE_OPPORTUNITY,
    docs="opportunities#delete",
)
def delete_opportunities(call: Call, body: Delete) -> list[GuidResult]:
    """Delete up to 300 opportunities with their roles."""
    outcomes = sync.delete(call.tx, OPPORTUNITY, body.input, key=body.delete_by, check=roles.drop_all(call.tx))
    return results(GuidResult, outcomes)


@marketo.get(
    "/rest/v1/opportunities/schema/fields.json",
    id="getOpportunityFieldsUsingGET",
    needs=SCHEMA,
    docs="opportunities#browse",
)
def get_opportunity_fields(call: Call, query: Browse) -> Reply[SchemaFieldAnswer]:
    """List the fields of the opportunity object, a page at a time."""
    return records.browse_fields(call, OPPORTUNITY, query)


@marketo.get(
    "/rest/v1/opportunities/schema/fields/{fieldApiName}.json",
    id="getOpportunityFieldByNameUsingGET",
    needs=SCHEMA,
    docs="opportunities#by-name",
)
def get_opportunity_field(call: Call, path: FieldName) -> list[SchemaFieldAnswer]:
    """Get one field of the opportunity object."""
    return records.one_field(OPPORTUNITY, path.field_api_name)


@marketo.get(
    "/rest/v1/opportunities/roles/describe.json",
    id="describeOpportunityRoleUsingGET",
    needs=Permission.READ_ONLY_OPPORTUNITY,
    docs="opportunity-roles#describe",
)
def describe_role(call: Call) -> list[ObjectAnswer]:
    """Describe the role object with its compound key and fields."""
    return [records.describe(call, ROLE)]


@marketo.get(
    "/rest/v1/opportunities/roles.json",
    id="getOpportunityRolesUsingGET",
    needs=Permission.READ_ONLY_OPPORTUNITY,
    docs="opportunity-roles#query",
)
def get_roles(call: Call, query: FindCompound) -> Reply[Record]:
    """List roles by GUID, person or opportunity, or by their compound key in a JSON body."""
    return records.search(call, ROLE, query)


@marketo.post(
    "/rest/v1/opportunities/roles.json",
    id="syncOpportunityRolesUsingPOST",
    needs=Permission.READ_WRITE_OPPORTUNITY,
    docs="opportunity-roles#create-and-update",
)
def sync_roles(call: Call, body: Sync) -> list[GuidResult]:
    """Create or update up to 300 roles. Their people and opportunities must exist."""
    return results(GuidResult, roles.sync(call.tx, body.input, action=body.action, key=body.dedupe_by))


@marketo.post(
    "/rest/v1/opportunities/roles/delete.json",
    id="deleteOpportunityRolesUsingPOST",
    needs=Permission.READ_WRITE_OPPORTUNITY,
    docs="opportunity-roles#delete",
)
def delete_roles(call: Call, body: Delete) -> list[GuidResult]:
    """Delete up to 300 roles."""
    return results(GuidResult, roles.delete(call.tx, body.input, key=body.delete_by))
