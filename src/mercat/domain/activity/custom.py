"""Custom activity types: created as drafts, used after approval. Their names are fixed once activities exist."""

import re
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from mercat.domain import audit
from mercat.domain.activity.types import ActivityType, standard
from mercat.domain.fields.values import CUSTOM_TYPES
from mercat.model.activities import Attribute, Definition, StoredType
from mercat.model.audit import Facts
from mercat.model.refusals import (
    AlreadyExists,
    FieldLimitReached,
    InUse,
    Missing,
    NotAllowed,
    NotFound,
    Refusal,
    RuleBroken,
    TooLong,
)
from mercat.model.rules import Rule
from mercat.store.activity import log, types
from mercat.store.tx import Tx

FIRST_ID: Final = 100_000  # custom types have higher ids, standard types lower ones
TYPES_LIMIT: Final = 10
ATTRIBUTES_LIMIT: Final = 20  # beside the primary one
LENGTH: Final = 255
KIND: Final = "custom activity type"
_TYPE_NOTED: Final = ("name", "trigger_name", "filter_name", "description")
_ATTRIBUTE_NOTED: Final = ("name", "data_type", "description", "primary")
_API_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{1,255}", re.ASCII)
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_ ]{1,255}", re.ASCII)
_MEMORY: Final = "activity.custom"


class TooManyTypes(Refusal):
    """The limit of custom activity types is reached."""


class Change(msgspec.Struct):
    """Changes to a type. None leaves a member as it is. `primary` gets the primary attribute, if there is one."""

    api_name: str | None = None
    name: str | None = None
    trigger_name: str | None = None
    filter_name: str | None = None
    description: str | None = None
    primary: Callable[[Attribute | None], Attribute] | None = None


# -- reading ----------------------------------------------------------------------------------------------------------


def stored(tx: Tx) -> dict[str, StoredType]:
    """All types by their API name in lower case."""
    return tx.cached(_MEMORY, lambda tx: {one.api_name.lower(): one for one in types.every(tx)})


def get(tx: Tx, api_name: str) -> StoredType:
    """A type in any state. Raises NotFound."""
    stored_type = stored(tx).get(api_name.lower())
    if stored_type is None:
        raise NotFound(KIND, api_name)
    return stored_type


def of_id(tx: Tx, type_id: int) -> StoredType:
    """The approved type with the id that activities use. Raises NotFound."""
    for one in stored(tx).values():
        if public_id(one) == type_id and one.versions.approved is not None:
            return one
    raise NotFound(KIND, type_id)


def public_id(one: StoredType) -> int:
    """The id of a type as activities use it."""
    return FIRST_ID + one.id


def version(one: StoredType, *, draft: bool) -> Definition:
    """The approved version, or the draft. Raises NotFound."""
    definition = one.versions.draft if draft else one.versions.approved
    if definition is None:
        raise NotFound(KIND, one.api_name)
    return definition


def primary_of(definition: Definition) -> Attribute | None:
    """The primary attribute, which a draft may lack while it is being changed."""
    return next((one for one in definition.attributes if one.primary), None)


def types_by_id(tx: Tx) -> dict[int, ActivityType]:
    """All types that activities may have, standard ones and approved ones, by id."""
    return {
        **standard(),
        **{public_id(one): _plain(one) for one in stored(tx).values() if one.versions.approved is not None},
    }


def _plain(one: StoredType) -> ActivityType:
    definition = version(one, draft=False)
    primary = primary_of(definition)
    assert primary is not None, "an approved type has a primary attribute"
    others = {each.name: each.data_type for each in definition.attributes if not each.primary}
    return ActivityType(
        public_id(one), definition.name, definition.description or "", others, (primary.name, primary.data_type)
    )


# -- changing types ---------------------------------------------------------------------------------------------------


def create(tx: Tx, api_name: str, definition: Definition) -> None:
    """Create a type as a draft. Raises AlreadyExists, Missing, NotAllowed, TooLong, TooManyTypes."""
    _check_api_name(tx, api_name)
    _check(tx, definition, None)
    if len(stored(tx)) >= TYPES_LIMIT:
        raise TooManyTypes
    tx.invalidate(_MEMORY)
    types.add(tx, api_name, definition)
    audit.note(tx, "activity_type.created", api_name, after=audit.facts(definition, _TYPE_NOTED))
    _note_attributes(tx, api_name, (), definition.attributes)


