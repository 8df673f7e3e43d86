"""/subscriptions/{munchkinId}/persons: people to create or update."""

from typing import Any, Literal

from mercat.domain.people import composite_key, partitions
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


class DedupeFields(Schema):
    """One or two fields to look people up by. With two, both must match."""

    field1: str | None = None
    field2: str | None = None


class SyncPersons(Schema):
    """People, and the fields to look them up by."""

    persons: list[dict[str, Any]]
    priority: Literal["normal", "high"] = "normal"
    partition_name: str | None = None
    dedupe_fields: DedupeFields | None = None


@marketo.post(
    "/subscriptions/{munchkinId}/persons",
    id="syncPersons",
    needs=Permission.READ_WRITE_LEAD,
    docs="data-ingestion#persons",
)
def sync_persons(call: Call, path: Subscription, body: SyncPersons) -> Response:
    """Create or update up to 1,000 people, in the background."""
    people = requests.objects_of("persons", body.persons)
    keys = composite_key.checked(call.tx, _keys(body.dedupe_fields))
    partitions.target(call.tx, body.partition_name)
    urgent = body.priority == "high"
    return requests.accept(call, Target.SYNC_PEOPLE, people, urgent=urgent, keys=keys, partition=body.partition_name)


def _keys(fields: DedupeFields | None) -> list[str]:
    if fields is None:
        return ["email"]
    names = [name for name in (fields.field1, fields.field2) if name]
    if not names:
        raise Missing("dedupeFields")
    if len(set(names)) < len(names):
        raise InvalidData(Rule.FIELD_NAMED_TWICE)
    return names
