"""Custom object types: their drafts, their approval, and the types of their records."""

import re
from collections.abc import Callable, Iterable
from typing import Final, Literal

import msgspec

from mercat.domain import audit
from mercat.domain.fields.values import CUSTOM_TYPES
from mercat.domain.people import fields as people_fields
from mercat.domain.records.types import Field, ObjectType, Relation, standard
from mercat.model.audit import Facts
from mercat.model.records import Definition, StoredType, TypeField
from mercat.model.refusals import AlreadyExists, InvalidData, Missing, NotAllowed, NotFound, Refusal, RuleBroken
from mercat.model.rules import Rule
from mercat.store.records import typed_records, types
from mercat.store.tx import Tx

State = Literal["draft", "approved", "approvedWithDraft"]

TYPES_LIMIT: Final = 10
FIELDS_LIMIT: Final = 50
ADDED_LATER_LIMIT: Final = 20
DEDUPE_LIMIT: Final = 3
STANDARD_FIELDS: Final = (
    Field("createdAt", "Created At", "datetime", updateable=False),
    Field("marketoGUID", "Marketo GUID", "string", 36, updateable=False),
    Field("updatedAt", "Updated At", "datetime", updateable=False),
)
_TYPE_NOTED: Final = ("display_name", "plural_name", "description", "show_in_lead_detail")
_FIELD_NOTED: Final = ("name", "display_name", "data_type", "description", "dedupe", "object", "object_field")
_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_]{0,254}$")
_DISPLAY_NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_ ]{0,254}$")
_MEMORY: Final = "records.custom"


class TooManyFields(Refusal):
    """The type has the most fields that it can have."""


class NoDraft(Refusal):
    """There is no draft to discard."""


def stored(tx: Tx) -> dict[str, StoredType]:
    """All types by their name in lower case."""
    return tx.cached(_MEMORY, lambda tx: {one.api_name.lower(): one for one in types.every(tx)})


def get(tx: Tx, api_name: str) -> StoredType:
    """A type in any state. Raises NotFound."""
    stored_type = stored(tx).get(api_name.lower())
    if stored_type is None:
        raise NotFound("custom object type", api_name)
    return stored_type


def state(one: StoredType) -> State:
    """Which versions a type has."""
    state = one.versions.state
    return "approvedWithDraft" if state == "approved with draft" else state


def version(one: StoredType, requested_state: State | None) -> Definition:
    """The version in a state; without a state the approved version, or else the draft. Raises NotFound."""
    both_needed = requested_state == "approvedWithDraft" and one.versions.state != "approved with draft"
    picked = one.versions.pick("draft" if requested_state == "approvedWithDraft" else requested_state)
    if picked is None or both_needed:
        raise NotFound("custom object type", one.api_name)
    return picked[1]


def object_type(tx: Tx, api_name: str) -> ObjectType:
    """The type of records of an approved custom object. Raises NotFound."""
    one = get(tx, api_name)
    if one.versions.approved is None:
        raise NotFound("custom object type", api_name)
    return typed(tx, one, one.versions.approved)


def typed(tx: Tx, one: StoredType, definition: Definition) -> ObjectType:
    """A version as an object type, with its keys and relations."""
    links = [field for field in definition.fields if field.object is not None]
    dedupe = tuple(field.name for field in definition.fields if field.dedupe)
    searchable = [dedupe] if dedupe else []
    searchable += [(name,) for name in dict.fromkeys(["marketoGUID", *(field.name for field in links)])]
    fields = [*STANDARD_FIELDS, *(_field(tx, field) for field in definition.fields)]
    return ObjectType(
        kind=kind_of(one),
        name=one.api_name,
        display_name=definition.display_name,
        description=definition.description or "",
        id_field="marketoGUID",
        dedupe_fields=dedupe,
        searchable=tuple(dict.fromkeys(searchable)),
        fields={field.name: field for field in fields},
        relations=tuple(Relation(field.name, field.object or "", field.object_field or "") for field in links),
    )


def kind_of(one: StoredType) -> str:
    """The kind that records of a type are stored under."""
    return f"custom:{one.id}"


