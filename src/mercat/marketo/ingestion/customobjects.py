"""/subscriptions/{munchkinId}/customobjects: records of custom objects to create or update."""

from typing import Any, Literal

import msgspec

from mercat.domain.records import custom
from mercat.marketo.ingestion.schemas import requests
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.model.messages import Target
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema


class ObjectPath(Schema):
    """The path of one custom object."""

    munchkin_id: str
    name: str = msgspec.field(name="customObjectAPIName")


class SyncObjects(Schema):
    """Records, and the field to look them up by."""

    custom_objects: list[dict[str, Any]]
    priority: Literal["normal", "high"] = "normal"
    dedupe_by: str = "dedupeFields"


@marketo.post(
    "/subscriptions/{munchkinId}/customobjects/{customObjectAPIName}",
    id="syncCustomObjects",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    docs="data-ingestion#custom-objects",
)
def sync_custom_objects(call: Call, path: ObjectPath, body: SyncObjects) -> Response:
    """Create or update up to 1,000 records, in the background. One whose person does not exist yet is retried."""
    records = requests.objects_of("customObjects", body.custom_objects)
    kind = custom.object_type(call.tx, path.name)
    key = requests.key_of(body.dedupe_by, "marketoGUID")
    urgent = body.priority == "high"
    return requests.accept(call, Target.SYNC_CUSTOM_OBJECTS, records, urgent=urgent, name=kind.name, key=key)