def change(tx: Tx, api_name: str, changes: Change) -> str:
    """Change the draft. Answers the API name of the type.

    Raises NotFound, what `create` raises, RuleBroken, and InUse where activities of the type fix a name.
    """
    one = get(tx, api_name)
    old = one.versions.latest
    attributes = old.attributes
    if changes.primary is not None:
        attributes = _with_primary(old, changes.primary(primary_of(old)))
    new = Definition(
        _or(changes.name, old.name),
        _or(changes.trigger_name, old.trigger_name),
        _or(changes.filter_name, old.filter_name),
        attributes,
        old.description if changes.description is None else changes.description or None,
    )
    named = _or(changes.api_name, one.api_name)
    if named.lower() != one.api_name.lower():
        if one.versions.approved is not None:
            raise RuleBroken(Rule.ACTIVITY_TYPE_NAME_FIXED)
        _check_api_name(tx, named)
    _put_draft(tx, one, new, named if named.lower() != one.api_name.lower() else one.api_name)
    return named


def approve(tx: Tx, api_name: str) -> None:
    """Approve the draft. Raises NotFound, RuleBroken."""
    one = get(tx, api_name)
    if one.versions.draft is None:
        raise RuleBroken(Rule.ACTIVITY_TYPE_WITHOUT_DRAFT)
    if primary_of(one.versions.draft) is None:
        raise RuleBroken(Rule.PRIMARY_ATTRIBUTE_REQUIRED)
    new = _put(tx, msgspec.structs.replace(one, versions=one.versions.approve()))
    before, after = _noted(one, one.versions.approved), _noted(new, new.versions.approved)
    audit.note(tx, "activity_type.approved", one.api_name, before=before, after=after)


def discard(tx: Tx, api_name: str) -> None:
    """Discard the draft. Raises NotFound, RuleBroken (there is no draft, or no approved version)."""
    one = get(tx, api_name)
    if one.versions.state != "approved with draft":
        raise RuleBroken(Rule.ACTIVITY_TYPE_ONLY_DRAFT)
    new = _put(tx, msgspec.structs.replace(one, versions=one.versions.discard()))
    before, after = _noted(one, one.versions.draft), _noted(new, new.versions.approved)
    audit.note(tx, "activity_type.discarded", one.api_name, before=before, after=after)


def delete(tx: Tx, api_name: str) -> StoredType:
    """Delete a type. Its activities stay. Answers the type as it was. Raises NotFound."""
    one = get(tx, api_name)
    tx.invalidate(_MEMORY)
    types.delete(tx, one.id)
    audit.note(tx, "activity_type.deleted", one.api_name, before=_noted(one, one.versions.contents[0]))
    return one


# -- attributes -------------------------------------------------------------------------------------------------------


def add_attributes(tx: Tx, api_name: str, added: list[Attribute]) -> None:
    """Add attributes to the draft: all or none. Raises NotFound, AlreadyExists, NotAllowed, FieldLimitReached, ..."""
    one = get(tx, api_name)
    _put_draft(tx, one, _with_attributes(one.versions.latest, [*one.versions.latest.attributes, *added]), one.api_name)


def change_attributes(tx: Tx, api_name: str, changes: dict[str, Callable[[Attribute], Attribute]]) -> None:
    """Change attributes of the draft by their API names: all or none. Raises NotFound and what adding raises."""
    one = get(tx, api_name)
    draft = one.versions.latest
    left = {name.lower(): change for name, change in changes.items()}
    attributes = [left.pop(each.api_name.lower(), _same)(each) for each in draft.attributes]
    if left:
        raise NotFound("attribute", next(iter(left)))
    _put_draft(tx, one, _with_attributes(draft, attributes), one.api_name)


def delete_attributes(tx: Tx, api_name: str, names: list[str]) -> None:
    """Remove attributes from the draft: all or none. Raises NotFound, RuleBroken (the primary one)."""
    one = get(tx, api_name)
    draft = one.versions.latest
    present = {each.api_name.lower(): each for each in draft.attributes}
    for name in names:
        if name.lower() not in present:
            raise NotFound("attribute", name)
        if present[name.lower()].primary:
            raise RuleBroken(Rule.PRIMARY_ATTRIBUTE_DELETED)
    gone = {name.lower() for name in names}
    attributes = [each for each in draft.attributes if each.api_name.lower() not in gone]
    _put_draft(tx, one, _with_attributes(draft, attributes), one.api_name)


# -- helpers ----------------------------------------------------------------------------------------------------------


def _same(attribute: Attribute) -> Attribute:
    return attribute


def _or(new: str | None, old: str) -> str:
    return old if new is None else new


def _with_attributes(definition: Definition, attributes: list[Attribute]) -> Definition:
    return msgspec.structs.replace(definition, attributes=tuple(attributes))


def _with_primary(definition: Definition, primary: Attribute) -> tuple[Attribute, ...]:
    """The attributes with another definition of the primary one. Another attribute needs the old one demoted first."""
    old = primary_of(definition)
    if old is not None and old.api_name.lower() != primary.api_name.lower():
        raise RuleBroken(Rule.PRIMARY_ATTRIBUTE_NOT_DEMOTED)
    others = tuple(one for one in definition.attributes if one.api_name.lower() != primary.api_name.lower())
    return (msgspec.structs.replace(primary, primary=True), *others)


