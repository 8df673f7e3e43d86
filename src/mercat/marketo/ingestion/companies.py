"""/subscriptions/{munchkinId}/companies: companies to create or update."""

from typing import Any

from mercat.domain.records.sync import Action
from mercat.marketo.ingestion.schemas import requests
from mercat.marketo.ingestion.schemas.requests import Subscription
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.model.messages import Target
from mercat.model.refusals import InvalidData, Missing
from mercat.model.rules import Rule
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema


class SyncCompanies(Schema):
    """Companies under either of two names, and the field to look them up by."""

    input: list[dict[str, Any]] | None = None
    companies: list[dict[str, Any]] | None = None
    action: Action = "createOrUpdate"
    dedupe_by: str = "dedupeFields"


@marketo.post(
    "/subscriptions/{munchkinId}/companies",
    id="syncCompanies",
    needs=Permission.READ_WRITE_COMPANY,
    docs="data-ingestion#companies",
)
def sync_companies(call: Call, path: Subscription, body: SyncCompanies) -> Response:
    """Create or update up to 1,000 companies, in the background."""
    companies = requests.objects_of("input", body.input or body.companies)
    key = requests.key_of(body.dedupe_by, "idField")
    if key == "idField" and body.action != "updateOnly":
        raise InvalidData(Rule.CREATED_BY_ID)
    for company in companies:
        _check_key(company, key)
    return requests.accept(call, Target.SYNC_COMPANIES, companies, action=body.action, key=key)


def _check_key(company: dict[str, Any], key: str) -> None:
    """Check that each company has the key of the request and no other key."""
    values = {name.lower(): value for name, value in company.items()}
    field, other = ("id", "externalCompanyId") if key == "idField" else ("externalCompanyId", "id")
    if values.get(field.lower()) in (None, ""):
        raise Missing(field)
    if other.lower() in values:
        raise InvalidData(Rule.OTHER_KEY_GIVEN, field=other)
