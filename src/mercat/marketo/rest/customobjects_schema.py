"""/rest/v1/customobjects/schema: types of custom objects, their drafts, fields and approval."""

from typing import Annotated, Literal, Never

import msgspec

from mercat.domain.fields.values import CUSTOM_TYPES
from mercat.domain.records import custom, find
from mercat.domain.records.custom import State
from mercat.domain.records.sync import Action
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.marketo.rest.schemas import records
from mercat.marketo.rest.schemas.fields import CrmFieldAnswer, described
from mercat.marketo.rest.schemas.records import RelationAnswer
from mercat.model.records import Definition, StoredType, TypeField
from mercat.model.refusals import AlreadyExists, Missing, NotFound
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Schema

Text = Annotated[str, msgspec.Meta(max_length=255)]
Long = Annotated[str, msgspec.Meta(max_length=2000)]


class TypeName(Schema):
    """The path of one type."""

    api_name: str


class FieldPath(Schema):
    """The path of one field of a type."""

    api_name: str
    field_api_name: str


class TypeQuery(Schema):
    """The names of the types, and their version."""

    names: list[str] = []
    state: State | None = None


class VersionQuery(Schema):
    """The version of a type."""

    state: State | None = None


class SyncType(Schema):
    """A type to create, or changes to its draft."""

    api_name: Text
    action: Action = "createOrUpdate"
    display_name: Text | None = None
    plural_name: Text | None = None
    description: Long | None = None
    show_in_lead_detail: bool | None = None


class RelatedTo(Schema):
    """The target of a link field."""

    name: Text
    field: Text


class NewField(Schema):
    """A field to add."""

    name: Text
    display_name: Text
    data_type: Text
    description: Long | None = None
    is_dedupe_field: bool = False
    related_to: RelatedTo | None = None


class AddFields(Schema):
    """Fields to add: all of them or none."""

    input: Annotated[list[NewField], msgspec.Meta(max_length=300)]


class FieldChange(Schema):
    """Changes to a field. What is absent stays as it is."""

    name: Text | None = None
    display_name: Text | None = None
    data_type: Text | None = None
    description: Long | None = None
    is_dedupe_field: bool | None = None
    related_to: RelatedTo | None = None


class OldField(Schema):
    """A field to delete."""

    name: Text


class DeleteFields(Schema):
    """Fields to delete: all of them or none."""

    input: Annotated[list[OldField], msgspec.Meta(max_length=300)]


class CustomObjectTypeAnswer(Answer):
    """One version of a type. One that was never approved has no id field and no times yet."""

    state: Literal["draft", "approved", "approvedWithDraft"]
    version: Literal["approved", "draft"]
    display_name: str
    plural_name: str
    description: str | None
    api_name: str
    id_field: str | None
    created_at: str | None
    updated_at: str | None
    dedupe_fields: list[str]
    searchable_fields: list[list[str]]
    relationships: list[RelationAnswer]
    fields: list[CrmFieldAnswer]


class KeyFieldAnswer(Answer):
    """A field that links may point to."""

    name: str
    display_name: str
    data_type: str


class LinkableObjectAnswer(Answer):
    """An object with the fields that links may point to."""

    name: str
    display_name: str
    fields: list[KeyFieldAnswer]


@marketo.get(
    "/rest/v1/customobjects/schema.json",
    id="listCustomObjectTypesUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#list-types",
)
def list_types(call: Call, query: TypeQuery) -> list[CustomObjectTypeAnswer]:
    """List types in the requested version, without those that lack it."""
    types = [custom.get(call.tx, name) for name in query.names] or list(custom.stored(call.tx).values())
    descriptions = []
    for one in types:
        try:
            descriptions.append(_described(call, one, query.state))
        except NotFound:
            continue
    return descriptions


@marketo.get(
    "/rest/v1/customobjects/schema/{apiName}/describe.json",
    id="describeCustomObjectTypeUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#describe-type",
)
def describe_type(call: Call, path: TypeName, query: VersionQuery) -> list[CustomObjectTypeAnswer]:
    """Get one type: its approved version or else its draft, or the requested version."""
    return [_described(call, custom.get(call.tx, path.api_name), query.state)]


@marketo.post(
    "/rest/v1/customobjects/schema.json",
    id="syncCustomObjectTypeUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#create-and-update-type",
)
def sync_type(call: Call, body: SyncType) -> list[Never]:
    """Create a type as a draft, or change the draft of one."""
    _sync_type(call, body)
    return []


@marketo.post(
    "/rest/v1/customobjects/schema/{apiName}/approve.json",
    id="approveCustomObjectTypeUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#approve-type",
)
def approve_type(call: Call, path: TypeName) -> list[Never]:
    """Approve the draft of a type."""
    custom.approve(call.tx, path.api_name)
    return []


@marketo.post(
    "/rest/v1/customobjects/schema/{apiName}/discardDraft.json",
    id="discardCustomObjectTypeUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#discard-type",
)
def discard_draft(call: Call, path: TypeName) -> list[Never]:
    """Discard the draft of an approved type."""
    custom.discard(call.tx, path.api_name)
    return []


