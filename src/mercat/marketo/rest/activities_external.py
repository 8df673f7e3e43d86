"""/rest/v1/activities/external: custom activities, and their types with drafts, attributes and approval."""

from typing import Annotated, Any

import msgspec

from mercat.domain.activity import add, custom
from mercat.marketo import errors
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.model import iso8601
from mercat.model.activities import Attribute, Definition, StoredType
from mercat.model.outcomes import Done, Outcome
from mercat.model.refusals import Missing
from mercat.wire.call import Call
from mercat.wire.operation import Schema

Text = Annotated[str, msgspec.Meta(max_length=255)]
Long = Annotated[str, msgspec.Meta(max_length=2000)]
JsonObject = dict[str, Any]


class TypeName(Schema):
    """The path of one type."""

    api_name: str


class VersionQuery(Schema):
    """The version of a type."""

    draft: bool = False


class AddActivities(Schema):
    """Activities to add."""

    input: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=300)]


class NewAttribute(Schema):
    """An attribute of a type."""

    api_name: Text
    name: Text
    data_type: Text | None = None
    description: Long | None = None
    is_primary: bool = False


class NewType(Schema):
    """A type to create."""

    api_name: Text
    name: Text
    trigger_name: Text
    filter_name: Text
    primary_attribute: NewAttribute
    description: Long | None = None


class AttributeChange(Schema):
    """Changes to an attribute, or to the primary one. What is absent stays as it is."""

    api_name: Text | None = None
    name: Text | None = None
    data_type: Text | None = None
    description: Long | None = None
    is_primary: bool | None = None


class TypeChange(Schema):
    """Changes to a type. What is absent stays as it is."""

    api_name: Text | None = None
    name: Text | None = None
    trigger_name: Text | None = None
    filter_name: Text | None = None
    description: Long | None = None
    primary_attribute: AttributeChange | None = None


class AddAttributes(Schema):
    """Attributes to add: all of them or none."""

    attributes: Annotated[list[NewAttribute], msgspec.Meta(max_length=300)] = []


class ChangeAttributes(Schema):
    """Changes to attributes: all of them or none."""

    attributes: Annotated[list[AttributeChange], msgspec.Meta(max_length=300)] = []


@marketo.post(
    "/rest/v1/activities/external.json",
    id="addCustomActivityUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY,
    docs="activities#add-custom-activities",
)
def add_activities(call: Call, body: AddActivities) -> list[JsonObject]:
    """Add up to 300 activities of custom types. Each one succeeds or fails on its own."""
    if not body.input:
        raise Missing("input")
    return [_outcome(one) for one in add.add(call.tx, body.input)]


@marketo.get(
    "/rest/v1/activities/external/types.json",
    id="getCustomActivityTypeUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY_METADATA,
    docs="activities#get-types",
)
def get_types(call: Call) -> list[JsonObject]:
    """List all custom types without their attributes: their approved versions, or else their drafts."""
    return [_head(one, one.versions.contents[0]) for one in custom.stored(call.tx).values()]


@marketo.get(
    "/rest/v1/activities/external/type/{apiName}/describe.json",
    id="describeCustomActivityTypeUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY_METADATA,
    docs="activities#describe-types",
)
def describe_type(call: Call, path: TypeName, query: VersionQuery) -> list[JsonObject]:
    """Get one type with its attributes: the approved version, or on request the draft."""
    one = custom.get(call.tx, path.api_name)
    return [_described(one, custom.version(one, draft=query.draft))]