def _put_draft(tx: Tx, one: StoredType, draft: Definition, api_name: str) -> None:
    _check(tx, draft, one)
    if (
        one.versions.approved is not None
        and _names(draft) != _names(one.versions.approved)
        and log.any_of(tx, public_id(one))
    ):
        raise InUse(KIND, one.api_name)
    new = _put(tx, msgspec.structs.replace(one, api_name=api_name, versions=one.versions.edit(draft)))
    before, after = (
        {"state": each.versions.state, "api_name": each.api_name, **audit.facts(each.versions.latest, _TYPE_NOTED)}
        for each in (one, new)
    )
    audit.note(tx, "activity_type.changed", one.api_name, before=before, after=after)
    _note_attributes(tx, api_name, one.versions.latest.attributes, draft.attributes)


def _put(tx: Tx, one: StoredType) -> StoredType:
    tx.invalidate(_MEMORY)
    types.put(tx, one.id, one.api_name, one.versions)
    return one


def _noted(one: StoredType, definition: Definition | None) -> Facts:
    """A version of a type in the form of the audit trail."""
    if definition is None:
        return {"state": one.versions.state}
    attributes = [each.api_name for each in definition.attributes]
    return {"state": one.versions.state, **audit.facts(definition, _TYPE_NOTED), "attributes": attributes}


def _note_attributes(tx: Tx, api_name: str, old: Iterable[Attribute], new: Iterable[Attribute]) -> None:
    """Note added, changed and removed attributes in the audit trail."""
    before = {each.api_name.lower(): each for each in old}
    for each in new:
        was, subject = before.pop(each.api_name.lower(), None), f"{api_name}.{each.api_name}"
        after = audit.facts(each, _ATTRIBUTE_NOTED)
        if was is None:
            audit.note(tx, "activity_attribute.created", subject, after=after)
        else:
            facts = audit.facts(was, _ATTRIBUTE_NOTED)
            audit.note(tx, "activity_attribute.changed", subject, before=facts, after=after)
    for each in before.values():
        facts = audit.facts(each, _ATTRIBUTE_NOTED)
        audit.note(tx, "activity_attribute.deleted", f"{api_name}.{each.api_name}", before=facts)


def _names(definition: Definition) -> tuple[object, ...]:
    """The names that are fixed once activities of the type exist."""
    names = (definition.name, definition.trigger_name, definition.filter_name, definition.description)
    return (*names, primary_of(definition))


def _check_api_name(tx: Tx, api_name: str) -> None:
    _check_text("apiName", api_name, _API_NAME)
    if api_name.lower() in stored(tx):
        raise AlreadyExists(KIND, api_name)


def _check(tx: Tx, definition: Definition, but: StoredType | None) -> None:
    """Refuse a version whose names are not valid or not unique, or that has too many attributes."""
    _check_text("name", definition.name, _NAME)
    _check_text("triggerName", definition.trigger_name)
    _check_text("filterName", definition.filter_name)
    others = [one for one in stored(tx).values() if but is None or one.id != but.id]
    versions = [version for one in others for version in one.versions.contents]
    taken = {(other.name.lower(), other.trigger_name.lower(), other.filter_name.lower()) for other in versions}
    mine = (definition.name.lower(), definition.trigger_name.lower(), definition.filter_name.lower())
    standard_names = {kind.name.lower() for kind in standard().values()}
    if mine[0] in standard_names or any(a == b for other in taken for a, b in zip(mine, other, strict=True)):
        raise AlreadyExists(KIND, definition.name)
    _check_attributes(definition)


def _check_attributes(definition: Definition) -> None:
    seen: set[str] = set()
    for one in definition.attributes:
        _check_text("apiName", one.api_name, _API_NAME)
        _check_text("name", one.name)
        if one.data_type not in CUSTOM_TYPES:
            raise NotAllowed("dataType", one.data_type[:LENGTH])
        names = {f"api {one.api_name.lower()}", f"name {one.name.lower()}"}
        if seen & names:
            raise AlreadyExists("attribute", one.api_name)
        seen |= names
    primary = sum(one.primary for one in definition.attributes)
    if primary > 1:
        raise RuleBroken(Rule.PRIMARY_ATTRIBUTE_TWICE)
    if len(definition.attributes) - primary > ATTRIBUTES_LIMIT:
        raise FieldLimitReached(ATTRIBUTES_LIMIT)


def _check_text(parameter: str, text: str, pattern: re.Pattern[str] | None = None) -> None:
    if not text.strip():
        raise Missing(parameter)
    if len(text) > LENGTH:
        raise TooLong(parameter, LENGTH)
    if pattern is not None and not pattern.fullmatch(text):
        raise NotAllowed(parameter, text)
