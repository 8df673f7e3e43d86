"""/rest/v1/namedaccounts: the target accounts of account-based marketing."""

from typing import Final

from mercat.domain.records import sync, types
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas import records
from mercat.marketo.rest.schemas.fields import ObjectAnswer, SchemaFieldAnswer
from mercat.marketo.rest.schemas.records import Browse, Delete, FieldName, Find, Sync
from mercat.marketo.rest.schemas.results import GuidResult, results
from mercat.wire.call import Call
from mercat.wire.operation import Record

NAMED_ACCOUNT: Final = types.standard()["namedAccount"]
SCHEMA: Final = (Permission.READ_WRITE_SCHEMA_STANDARD_FIELD, Permission.READ_WRITE_SCHEMA_CUSTOM_FIELD)


@marketo.get(
    "/rest/v1/namedaccounts/describe.json",
    id="describeUsingGET_3",
    needs=Permission.READ_ONLY_NAMED_ACCOUNT,
    docs="named-accounts#describe",
)
def describe(call: Call) -> list[ObjectAnswer]:
    """Describe the named account object with its keys and fields."""
    described = records.describe(call, NAMED_ACCOUNT)
    for field in described.fields:
        if field.name != NAMED_ACCOUNT.id_field:
            field.display_name = field.name
    return [described]


@marketo.get(
    "/rest/v1/namedaccounts.json",
    id="getNamedAccountsUsingGET",
    needs=Permission.READ_ONLY_NAMED_ACCOUNT,
    docs="named-accounts#query",
)
def get_named_accounts(call: Call, query: Find) -> Reply[Record]:
    """List named accounts by any searchable field."""
    return records.search(call, NAMED_ACCOUNT, query)


@marketo.post(
    "/rest/v1/namedaccounts.json",
    id="syncNamedAccountsUsingPOST",
    needs=Permission.READ_WRITE_NAMED_ACCOUNT,
    docs="named-accounts#create-and-update",
)
def sync_named_accounts(call: Call, body: Sync) -> list[GuidResult]:
    """Create or update up to 300 named accounts."""
    outcomes = sync.sync(call.tx, NAMED_ACCOUNT, body.input, action=body.action, key=body.dedupe_by)
    return results(GuidResult, outcomes)


@marketo.post(
    "/rest/v1/namedaccounts/delete.json",
    id="deleteNamedAccountsUsingPOST",
    needs=Permission.READ_WRITE_NAMED_ACCOUNT,
    docs="named-accounts#delete",
)
def delete_named_accounts(call: Call, body: Delete) -> list[GuidResult]:
    """Delete up to 300 named accounts."""
    return results(GuidResult, sync.delete(call.tx, NAMED_ACCOUNT, body.input, key=body.delete_by))


@marketo.get(
    "/rest/v1/namedaccounts/schema/fields.json",
    id="getNamedAccountFieldsUsingGET",
    needs=SCHEMA,
    docs="named-accounts#browse",
)
def get_named_account_fields(call: Call, query: Browse) -> Reply[SchemaFieldAnswer]:
    """List the fields of the named account object, a page at a time."""
    return records.browse_fields(call, NAMED_ACCOUNT, query)


@marketo.get(
    "/rest/v1/namedaccounts/schema/fields/{fieldApiName}.json",
    id="getNamedAccountFieldByNameUsingGET",
    needs=SCHEMA,
    docs="named-accounts#by-name",
)
def get_named_account_field(call: Call, path: FieldName) -> list[SchemaFieldAnswer]:
    """Get one field of the named account object."""
    return records.one_field(NAMED_ACCOUNT, path.field_api_name)
