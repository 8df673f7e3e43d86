"""/rest/v1/customobjects: records of custom objects. Their types are in `customobjects_schema`."""

from typing import Any

from mercat.domain.records import custom, find, links, sync
from mercat.domain.records.types import Field, ObjectType
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas import records
from mercat.marketo.rest.schemas.records import Delete, Described, FindCompound, Sync
from mercat.model.records import StoredType
from mercat.wire.call import Call
from mercat.wire.operation import Schema


class ObjectName(Schema):
    """The path of one custom object."""

    custom_object_name: str


class Names(Schema):
    """The names of the objects to list; without names all of them."""

    names: list[str] = []


@marketo.get(
    "/rest/v1/customobjects.json",
    id="listCustomObjectsUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="custom-objects#list",
)
def list_custom_objects(call: Call, query: Names) -> list[Described]:
    """List the approved custom objects with their keys and relations."""
    names = {name.lower() for name in query.names}
    types = [
        one for key, one in custom.stored(call.tx).items() if one.versions.approved and (not names or key in names)
    ]
    return [_described(call, one) for one in types]


@marketo.get(
    "/rest/v1/customobjects/{customObjectName}/describe.json",
    id="describeUsingGET_1",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="custom-objects#describe",
)
def describe(call: Call, path: ObjectName) -> list[Described]:
    """Describe one custom object with its fields."""
    kind = custom.object_type(call.tx, path.custom_object_name)
    described = _described(call, custom.get(call.tx, path.custom_object_name))
    return [{**described, "fields": [_described_field(field) for field in kind.fields.values()]}]


@marketo.get(
    "/rest/v1/customobjects/{customObjectName}.json",
    id="getCustomObjectsUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="custom-objects#query",
)
def get_custom_objects(call: Call, path: ObjectName, query: FindCompound) -> Reply[dict[str, Any]]:
    """List records by GUID, link or dedupe field, or by a compound key in a JSON body."""
    return records.search(call, _type(call, path), query)


@marketo.post(
    "/rest/v1/customobjects/{customObjectName}.json",
    id="syncCustomObjectsUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    docs="custom-objects#create-and-update",
)
def sync_custom_objects(call: Call, path: ObjectName, body: Sync) -> list[Described]:
    """Create or update up to 300 records. What their links point to must exist."""
    kind = _type(call, path)
    check = links.check(call.tx, kind)
    outcomes = sync.sync(call.tx, kind, body.input, action=body.action, key=body.dedupe_by, check=check)
    return records.answer(kind, outcomes)


@marketo.post(
    "/rest/v1/customobjects/{customObjectName}/delete.json",
    id="deleteCustomObjectsUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    docs="custom-objects#delete",
)
def delete_custom_objects(call: Call, path: ObjectName, body: Delete) -> list[Described]:
    """Delete up to 300 records."""
    kind = _type(call, path)
    return records.answer(kind, sync.delete(call.tx, kind, body.input, key=body.delete_by))


def _type(call: Call, path: ObjectName) -> ObjectType:
    return custom.object_type(call.tx, path.custom_object_name)


def _described_field(field: Field) -> dict[str, Any]:
    """A field with its description, which the vendor's example of this operation has and that of types has not."""
    description = {} if field.description is None else {"description": field.description}
    return records.described_field(field) | description


def _described(call: Call, one: StoredType) -> dict[str, Any]:
    kind = custom.object_type(call.tx, one.api_name)
    return {
        "name": kind.name,
        "displayName": kind.display_name,
        "description": kind.description,
        "createdAt": find.moment(one.created_ms),
        "updatedAt": find.moment(one.approved_ms or one.updated_ms),
        "idField": kind.id_field,
        "dedupeFields": list(kind.dedupe_fields),
        "searchableFields": [list(names) for names in kind.searchable],
        "relationships": records.relationships(kind, "parent"),
    }