# -- changing types ---------------------------------------------------------------------------------------------------


def create(tx: Tx, api_name: str, definition: Definition) -> None:
    """Create a type as a draft. Raises AlreadyExists, NotAllowed, RuleBroken (too many types)."""
    by_name = stored(tx)
    if api_name.lower() in by_name:
        raise AlreadyExists("custom object type", api_name)
    _check_name("apiName", api_name, _NAME)
    _check_display_name(tx, definition.display_name, None)
    if len(by_name) >= TYPES_LIMIT:
        raise RuleBroken(Rule.OBJECT_TYPES_LIMIT, limit=TYPES_LIMIT)
    tx.invalidate(_MEMORY)
    types.add(tx, api_name, definition)
    audit.note(tx, "object_type.created", api_name, after=audit.facts(definition, _TYPE_NOTED))
    _note_new_fields(tx, api_name, definition.fields)


def redefine(
    tx: Tx,
    api_name: str,
    *,
    display_name: str | None,
    plural_name: str | None,
    description: str | None,
    show_in_lead_detail: bool | None,
) -> None:
    """Change the names of a type; None leaves one as it is. Raises RuleBroken for the name of an approved type."""
    one = get(tx, api_name)
    draft = one.versions.latest
    if display_name is not None and display_name != draft.display_name:
        if one.versions.approved is not None:
            raise RuleBroken(Rule.OBJECT_TYPE_NAME_FIXED)
        _check_display_name(tx, display_name, one)
    changed = Definition(
        display_name=draft.display_name if display_name is None else display_name,
        plural_name=draft.plural_name if plural_name is None else plural_name,
        description=draft.description if description is None else description,
        show_in_lead_detail=draft.show_in_lead_detail if show_in_lead_detail is None else show_in_lead_detail,
        fields=draft.fields,
    )
    _put_draft(tx, one, changed)


def approve(tx: Tx, api_name: str) -> None:
    """Approve the draft. Raises NotFound, RuleBroken."""
    one = get(tx, api_name)
    draft = one.versions.draft
    if draft is None:
        raise RuleBroken(Rule.OBJECT_TYPE_WITHOUT_DRAFT)
    if not any(field.dedupe for field in draft.fields):
        raise RuleBroken(Rule.OBJECT_TYPE_WITHOUT_KEY)
    round_ = 1 if one.versions.approved is None else 2
    fields = tuple(
        field if field.approved_with else msgspec.structs.replace(field, approved_with=round_) for field in draft.fields
    )
    versions = one.versions.edit(msgspec.structs.replace(draft, fields=fields)).approve()
    new = _put(tx, msgspec.structs.replace(one, versions=versions, approved_ms=tx.now))
    before, after = _noted(one, one.versions.approved), _noted(new, versions.approved)
    audit.note(tx, "object_type.approved", one.api_name, before=before, after=after)


def discard(tx: Tx, api_name: str) -> None:
    """Discard the draft. Raises NotFound, NoDraft (there is no draft, or no approved version)."""
    one = get(tx, api_name)
    if one.versions.state != "approved with draft":
        raise NoDraft
    new = _put(tx, msgspec.structs.replace(one, versions=one.versions.discard()))
    before, after = _noted(one, one.versions.draft), _noted(new, new.versions.approved)
    audit.note(tx, "object_type.discarded", one.api_name, before=before, after=after)


def delete(tx: Tx, api_name: str) -> None:
    """Delete a type with all its records. Raises NotFound, RuleBroken (another type links to it)."""
    one = get(tx, api_name)
    for other in stored(tx).values():
        for definition in other.versions.contents:
            if any(_links_to(field, one) for field in definition.fields):
                raise RuleBroken(Rule.OBJECT_TYPE_LINKED, name=one.api_name, other=other.api_name)
    tx.invalidate(_MEMORY)
    gone = typed_records.delete_kind(tx, kind_of(one))
    types.delete(tx, one.id)
    before = {**_noted(one, one.versions.contents[0]), "records": gone}
    audit.note(tx, "object_type.deleted", one.api_name, before=before)


# -- fields -----------------------------------------------------------------------------------------------------------


