"""/rest/v1/activities/external: custom activities, and their types with drafts, attributes and approval."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.activity import add, custom
from mercat.marketo.envelopes import Problem, problems_of
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.model import iso8601
from mercat.model.activities import Attribute, Definition, StoredType
from mercat.model.outcomes import Done, Outcome
from mercat.model.refusals import Missing
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Schema

Text = Annotated[str, msgspec.Meta(max_length=255)]
Long = Annotated[str, msgspec.Meta(max_length=2000)]


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


class ActivityResult(Answer, kw_only=True):
    """What became of an activity."""

    id: int | UnsetType = UNSET
    marketo_guid: str | UnsetType = msgspec.field(name="marketoGUID", default=UNSET)
    status: str
    errors: list[Problem] | UnsetType = UNSET


class AttributeAnswer(Answer, kw_only=True):
    """An attribute of a type."""

    api_name: str
    name: str
    description: str | UnsetType = UNSET
    data_type: str


class CustomActivityTypeAnswer(Answer, kw_only=True):
    """A version of a type; lists of types leave the attributes out."""

    id: int | UnsetType = UNSET
    api_name: str
    name: str
    description: str | UnsetType = UNSET
    trigger_name: str
    filter_name: str
    created_at: str | UnsetType = UNSET
    updated_at: str | UnsetType = UNSET
    status: str
    primary_attribute: AttributeAnswer | UnsetType = UNSET
    attributes: list[AttributeAnswer] | UnsetType = UNSET


@marketo.post(
    "/rest/v1/activities/external.json",
    id="addCustomActivityUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY,
    docs="activities#add-custom-activities",
)
def add_activities(call: Call, body: AddActivities) -> list[ActivityResult]:
    """Add up to 300 activities of custom types. Each one succeeds or fails on its own."""
    if not body.input:
        raise Missing("input")
    return [_result(outcome) for outcome in add.add(call.tx, body.input)]


@marketo.get(
    "/rest/v1/activities/external/types.json",
    id="getCustomActivityTypeUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY_METADATA,
    docs="activities#get-types",
)
def get_types(call: Call) -> list[CustomActivityTypeAnswer]:
    """List all custom types without their attributes: their approved versions, or else their drafts."""
    return [_head(one, one.versions.contents[0]) for one in custom.stored(call.tx).values()]


@marketo.get(
    "/rest/v1/activities/external/type/{apiName}/describe.json",
    id="describeCustomActivityTypeUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY_METADATA,
    docs="activities#describe-types",
)
def describe_type(call: Call, path: TypeName, query: VersionQuery) -> list[CustomActivityTypeAnswer]:
    """Get one type with its attributes: the approved version, or on request the draft."""
    one = custom.get(call.tx, path.api_name)
    return [_described(one, custom.version(one, draft=query.draft))]


@marketo.post(
    "/rest/v1/activities/external/type.json",
    id="createCustomActivityTypeUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#create-type",
)
def create_type(call: Call, body: NewType) -> list[CustomActivityTypeAnswer]:
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
def update_type(call: Call, path: TypeName, body: TypeChange) -> list[CustomActivityTypeAnswer]:
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
def approve_type(call: Call, path: TypeName) -> list[CustomActivityTypeAnswer]:
    """Approve the draft of a type."""
    custom.approve(call.tx, path.api_name)
    return _approved(call, path.api_name)


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/discardDraft.json",
    id="discardDraftofCustomActivityTypeUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#approve-type",
)
def discard_draft(call: Call, path: TypeName) -> list[CustomActivityTypeAnswer]:
    """Discard the draft of an approved type."""
    custom.discard(call.tx, path.api_name)
    return _approved(call, path.api_name)


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/delete.json",
    id="deleteCustomActivityTypeUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#approve-type",
)
def delete_type(call: Call, path: TypeName) -> list[CustomActivityTypeAnswer]:
    """Delete a type. Activities of the type stay."""
    one = custom.delete(call.tx, path.api_name)
    answer = _described(one, one.versions.contents[0])
    answer.status = "deleted"
    return [answer]


@marketo.post(
    "/rest/v1/activities/external/type/{apiName}/attributes/create.json",
    id="createCustomActivityTypeAttributesUsingPOST",
    needs=Permission.READ_WRITE_ACTIVITY_METADATA,
    docs="activities#create-attributes",
)
def create_attributes(call: Call, path: TypeName, body: AddAttributes) -> list[CustomActivityTypeAnswer]:
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
def update_attributes(call: Call, path: TypeName, body: ChangeAttributes) -> list[CustomActivityTypeAnswer]:
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
def delete_attributes(call: Call, path: TypeName, body: ChangeAttributes) -> list[CustomActivityTypeAnswer]:
    """Remove attributes from the draft: all of them or none."""
    custom.delete_attributes(call.tx, path.api_name, _names(body))
    return _draft(call, path.api_name)


# -- parameters -------------------------------------------------------------------------------------------------------


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


# -- answers ----------------------------------------------------------------------------------------------------------


def _draft(call: Call, api_name: str) -> list[CustomActivityTypeAnswer]:
    one = custom.get(call.tx, api_name)
    return [_described(one, custom.version(one, draft=True))]


def _approved(call: Call, api_name: str) -> list[CustomActivityTypeAnswer]:
    one = custom.get(call.tx, api_name)
    return [_described(one, custom.version(one, draft=False))]


def _head(one: StoredType, definition: Definition) -> CustomActivityTypeAnswer:
    """A type without its attributes. One that was never approved has no id and no times yet."""
    is_approved = one.versions.approved is not None
    return CustomActivityTypeAnswer(
        id=custom.public_id(one) if is_approved else UNSET,
        api_name=one.api_name,
        name=definition.name,
        description=definition.description or UNSET,
        trigger_name=definition.trigger_name,
        filter_name=definition.filter_name,
        created_at=iso8601.text(one.created_ms) if is_approved else UNSET,
        updated_at=iso8601.text(one.updated_ms) if is_approved else UNSET,
        status=one.versions.state,
    )


def _described(one: StoredType, definition: Definition) -> CustomActivityTypeAnswer:
    answer, primary = _head(one, definition), custom.primary_of(definition)
    others = [_written(attribute) for attribute in definition.attributes if not attribute.primary]
    answer.primary_attribute = UNSET if primary is None else _written(primary)
    answer.attributes = others or UNSET
    return answer


def _written(attribute: Attribute) -> AttributeAnswer:
    return AttributeAnswer(
        api_name=attribute.api_name,
        name=attribute.name,
        description=attribute.description or UNSET,
        data_type=attribute.data_type,
    )


def _result(outcome: Outcome) -> ActivityResult:
    if isinstance(outcome, Done):
        return ActivityResult(id=int(outcome.id), marketo_guid=str(outcome.id), status=outcome.status)
    return ActivityResult(status="skipped", errors=problems_of(outcome.refusal))
