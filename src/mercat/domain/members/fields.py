"""The fields of program members: standard ones, most of them read-only for clients, and up to twenty custom ones."""

from typing import Any, Final

import msgspec

from mercat.domain import audit
from mercat.domain.fields.values import UNSET, Convert, converter
from mercat.domain.people import schema
from mercat.domain.people.schema import NOTED, NewField
from mercat.domain.records.types import Field
from mercat.model.members import MemberField
from mercat.model.refusals import AlreadyExists, FieldLimitReached, UnknownField
from mercat.store import members
from mercat.store.tx import Tx

MOST_CUSTOM: Final = 20
FIRST_ID: Final = 2_001
_MEMORY: Final = "members.fields"

_TEXTS: Final = frozenset({"string", "email", "phone", "url"})

_ANYBODYS: Final = frozenset({"acquiredBy", "statusReason"})  # standard fields that clients may write as well

STANDARD: Final = tuple(
    Field(
        name,
        display_name,
        data_type,
        length,
        updateable=name in _ANYBODYS,
        is_html_encoding_in_email=data_type in _TEXTS,
    )
    for name, display_name, data_type, length in (
        ("acquiredBy", "Acquired By", "boolean", None),
        ("attendanceLikelihood", "Attendance Likelihood", "integer", None),
        ("createdAt", "Created At", "datetime", None),
        ("isExhausted", "Nurture Exhausted", "boolean", None),
        ("leadId", "Lead Id", "integer", None),
        ("membershipDate", "Member Date", "datetime", None),
        ("nurtureCadence", "Nurture Cadence", "string", 4),
        ("program", "Program", "string", 255),
        ("programId", "Program Id", "integer", None),
        ("reachedSuccess", "Success", "boolean", None),
        ("reachedSuccessDate", "Success Date", "datetime", None),
        ("registrationLikelihood", "Registration Likelihood", "integer", None),
        ("statusName", "Status", "string", 255),
        ("statusReason", "Status Reason", "string", 255),
        ("trackName", "Track Name", "string", 255),
        ("updatedAt", "Updated At", "datetime", None),
        ("waitlistPriority", "Waitlist Priority", "integer", None),
    )
)
WRITABLE: Final = (
    Field("registrationCode", "Registration Code", "string", 100),
    Field("webinarUrl", "Webinar URL", "string", 2_000),
)
_STANDARD: Final = {field.name: field for field in (*STANDARD, *WRITABLE)}


class Catalog(msgspec.Struct, frozen=True):
    """All fields of members, ready for use."""

    fields: dict[str, Field]
    custom: dict[str, MemberField]  # the custom ones among them
    converters: dict[str, Convert]

    def get(self, name: str) -> Field:
        """The field with this name. Raises UnknownField."""
        field = self.fields.get(name)
        if field is None:
            raise UnknownField(name)
        return field

    def spelled(self, name: str) -> str:
        """The exact spelling of a field's name, which may be in any case. An unknown name is returned unchanged."""
        if name in self.fields:
            return name
        return next((own for own in self.fields if own.lower() == name.lower()), name)

    def id_of(self, name: str) -> int:
        """The id of a field in activities. Standard fields have lower ids than custom ones."""
        custom = self.custom.get(name)
        return list(_STANDARD).index(name) + 1 if custom is None else custom.id

    @property
    def in_order(self) -> list[Field]:
        """The fields in the order of `describe`: those that the platform writes, then the others, each by name."""
        return sorted(self.fields.values(), key=lambda field: (field.updateable, field.name))

    @property
    def unset(self) -> dict[str, Any]:
        """The values of unset custom fields that are not null."""
        return {name: UNSET[field.data_type] for name, field in self.custom.items() if field.data_type in UNSET}

    @property
    def searchable(self) -> list[str]:
        """The fields that members can be searched by."""
        custom = [name for name, field in self.custom.items() if field.data_type in ("string", "integer")]
        return ["leadId", *custom, "reachedSuccess", "statusName"]


