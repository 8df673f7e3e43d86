"""/rest/v1/salespersons: the sales owners of people, companies and opportunities."""

from typing import Final

from mercat.domain.records import sales, sync, types
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas import records
from mercat.marketo.rest.schemas.fields import ObjectAnswer
from mercat.marketo.rest.schemas.records import Delete, Find, Sync
from mercat.marketo.rest.schemas.results import IdResult, results
from mercat.wire.call import Call
from mercat.wire.operation import Record

SALES_PERSON: Final = types.standard()["salesPerson"]


@marketo.get(
    "/rest/v1/salespersons/describe.json",
    id="describeUsingGET_5",
    needs=Permission.READ_ONLY_SALES_PERSON,
    docs="sales-persons#describe",
)
def describe(call: Call) -> list[ObjectAnswer]:
    """Describe the sales person object with its keys and fields."""
    return [records.describe(call, SALES_PERSON)]


@marketo.get(
    "/rest/v1/salespersons.json",
    id="getSalesPersonUsingGET",
    needs=Permission.READ_ONLY_SALES_PERSON,
    docs="sales-persons#query",
)
def get_sales_persons(call: Call, query: Find) -> Reply[Record]:
    """List sales persons, with the fields that have a value."""
    return records.search(call, SALES_PERSON, query, everything=True)


@marketo.post(
    "/rest/v1/salespersons.json",
    id="syncSalesPersonsUsingPOST",
    needs=Permission.READ_WRITE_SALES_PERSON,
    docs="sales-persons#create-and-update",
)
def sync_sales_persons(call: Call, body: Sync) -> list[IdResult]:
    """Create or update up to 300 sales persons."""
    outcomes = sync.sync(call.tx, SALES_PERSON, body.input, action=body.action, key=body.dedupe_by)
    return results(IdResult, outcomes)


@marketo.post(
    "/rest/v1/salespersons/delete.json",
    id="deleteSalesPersonUsingPOST",
    needs=Permission.READ_WRITE_SALES_PERSON,
    docs="sales-persons#delete",
)
def delete_sales_persons(call: Call, body: Delete) -> list[IdResult]:
    """Delete up to 300 sales persons. One who still owns a person or record is skipped."""
    outcomes = sync.delete(call.tx, SALES_PERSON, body.input, key=body.delete_by, check=sales.unused(call.tx))
    return results(IdResult, outcomes)