@marketo.post(
    "/rest/v1/customobjects/schema/{apiName}/delete.json",
    id="deleteCustomObjectTypeUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#delete-type",
)
def delete_type(call: Call, path: TypeName) -> list[Never]:
    """Delete a type with all its records."""
    custom.delete(call.tx, path.api_name)
    return []


@marketo.post(
    "/rest/v1/customobjects/schema/{apiName}/addField.json",
    id="addCustomObjectTypeFieldsUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#add-fields",
)
def add_fields(call: Call, path: TypeName, body: AddFields) -> list[Never]:
    """Add fields to the draft of a type."""
    custom.add_fields(call.tx, path.api_name, [_new_field(field) for field in body.input])
    return []


@marketo.post(
    "/rest/v1/customobjects/schema/{apiName}/{fieldApiName}/updateField.json",
    id="updateCustomObjectTypeFieldUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#update-field",
)
def update_field(call: Call, path: FieldPath, body: FieldChange) -> list[Never]:
    """Change a field of the draft of a type."""
    custom.change_field(call.tx, path.api_name, path.field_api_name, lambda old: _changed_field(old, body))
    return []


@marketo.post(
    "/rest/v1/customobjects/schema/{apiName}/deleteField.json",
    id="deleteCustomObjectTypeFieldsUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#delete-fields",
)
def delete_fields(call: Call, path: TypeName, body: DeleteFields) -> list[Never]:
    """Remove fields from the draft of a type."""
    custom.delete_fields(call.tx, path.api_name, [field.name for field in body.input])
    return []


@marketo.get(
    "/rest/v1/customobjects/schema/fieldDataTypes.json",
    id="getCustomObjectTypeFieldDataTypesUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#list-field-data-types",
)
def field_data_types(call: Call) -> list[str]:
    """List the data types that fields can have."""
    return list(CUSTOM_TYPES)


@marketo.get(
    "/rest/v1/customobjects/schema/linkableObjects.json",
    id="getCustomObjectTypeLinkableObjectsUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#list-linkable-custom-objects",
)
def linkable_objects(call: Call) -> list[LinkableObjectAnswer]:
    """List the objects and key fields that link fields can point to."""
    return [
        LinkableObjectAnswer(
            name, display_name, [KeyFieldAnswer(key.name, key.display_name, key.data_type) for key in keys]
        )
        for name, display_name, keys in custom.linkable(call.tx)
    ]


@marketo.get(
    "/rest/v1/customobjects/schema/{apiName}/dependentAssets.json",
    id="getCustomObjectTypeDependentAssetsUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT_TYPE,
    docs="custom-objects#get-custom-object-dependent-assets",
)
def dependent_assets(call: Call, path: TypeName) -> list[Never]:
    """List the assets that use a type. No asset can refer to a custom object yet."""
    custom.get(call.tx, path.api_name)
    return []


def _new_field(field: NewField) -> TypeField:
    link = field.related_to
    return TypeField(
        field.name,
        field.display_name,
        field.data_type,
        field.description,
        field.is_dedupe_field,
        link.name if link else None,
        link.field if link else None,
    )


def _changed_field(old: TypeField, change: FieldChange) -> TypeField:
    link = change.related_to
    return TypeField(
        old.name if change.name is None else change.name,
        old.display_name if change.display_name is None else change.display_name,
        old.data_type if change.data_type is None else change.data_type,
        old.description if change.description is None else change.description,
        old.dedupe if change.is_dedupe_field is None else change.is_dedupe_field,
        old.object if link is None else link.name,
        old.object_field if link is None else link.field,
        old.approved_with,
    )


def _described(call: Call, one: StoredType, state: State | None) -> CustomObjectTypeAnswer:
    definition = custom.version(one, state)
    kind = custom.typed(call.tx, one, definition)
    is_approved = one.approved_ms is not None
    return CustomObjectTypeAnswer(
        state=custom.state(one),
        version="approved" if definition is one.versions.approved else "draft",
        display_name=definition.display_name,
        plural_name=definition.plural_name,
        description=definition.description,
        api_name=one.api_name,
        id_field="marketoGUID" if is_approved else None,
        created_at=find.moment(one.created_ms) if is_approved else None,
        updated_at=find.moment(one.updated_ms) if is_approved else None,
        dedupe_fields=list(kind.dedupe_fields),
        searchable_fields=[list(names) for names in kind.searchable],
        relationships=records.relationships(kind, "child"),
        fields=[described(CrmFieldAnswer, field) for field in kind.fields.values()],
    )


def _sync_type(call: Call, body: SyncType) -> None:
    exists = body.api_name.lower() in custom.stored(call.tx)
    if exists and body.action == "createOnly":
        raise AlreadyExists("custom object type", body.api_name)
    if exists or body.action == "updateOnly":
        custom.redefine(
            call.tx,
            body.api_name,
            display_name=body.display_name,
            plural_name=body.plural_name,
            description=body.description,
            show_in_lead_detail=body.show_in_lead_detail,
        )
        return
    if not body.display_name:
        raise Missing("displayName")
    definition = Definition(
        body.display_name,
        body.plural_name or f"{body.display_name}s",
        body.description,
        body.show_in_lead_detail or False,
    )
    custom.create(call.tx, body.api_name, definition)