def add_fields(tx: Tx, api_name: str, fields: list[TypeField]) -> None:
    """Add fields to the draft: all or none. Raises AlreadyExists, NotAllowed, TooManyFields, RuleBroken, NotFound."""
    one = get(tx, api_name)
    draft = one.versions.latest
    draft_fields = list(draft.fields)
    for field in fields:
        _check_field(tx, one, draft_fields, field)
        draft_fields.append(field)
    if len(draft_fields) > FIELDS_LIMIT or (
        sum(field.approved_with != 1 for field in draft_fields) > ADDED_LATER_LIMIT and one.versions.approved
    ):
        raise TooManyFields
    if sum(field.dedupe for field in draft_fields) > DEDUPE_LIMIT:
        raise RuleBroken(Rule.OBJECT_TYPE_KEYS_LIMIT, limit=DEDUPE_LIMIT)
    _put_draft(tx, one, msgspec.structs.replace(draft, fields=tuple(draft_fields)))
    _note_new_fields(tx, one.api_name, fields)


def change_field(tx: Tx, api_name: str, name: str, change: Callable[[TypeField], TypeField]) -> None:
    """Change a field of the draft. Raises NotFound, NotAllowed, RuleBroken (keys and links of an approved type)."""
    one = get(tx, api_name)
    draft = one.versions.latest
    old = _find(draft, name)
    new = change(old)
    others = [field for field in draft.fields if field.name != old.name]
    rekeyed = (old.dedupe, old.object, old.object_field) != (new.dedupe, new.object, new.object_field)
    if (one.versions.approved and rekeyed) or (old.approved_with and old.name != new.name):
        raise RuleBroken(Rule.OBJECT_TYPE_KEYS_CHANGED)
    _check_field(tx, one, others, new, allow_keys=True)
    fields = tuple(new if field.name == old.name else field for field in draft.fields)
    if sum(field.dedupe for field in fields) > DEDUPE_LIMIT:
        raise RuleBroken(Rule.OBJECT_TYPE_KEYS_LIMIT, limit=DEDUPE_LIMIT)
    _put_draft(tx, one, msgspec.structs.replace(draft, fields=fields))
    before, after = audit.facts(old, _FIELD_NOTED), audit.facts(new, _FIELD_NOTED)
    audit.note(tx, "object_field.changed", f"{one.api_name}.{old.name}", before=before, after=after)


def delete_fields(tx: Tx, api_name: str, names: list[str]) -> None:
    """Remove fields from the draft: all or none. Raises NotFound, RuleBroken (keys and links of an approved type)."""
    one = get(tx, api_name)
    draft = one.versions.latest
    gone = {field.name: field for field in (_find(draft, name) for name in names)}
    if any(field.approved_with and (field.dedupe or field.object) for field in gone.values()):
        raise RuleBroken(Rule.OBJECT_TYPE_KEYS_REMOVED)
    rest = tuple(field for field in draft.fields if field.name not in gone)
    _put_draft(tx, one, msgspec.structs.replace(draft, fields=rest))
    for name, field in gone.items():
        audit.note(tx, "object_field.deleted", f"{one.api_name}.{name}", before=audit.facts(field, _FIELD_NOTED))


def linkable(tx: Tx) -> list[tuple[str, str, list[Field]]]:
    """The name, display name and key fields of every object that a link field can point to."""
    people = [
        Field(field.name, field.display_name, field.data_type, field.length)
        for field in people_fields.catalog(tx).by_name.values()
        if field.searchable and field.data_type in ("integer", "string", "email")
    ]
    company = standard()["company"]
    targets = [
        ("lead", "Lead", people),
        ("company", "Company", [company.fields[n] for n in ("externalCompanyId", "id")]),
    ]
    for one in stored(tx).values():
        if one.versions.approved is not None and not any(field.object for field in one.versions.approved.fields):
            kind = typed(tx, one, one.versions.approved)
            keys = [kind.fields[name] for name in ("marketoGUID", *kind.dedupe_fields)]
            targets.append((one.api_name, one.versions.approved.display_name, keys))
    return targets