def catalog(tx: Tx) -> Catalog:
    """The current fields."""
    return tx.cached(_MEMORY, _compile)


def _compile(tx: Tx) -> Catalog:
    rows = members.fields(tx)
    fields = dict(_STANDARD)
    for field in rows:
        if field.name in _STANDARD:
            fields[field.name] = msgspec.structs.replace(_STANDARD[field.name], **_attributes(field))
    custom = {field.name: field for field in rows if field.name not in _STANDARD}
    for field in custom.values():
        fields[field.name] = Field(
            field.name,
            field.display_name,
            field.data_type,
            field.length,
            **_attributes(field),
        )
    writable = [field for field in fields.values() if field.updateable]
    converters = {field.name: converter(field.name, field.data_type, field.length) for field in writable}
    return Catalog(fields, custom, converters)


def _attributes(field: MemberField) -> dict[str, Any]:
    """The attributes of a field that can change, by the names of object fields."""
    return {
        "description": field.description,
        "is_sensitive": field.sensitive,
        "is_html_encoding_in_email": field.html_encoded,
    }


def create(tx: Tx, new_fields: list[NewField]) -> None:
    """Create custom fields: all or none. Raises NotAllowed, TooLong, AlreadyExists, FieldLimitReached."""
    present = catalog(tx)
    names = {name.lower() for name in present.fields}
    display_names = {field.display_name.lower() for field in present.fields.values()}
    if len(present.custom) + len(new_fields) > MOST_CUSTOM:
        raise FieldLimitReached(MOST_CUSTOM)
    next_id = max((field.id for field in present.custom.values()), default=FIRST_ID - 1) + 1
    tx.invalidate(_MEMORY)
    for number, field in enumerate(new_fields, next_id):
        schema.check_names(field)
        if field.name.lower() in names or field.display_name.lower() in display_names:
            raise AlreadyExists("field", field.name)
        names.add(field.name.lower())
        display_names.add(field.display_name.lower())
        members.put_field(tx, _made(number, field))
        audit.note(tx, "member_field.created", field.name, after=audit.facts(field, NOTED))


def change(tx: Tx, name: str, attributes: dict[str, Any]) -> None:
    """Change attributes of a field. Fewer of a standard field can change.

    Raises UnknownField, FieldNotSupported, NotAllowed, TooLong, AlreadyExists.
    """
    present = catalog(tx)
    field = present.custom.get(name) or _standard(present.get(name))
    schema.check_changes(attributes, custom=name in present.custom, api_created=field.api_created)
    changed = msgspec.structs.replace(field, **attributes)
    if changed.display_name != field.display_name:
        schema.check_display_name(changed.display_name)
        others = (one for one in present.fields.values() if one.name != name)
        if changed.display_name.lower() in {one.display_name.lower() for one in others}:
            raise AlreadyExists("field", changed.display_name)
    schema.check_description(changed.description)
    tx.invalidate(_MEMORY)
    members.put_field(tx, changed)
    audit.note(tx, "member_field.changed", name, before=audit.facts(field, NOTED), after=audit.facts(changed, NOTED))


def _standard(field: Field) -> MemberField:
    """A standard field as it is stored after a change, with an id below those of custom fields."""
    return MemberField(
        id=list(_STANDARD).index(field.name) + 1,
        name=field.name,
        display_name=field.display_name,
        data_type=field.data_type,
        length=field.length,
        description=field.description,
        hidden=False,
        html_encoded=field.is_html_encoding_in_email,
        sensitive=field.is_sensitive,
        api_created=False,
    )


def _made(number: int, field: NewField) -> MemberField:
    return MemberField(
        id=number,
        name=field.name,
        display_name=field.display_name,
        data_type=field.data_type,
        length=255 if field.data_type in _TEXTS else None,
        description=field.description,
        hidden=field.hidden,
        html_encoded=field.html_encoded,
        sensitive=field.sensitive,
        api_created=True,
    )
