"""/rest/v1/customobjects: records of custom objects. Their types are in `customobjects_schema`."""

from msgspec import UNSET, UnsetType

from mercat.domain.records import custom, find, links, sync
from mercat.domain.records.types import Field, ObjectType
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas import records
from mercat.marketo.rest.schemas.fields import FieldAnswer, described
from mercat.marketo.rest.schemas.records import Delete, FindCompound, RelationAnswer, Sync
from mercat.marketo.rest.schemas.results import GuidResult, results
from mercat.model.records import StoredType
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Record, Schema, present


class ObjectName(Schema):
    """The path of one custom object."""

    custom_object_name: str


class CustomObjectFieldAnswer(FieldAnswer, kw_only=True):
    """A field, with its description; those of types have none in the page's example."""

    description: str | UnsetType = UNSET


class CustomObjectAnswer(Answer, kw_only=True):
    """A custom object with its keys and relations, and, if it stands alone, with its fields."""

    name: str
    display_name: str
    description: str | None
    created_at: str
    updated_at: str
    id_field: str
    dedupe_fields: list[str]
    searchable_fields: list[list[str]]
    relationships: list[RelationAnswer]
    fields: list[CustomObjectFieldAnswer] | UnsetType = UNSET


class Names(Schema):
    """The names of the objects to list; without names all of them."""

    names: list[str] = []


@marketo.get(
    "/rest/v1/customobjects.json",
    id="listCustomObjectsUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="custom-objects#list",
)
def list_custom_objects(call: Call, query: Names) -> list[CustomObjectAnswer]:
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
def describe(call: Call, path: ObjectName) -> list[CustomObjectAnswer]:
    """Describe one custom object with its fields."""
    kind = custom.object_type(call.tx, path.custom_object_name)
    answer = _described(call, custom.get(call.tx, path.custom_object_name))
    answer.fields = [_described_field(field) for field in kind.fields.values()]
    return [answer]


@marketo.get(
    "/rest/v1/customobjects/{customObjectName}.json",
    id="getCustomObjectsUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="custom-objects#query",
)
def get_custom_objects(call: Call, path: ObjectName, query: FindCompound) -> Reply[Record]:
    """List records by GUID, link or dedupe field, or by a compound key in a JSON body."""
    return records.search(call, _type(call, path), query)


@marketo.post(
    "/rest/v1/customobjects/{customObjectName}.json",
    id="syncCustomObjectsUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    docs="custom-objects#create-and-update",
)
def sync_custom_objects(call: Call, path: ObjectName, body: Sync) -> list[GuidResult]:
    """Create or update up to 300 records. What their links point to must exist."""
    kind = _type(call, path)
    check = links.check(call.tx, kind)
    outcomes = sync.sync(call.tx, kind, body.input, action=body.action, key=body.dedupe_by, check=check)
    return results(GuidResult, outcomes)


@marketo.post(
    "/rest/v1/customobjects/{customObjectName}/delete.json",
    id="deleteCustomObjectsUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    docs="custom-objects#delete",
)
def delete_custom_objects(call: Call, path: ObjectName, body: Delete) -> list[GuidResult]:
    """Delete up to 300 records."""
    kind = _type(call, path)
    return results(GuidResult, sync.delete(call.tx, kind, body.input, key=body.delete_by))


def _type(call: Call, path: ObjectName) -> ObjectType:
    return custom.object_type(call.tx, path.custom_object_name)


def _described_field(field: Field) -> CustomObjectFieldAnswer:
    return described(CustomObjectFieldAnswer, field, description=present(field.description))


def _described(call: Call, one: StoredType) -> CustomObjectAnswer:
    kind = custom.object_type(call.tx, one.api_name)
    return CustomObjectAnswer(
        name=kind.name,
        display_name=kind.display_name,
        description=kind.description,
        created_at=find.moment(one.created_ms),
        updated_at=find.moment(one.approved_ms or one.updated_ms),
        id_field=kind.id_field,
        dedupe_fields=list(kind.dedupe_fields),
        searchable_fields=[list(names) for names in kind.searchable],
        relationships=records.relationships(kind, "parent"),
    )