# -- helpers ----------------------------------------------------------------------------------------------------------


def _put(tx: Tx, one: StoredType) -> StoredType:
    tx.invalidate(_MEMORY)
    types.put(tx, one.id, one.versions, one.approved_ms)
    return one


def _put_draft(tx: Tx, one: StoredType, draft: Definition) -> None:
    """Store a changed draft. Its callers note changed fields in the audit trail."""
    new = _put(tx, msgspec.structs.replace(one, versions=one.versions.edit(draft)))
    before, after = ({"state": state(each), **audit.facts(each.versions.latest, _TYPE_NOTED)} for each in (one, new))
    audit.note(tx, "object_type.changed", one.api_name, before=before, after=after)


def _noted(one: StoredType, definition: Definition | None) -> Facts:
    """A version of a type in the form of the audit trail."""
    if definition is None:
        return {"state": state(one)}
    fields = [field.name for field in definition.fields]
    return {"state": state(one), **audit.facts(definition, _TYPE_NOTED), "fields": fields}


def _note_new_fields(tx: Tx, api_name: str, fields: Iterable[TypeField]) -> None:
    for field in fields:
        audit.note(tx, "object_field.created", f"{api_name}.{field.name}", after=audit.facts(field, _FIELD_NOTED))


def _find(definition: Definition, name: str) -> TypeField:
    for field in definition.fields:
        if field.name.lower() == name.lower():
            return field
    raise NotFound("field", name)


def _links_to(field: TypeField, one: StoredType) -> bool:
    return field.object is not None and field.object.lower() == one.api_name.lower()


def _check_name(parameter: str, name: str, pattern: re.Pattern[str]) -> None:
    if not name:
        raise Missing(parameter)
    if not pattern.match(name):
        raise NotAllowed(parameter, name[:255])


def _check_display_name(tx: Tx, name: str, but: StoredType | None) -> None:
    _check_name("displayName", name, _DISPLAY_NAME)
    for one in stored(tx).values():
        if (but is None or one.id != but.id) and one.versions.latest.display_name.lower() == name.lower():
            raise AlreadyExists("custom object type", name)


def _check_field(
    tx: Tx, one: StoredType, others: list[TypeField], field: TypeField, *, allow_keys: bool = False
) -> None:
    _check_name("name", field.name, _NAME)
    _check_name("displayName", field.display_name, _DISPLAY_NAME)
    if field.data_type not in CUSTOM_TYPES:
        raise NotAllowed("dataType", field.data_type[:255])
    taken = {other.name.lower() for other in others} | {standard.name.lower() for standard in STANDARD_FIELDS}
    display_names = {other.display_name.lower() for other in others}
    if field.name.lower() in taken or field.display_name.lower() in display_names:
        raise AlreadyExists("field", field.name)
    if (field.data_type == "link") != (field.object is not None):
        raise InvalidData(Rule.LINK_UNFIT)
    if field.object is not None:
        _check_link(tx, one, field)
    if one.versions.approved is not None and not allow_keys and (field.dedupe or field.object is not None):
        raise RuleBroken(Rule.OBJECT_TYPE_KEYS_ADDED)


def _check_link(tx: Tx, one: StoredType, field: TypeField) -> None:
    for name, _, keys in linkable(tx):
        if name.lower() == (field.object or "").lower() and name.lower() != one.api_name.lower():
            if any(key.name.lower() == (field.object_field or "").lower() for key in keys):
                return
            raise NotAllowed("relatedTo.field", (field.object_field or "")[:255])
    raise NotAllowed("relatedTo.name", (field.object or "")[:255])


def _field(tx: Tx, field: TypeField) -> Field:
    """A field of records. A link has the type of the key that it points to."""
    data_type, length = field.data_type, None
    if field.object is not None:
        for name, _, keys in linkable(tx):
            if name.lower() == field.object.lower():
                key = next(key for key in keys if key.name.lower() == (field.object_field or "").lower())
                data_type, length = key.data_type, key.length
    if length is None and data_type in ("string", "email", "phone"):
        length = 255
    return Field(field.name, field.display_name, data_type, length, not field.dedupe, field.description)
