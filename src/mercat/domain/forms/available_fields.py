"""Which fields an instance has to offer for forms, and what they are there."""

from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from mercat.domain.members import fields as member_fields
from mercat.domain.people import fields as people_fields
from mercat.model.members import MemberField
from mercat.model.people import FieldRow
from mercat.store.tx import Tx

TEXT_LENGTH: Final = 30_000

_TYPES: Final = {
    "text": "textarea",
    "integer": "number",
    "score": "number",
    "percent": "number",
    "float": "double",
    "boolean": "single_checkbox",
    "datetime": "date",
    **{type: type for type in ("email", "phone", "url", "currency", "date")},
}
# What the platform itself keeps up to date.
_NOT_ON_FORMS: Final = people_fields.SYSTEM_FIELDS | {
    "isLead", "personType", "urgency", "priority", "relativeScore", "relativeUrgency", "mktoAcquisitionDate",
}  # fmt: skip


class _Standard(NamedTuple):
    """What a standard field of people is on forms, where that does not follow from the field."""

    id: str
    data_type: str
    max_length: int | None = None
    picklist: str | None = None


_STATES: Final = (
    "AK AL AR AZ CA CO CT DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA"
    " RI SC SD TN TX UT VA VT WA WI WV WY"
)
# The vendor's example of what there is has these (forms.md, field metadata).
_STANDARD: Final = {
    "address": _Standard("Street", "textarea", 2_000),
    "mktoPersonNotes": _Standard("Description", "textarea", 32_000),
    "salutation": _Standard("Salutation", "picklist", picklist="Mr.,Ms.,Mrs.,Dr.,Prof."),
    "state": _Standard("State", "picklist", picklist=",".join(f"{code}::{code}" for code in _STATES.split())),
    "title": _Standard("Title", "picklist"),
}
_FIRST: Final = frozenset(
    {
        "AnnualRevenue", "City", "Company", "Country", "Description", "Email", "Fax", "FirstName", "Industry",
        "LastName", "LeadSource", "MobilePhone", "NumberOfEmployees", "Phone", "PostalCode", "Rating", "Salutation",
        "State", "Street", "Title",
    }
)  # fmt: skip


class Available(msgspec.Struct, frozen=True):
    """A field that forms may have. `name` is what records call it; `of_member` if it belongs to program members.

    `picklist` has the choices with commas between them, each a label or a label, two colons and a value.
    """

    id: str
    name: str
    display_name: str
    data_type: str
    max_length: int | None
    is_sensitive: bool
    of_member: bool = False
    picklist: str | None = None


def of_people(tx: Tx) -> list[Available]:
    """The fields of people that forms may have, by id: first those of the vendor's example, then all others."""
    fields = [
        _of_person(field)
        for field in people_fields.catalog(tx).by_id.values()
        if not (field.read_only or field.hidden or field.name in _NOT_ON_FORMS or _is_id(field))
    ]
    return sorted(fields, key=lambda field: (field.id not in _FIRST, field.id))


def of_members(tx: Tx) -> list[Available]:
    """The custom fields of program members, oldest first."""
    custom = [field for field in member_fields.catalog(tx).custom.values() if not field.hidden]
    return [replace(_available(field.name, field.name, field), of_member=True) for field in custom]


def every(tx: Tx) -> dict[str, Available]:
    """Every field that forms may have, by its id on forms."""
    return {field.id: field for field in (*of_members(tx), *of_people(tx))}


def _is_id(field: FieldRow) -> bool:
    """Whether it holds the id of something, which nobody who fills out a form knows."""
    return field.data_type == "reference"


def _form_id(field: FieldRow) -> str:
    """What forms call a field of people: its SOAP name, if that is one word, or its name with a capital."""
    if field.soap_name and " " not in field.soap_name:
        return field.soap_name
    return field.name[0].upper() + field.name[1:]


def _of_person(field: FieldRow) -> Available:
    plain = _available(_form_id(field), field.name, field)
    standard = None if field.custom else _STANDARD.get(field.name)
    return plain if standard is None else replace(plain, **standard._asdict())


def _available(id: str, name: str, field: FieldRow | MemberField) -> Available:
    data_type = _TYPES.get(field.data_type, "string")
    length = {"string": field.length or 255, "textarea": field.length or TEXT_LENGTH}.get(data_type)
    return Available(id, name, field.display_name, data_type, length, field.sensitive)