@marketo.post(
    "/rest/v1/activities/external/type.json",
    id="createCustomActivityTypeUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#create-type",
)
def create_type(call: Call, body: NewType) -> list[JsonObject]:
    """Create a type as a draft."""
    primary = msgspec.structs.replace(body.primary_attribute, is_primary=True)
    primary.data_type = primary.data_type or "string"
    attributes = (_attribute(primary),)
    definition = Definition(body.name, body.trigger_name, body.filter_name, attributes, body.description)
    custom.create(call.tx, body.api_name, definition)
    return _draft(call, body.api_name)


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}.json",
    id="updateCustomActivityTypeUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#update-type",
)
def update_type(call: Call, path: TypeName, body: TypeChange) -> list[JsonObject]:
    """Change the draft of a type."""
    change = body.primary_attribute
    primary = None if change is None else lambda old: _primary(old, change)
    texts = (body.api_name, body.name, body.trigger_name, body.filter_name, body.description)
    return _draft(call, custom.change(call.tx, path.api_name, custom.Change(*texts, primary=primary)))


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/approve.json",
    id="approveCustomActivityTypeUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#approve-type",
)
def approve_type(call: Call, path: TypeName) -> list[JsonObject]:
    """Approve the draft of a type."""
    custom.approve(call.tx, path.api_name)
    return _approved(call, path.api_name)


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/discardDraft.json",
    id="discardDraftofCustomActivityTypeUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#approve-type",
)
def discard_draft(call: Call, path: TypeName) -> list[JsonObject]:
    """Discard the draft of an approved type."""
    custom.discard(call.tx, path.api_name)
    return _approved(call, path.api_name)


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/delete.json",
    id="deleteCustomActivityTypeUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#approve-type",
)
def delete_type(call: Call, path: TypeName) -> list[JsonObject]:
    """Delete a type. Activities of the type stay."""
    one = custom.delete(call.tx, path.api_name)
    return [{**_described(one, one.versions.contents[0]), "status": "deleted"}]


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/attributes/create.json",
    id="createCustomActivityTypeAttributesUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#create-attributes",
)
def create_attributes(call: Call, path: TypeName, body: AddAttributes) -> list[JsonObject]:
    """Add attributes to the draft: all of them or none."""
    if not body.attributes:
        raise Missing("attributes")
    custom.add_attributes(call.tx, path.api_name, [_attribute(attribute) for attribute in body.attributes])
    return _draft(call, path.api_name)


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/attributes/update.json",
    id="updateCustomActivityTypeAttributesUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#update-attributes",
)
def update_attributes(call: Call, path: TypeName, body: ChangeAttributes) -> list[JsonObject]:
    """Change attributes of the draft: all of them or none."""
    changes = {name: _change(change) for name, change in zip(_names(body), body.attributes, strict=True)}
    custom.change_attributes(call.tx, path.api_name, changes)
    return _draft(call, path.api_name)


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/attributes/delete.json",
    id="deleteCustomActivityTypeAttributesUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#delete-attributes",
)
def delete_attributes(call: Call, path: TypeName, body: ChangeAttributes) -> list[JsonObject]:
    """Remove attributes from the draft: all of them or none."""
    custom.delete_attributes(call.tx, path.api_name, _names(body))
    return _draft(call, path.api_name)


# -- parameters -----------------------------------------------------------------------------------------------------


def _attribute(attribute: NewAttribute) -> Attribute:
    if not attribute.data_type:
        raise Missing("dataType")
    return Attribute(
        attribute.api_name, attribute.name, attribute.data_type, attribute.description or None, attribute.is_primary
    )


def _names(body: ChangeAttributes) -> list[str]:
    if not body.attributes:
        raise Missing("attributes")
    return [_given("apiName", attribute.api_name) for attribute in body.attributes]


def _given(field: str, text: str | None) -> str:
    if not text:
        raise Missing(field)
    return text


def _change(change: AttributeChange) -> Any:
    """A function that applies a change to an attribute; the API name keeps its spelling."""

    def apply(old: Attribute) -> Attribute:
        return Attribute(
            old.api_name,
            old.name if change.name is None else change.name,
            old.data_type if change.data_type is None else change.data_type,
            old.description if change.description is None else change.description or None,
            old.primary if change.is_primary is None else change.is_primary,
        )

    return apply


def _primary(old: Attribute | None, change: AttributeChange) -> Attribute:
    """The primary attribute after a change of the type."""
    if old is not None and (change.api_name is None or change.api_name.lower() == old.api_name.lower()):
        changed: Attribute = _change(change)(old)
        return changed
    api_name, name = _given("apiName", change.api_name), _given("name", change.name)
    return Attribute(api_name, name, change.data_type or "string", change.description or None, True)


# -- answers --------------------------------------------------------------------------------------------------------


def _draft(call: Call, api_name: str) -> list[JsonObject]:
    one = custom.get(call.tx, api_name)
    return [_described(one, custom.version(one, draft=True))]


def _approved(call: Call, api_name: str) -> list[JsonObject]:
    one = custom.get(call.tx, api_name)
    return [_described(one, custom.version(one, draft=False))]


def _head(one: StoredType, definition: Definition) -> JsonObject:
    """A type without its attributes. One that was never approved has no id and no times yet."""
    born = {"createdAt": iso8601.text(one.created_ms), "updatedAt": iso8601.text(one.updated_ms)}
    is_approved = one.versions.approved is not None
    return {
        **({"id": custom.public_id(one)} if is_approved else {}),
        "apiName": one.api_name,
        "name": definition.name,
        **({"description": definition.description} if definition.description else {}),
        "triggerName": definition.trigger_name,
        "filterName": definition.filter_name,
        **(born if is_approved else {}),
        "status": one.versions.state,
    }


def _described(one: StoredType, definition: Definition) -> JsonObject:
    primary = custom.primary_of(definition)
    others = [_shown(each) for each in definition.attributes if not each.primary]
    return {
        **_head(one, definition),
        **({"primaryAttribute": _shown(primary)} if primary is not None else {}),
        **({"attributes": others} if others else {}),
    }


def _shown(attribute: Attribute) -> JsonObject:
    described = {"description": attribute.description} if attribute.description else {}
    return {
        "apiName": attribute.api_name,
        "name": attribute.name,
        **described,
        "dataType": attribute.data_type,
    }


def _outcome(outcome: Outcome) -> JsonObject:
    if isinstance(outcome, Done):
        return {"id": outcome.id, "marketoGUID": str(outcome.id), "status": outcome.status}
    code, words = errors.code_and_words(outcome.refusal)
    return {"status": "skipped", "errors": [{"code": code, "message": words}]}
