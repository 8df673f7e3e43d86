"""Creating and changing fields of people. A call creates all of its fields or none."""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mercat.domain import audit
from mercat.domain.people import fields
from mercat.model.people import FieldRow
from mercat.model.refusals import AlreadyExists, FieldLimitReached, FieldNotSupported, NotAllowed, TooLong
from mercat.store import field_catalog
from mercat.store.tx import Tx

MOST_CUSTOM: Final = 100
NAME_LENGTH: Final = 255
DESCRIPTION_LENGTH: Final = 2_000
DATA_TYPES: Final = (
    "boolean", "currency", "date", "datetime", "email", "float", "integer", "percent", "phone", "score", "string",
    "url",
)  # fmt: skip

_TEXTS: Final = frozenset({"string", "email", "phone", "url"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DISPLAY_NAME = re.compile(r"\w[\w -]*")
_CHANGEABLE: Final = frozenset({"description", "html_encoded", "sensitive"})
_SPOKEN: Final = {"display_name": "displayName", "hidden": "isHidden"}
_CHANGEABLE_CUSTOM: Final = _CHANGEABLE | {"display_name"}
NOTED: Final = ("display_name", "data_type", "description", "hidden", "html_encoded", "sensitive")


class NewField(msgspec.Struct, kw_only=True):
    """A field to create."""

    name: str
    display_name: str
    data_type: str
    description: str | None = None
    hidden: bool = False
    html_encoded: bool = True
    sensitive: bool = False


def create(tx: Tx, new_fields: list[NewField], *, api_created: bool = True) -> None:
    """Create custom fields. Raises NotAllowed, TooLong, AlreadyExists, FieldLimitReached."""
    present = field_catalog.all_fields(tx)
    names = {field.name.lower() for field in present}
    display_names = {field.display_name.lower() for field in present}
    if sum(field.custom for field in present) + len(new_fields) > MOST_CUSTOM:
        raise FieldLimitReached(MOST_CUSTOM)
    made = []
    for field_id, field in enumerate(new_fields, field_catalog.next_custom_id(tx)):
        check_names(field)
        if field.name.lower() in names:
            raise AlreadyExists("field", field.name)
        _check_free(field.display_name, display_names)
        names.add(field.name.lower())
        display_names.add(field.display_name.lower())
        made.append(_made(field_id, field, api_created=api_created))
    field_catalog.add(tx, made)
    tx.invalidate(fields.MEMORY)
    for one in made:
        audit.note(tx, "person_field.created", one.name, after=audit.facts(one, NOTED))


def change(tx: Tx, name: str, attributes: dict[str, Any]) -> None:
    """Change attributes of a field, by their names in `FieldRow`.

    Raises UnknownField, FieldNotSupported (an attribute that cannot be changed), NotAllowed, TooLong, AlreadyExists.
    """
    field = fields.catalog(tx).get(name)
    check_changes(attributes, custom=field.custom, api_created=field.api_created)
    changed = msgspec.structs.replace(field, **attributes)
    if changed.display_name != field.display_name:
        check_display_name(changed.display_name)
        others = {other.display_name.lower() for other in field_catalog.all_fields(tx) if other.id != field.id}
        _check_free(changed.display_name, others)
    check_description(changed.description)
    field_catalog.change(tx, changed)
    tx.invalidate(fields.MEMORY)
    audit.note(tx, "person_field.changed", name, before=audit.facts(field, NOTED), after=audit.facts(changed, NOTED))


def check_changes(attributes: Iterable[str], *, custom: bool, api_created: bool) -> None:
    """Refuse changes to attributes that are fixed for this kind of field. Raises FieldNotSupported."""
    allowed = _CHANGEABLE_CUSTOM if custom else _CHANGEABLE
    if api_created:
        allowed |= {"hidden"}
    for attribute in attributes:
        if attribute not in allowed:
            raise FieldNotSupported(_SPOKEN.get(attribute, attribute))


def _made(field_id: int, field: NewField, *, api_created: bool) -> FieldRow:
    return FieldRow(
        id=field_id,
        name=field.name,
        soap_name=field.name,
        display_name=field.display_name,
        data_type=field.data_type,
        length=255 if field.data_type in _TEXTS else None,
        description=field.description,
        read_only=False,
        searchable=field.data_type in fields.SEARCHABLE_TYPES,
        hidden=field.hidden,
        html_encoded=field.html_encoded,
        sensitive=field.sensitive,
        custom=True,
        api_created=api_created,
    )


def check_names(field: NewField) -> None:
    """Check the API names of a new field. Raises NotAllowed, TooLong."""
    if len(field.name) > NAME_LENGTH:
        raise TooLong("name", NAME_LENGTH)
    if not _NAME.fullmatch(field.name):
        raise NotAllowed("name", field.name)
    if field.data_type not in DATA_TYPES:
        raise NotAllowed("dataType", field.data_type, DATA_TYPES)
    check_display_name(field.display_name)
    check_description(field.description)


def check_display_name(name: str) -> None:
    """Check a display name. Raises NotAllowed, TooLong."""
    if len(name) > NAME_LENGTH:
        raise TooLong("displayName", NAME_LENGTH)
    if not _DISPLAY_NAME.fullmatch(name):
        raise NotAllowed("displayName", name)


def check_description(text: str | None) -> None:
    """Check the length of a description. Raises TooLong."""
    if text is not None and len(text) > DESCRIPTION_LENGTH:
        raise TooLong("description", DESCRIPTION_LENGTH)


def _check_free(display_name: str, taken: set[str]) -> None:
    if display_name.lower() in taken:
        raise AlreadyExists("field", display_name)
