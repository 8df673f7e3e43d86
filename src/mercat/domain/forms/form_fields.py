"""Fields of forms: how they come, change, move and go on a form. Those that there are: `available_fields`.

Fields stand in up to three columns and ten rows. A set of fields takes one place, and arranges its fields inside.
"""

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.domain.assets import tree
from mercat.domain.forms import available_fields
from mercat.domain.forms.available_fields import Available
from mercat.model import iso8601
from mercat.model.documents import Document
from mercat.model.forms import Choice, Field, Form, Visibility
from mercat.model.refusals import InUse, NotAllowed, NotFound, Refusal, RuleBroken, TooMany
from mercat.model.rules import Rule
from mercat.store.tx import Tx

KIND: Final = "Field"
ROWS: Final = 10
COLUMNS: Final = 3
CHOICES: Final = 1_000
RULES: Final = 100
MAX_LENGTH: Final = 32_000  # of what is filled in, as much as any field has by itself
RICH_TEXT_BYTES: Final = 65_535
PROFILING: Final = "Profiling"  # the set whose fields show little by little
SETS: Final = ("fieldset", "profiling")
RICH_TEXT: Final = "htmltext"
INPUTS: Final = (
    "checkbox", "radio", "textarea", "picklist", "string", "email", "date", "number", "double", "phone", "url",
    "currency", "single_checkbox", "range",
)  # fmt: skip
WITH_CHOICES: Final = ("checkbox", "radio", "picklist")

_NEW: Final = ("FirstName", "LastName", "Email")
_REQUIRED: Final = "This field is required."
_MESSAGES: Final = {
    "email": "Must be valid email. <span class='mktoErrorDetail'>example@yourdomain.com</span>",
}
_EMPTY_CHOICE: Final = Choice(label="Select...", value="", is_default=True, selected=True)
_SETS_TAKE: Final = frozenset({"label", "label_width", "blank_fields"})
_FORBIDDEN = re.compile(r"<\s*/?\s*(script|meta|link)\b", re.IGNORECASE)


class ContentTooLong(Refusal):
    """The content of an asset takes more than `limit` bytes."""

    limit: int


# -- fields of a new form ---------------------------------------------------------------------------------------------


def of_new_form(tx: Tx) -> tuple[Field, ...]:
    """What a new form holds."""
    available = available_fields.every(tx)
    return tuple(_made(available[id], row, 0) for row, id in enumerate(_NEW))


def _made(field: Available, row: int, column: int) -> Field:
    """A field as it comes to a form."""
    return Field(
        id=field.id,
        data_type=field.data_type,
        row=row,
        column=column,
        label=f"{field.display_name}:",
        validation_message=_MESSAGES.get(field.data_type, _REQUIRED),
        max_length=field.max_length,
        is_sensitive=field.is_sensitive,
        choices=choices_of(field.picklist or ""),
    )


def choices_of(text: str) -> tuple[Choice, ...]:
    """Choices with commas between them, each a label that is the value too, or a label, two colons and a value."""
    parts = [part.strip().partition("::") for part in text.split(",")]
    return tuple(Choice(label=label, value=value or label) for label, _, value in parts if label)


# -- changing a form --------------------------------------------------------------------------------------------------


def get(form: Form, field_id: str) -> Field:
    """A form's field. Raises NotFound."""
    for field in form.fields:
        if field.id == field_id:
            return field
    raise NotFound(KIND, field_id[:255])


def arranged(form: Form) -> list[Field]:
    """The fields as they stand, each set before what is in it."""
    fields: list[Field] = []
    for field in _inside(form.fields, None):
        fields += [field, *_inside(form.fields, field.id)]
    return fields


def add(
    tx: Tx, document: Document[Form], form: Form, field_id: str, attributes: Mapping[str, Any]
) -> tuple[Form, Field]:
    """The form with one of the available fields below the others. Raises NotFound, RuleBroken, NotAllowed, ..."""
    offered = available_fields.every(tx).get(field_id)
    if offered is None:
        raise NotFound(KIND, field_id[:255])
    if any(field.id == field_id for field in form.fields):
        raise RuleBroken(Rule.FIELD_ON_FORM, field=field_id)
    made = _changed(_made(offered, *_free(form.fields)), attributes)
    changed = replace(form, fields=(*form.fields, made))
    check_member_fields(tx, document, changed)
    return changed, made


def change(form: Form, field_id: str, attributes: Mapping[str, Any]) -> tuple[Form, Field]:
    """The form with another field in the place of one. `attributes` are members of `Field`. Raises NotFound, ..."""
    field = get(form, field_id)
    if field.data_type not in INPUTS:
        for name in attributes:
            if name not in _SETS_TAKE or field.data_type not in SETS:
                raise RuleBroken(Rule.FIELD_TAKES_NO_INPUT, field=field_id)
    return _put(form, _changed(field, attributes))


def set_visibility(form: Form, field_id: str, visibility: Visibility) -> tuple[Form, Field]:
    """The form with other rules of when a field shows. Raises NotFound, RuleBroken, TooMany."""
    field = get(form, field_id)
    if len(visibility.rules) > RULES:
        raise TooMany("rules", RULES)
    if visibility.rule_type != "alwaysShow" and not visibility.rules:
        raise RuleBroken(Rule.VISIBILITY_WITHOUT_RULE)
    ids = {other.id for other in form.fields if other.data_type in INPUTS}
    for rule in visibility.rules:
        if rule.subject_field not in ids or rule.subject_field == field_id:
            raise RuleBroken(Rule.VISIBILITY_SUBJECT_UNKNOWN, field=rule.subject_field[:255])
    effective = Visibility() if visibility.rule_type == "alwaysShow" else visibility
    return _put(form, replace(field, visibility=effective))


def delete(form: Form, field_id: str, inside: str | None = None) -> Form:
    """The form without a field; a set goes with its fields. With `inside` it has to be in that set.

    Raises NotFound, InUse (a rule looks at it), RuleBroken.
    """
    field = get(form, field_id)
    if inside is not None and field.inside != get(form, inside).id:
        raise NotFound(KIND, field_id)
    if field.data_type == "profiling":
        raise RuleBroken(Rule.PROFILING_SET_DELETED)
    gone = {field.id, *(other.id for other in form.fields if other.inside == field.id)}
    left = tuple(other for other in form.fields if other.id not in gone)
    subjects = {rule.subject_field for other in left for rule in other.visibility.rules}
    subjects |= {followup.subject_field for followup in form.followups if followup.subject_field}
    if subjects & gone:
        raise InUse(KIND, field_id)
    return replace(form, fields=left)


def add_set(tx: Tx, form: Form, label: str) -> tuple[Form, Field]:
    """The form with an empty set of fields. Raises RuleBroken."""
    return _add_part(tx, form, "Fieldset", "fieldset", label=label)


def add_rich_text(tx: Tx, form: Form, text: str) -> tuple[Form, Field]:
    """The form with a text in HTML. Raises RuleBroken, ContentTooLong."""
    check_rich_text(text)
    return _add_part(tx, form, "HtmlText", RICH_TEXT, text=text, label_width=260)


def check_rich_text(text: str) -> None:
    """Refuse a rich text that is too long or has more than text in it. Raises RuleBroken, ContentTooLong."""
    if len(text.encode()) > RICH_TEXT_BYTES:
        raise ContentTooLong(RICH_TEXT_BYTES)
    if _FORBIDDEN.search(text):
        raise RuleBroken(Rule.RICH_TEXT_TAGS)


def _add_part(tx: Tx, form: Form, word: str, data_type: str, **members: Any) -> tuple[Form, Field]:
    taken = {field.id for field in form.fields}
    at_ms = tx.now
    while (id := _part_id(word, at_ms)) in taken:
        at_ms += 1
    row, column = _free(form.fields)
    made = Field(id=id, data_type=data_type, row=row, column=column, **members)
    return replace(form, fields=(*form.fields, made)), made


def _part_id(word: str, at_ms: int) -> str:
    """A name for what is no field of records, made of a time."""
    moment = iso8601.text(at_ms).replace("Z", f".{at_ms % 1_000:03d}Z")
    return base64.urlsafe_b64encode(f"{word}_{moment}".encode()).decode()


# -- places -----------------------------------------------------------------------------------------------------------


class Place(msgspec.Struct, frozen=True):
    """Where a field shall stand: in a row and column of the form, or of the set `inside`."""

    field_id: str
    row: int
    column: int
    inside: str | None = None


def arrange(form: Form, places: Sequence[Place]) -> Form:
    """The form with every field in another place. Raises RuleBroken."""
    place_by_id = {place.field_id: place for place in places}
    field_by_id = {field.id: field for field in form.fields}
    if len(place_by_id) < len(places):
        raise RuleBroken(Rule.FIELD_PLACED_TWICE)
    for field_id in sorted(place_by_id.keys() ^ field_by_id.keys()):
        if field_id in field_by_id:
            raise RuleBroken(Rule.FIELD_NOT_PLACED, field=field_id)
        raise RuleBroken(Rule.FIELD_NOT_ON_FORM, field=field_id[:255])
    if len({(place.inside, place.row, place.column) for place in places}) < len(places):
        raise RuleBroken(Rule.PLACE_TAKEN_TWICE)
    for place in places:
        if not (0 <= place.row < ROWS and 0 <= place.column < COLUMNS):
            raise RuleBroken(Rule.PLACE_OUTSIDE_FORM, rows=ROWS, columns=COLUMNS)
        if place.inside is not None and field_by_id[place.inside].data_type not in SETS:
            raise RuleBroken(Rule.PLACE_IN_NO_SET, field=place.inside)
        if place.inside is not None and field_by_id[place.field_id].data_type in SETS:
            raise RuleBroken(Rule.SET_IN_SET)
    moved = [
        replace(
            field,
            row=place_by_id[field.id].row,
            column=place_by_id[field.id].column,
            inside=place_by_id[field.id].inside,
        )
        for field in form.fields
    ]
    return replace(form, fields=tuple(moved))


def with_profiling(fields: tuple[Field, ...], enabled: bool) -> tuple[Field, ...]:
    """The fields with the set of progressive profiling or without it; then its fields follow the others.

    Raises RuleBroken if there is no place for them.
    """
    has = any(field.id == PROFILING for field in fields)
    if enabled and not has:
        row, column = _free(fields)
        return (*fields, Field(id=PROFILING, data_type="profiling", row=row, column=column))
    if has and not enabled:
        freed = _inside(fields, PROFILING)
        left = tuple(field for field in fields if field.id != PROFILING and field.inside != PROFILING)
        for field in freed:
            row, column = _free(left)
            left = (*left, replace(field, row=row, column=column, inside=None))
        return left
    return fields


def check_member_fields(tx: Tx, document: Document[Form], form: Form) -> None:
    """Raise RuleBroken if a form outside programs has fields of program members."""
    members = {field.id for field in available_fields.of_members(tx)} & {field.id for field in form.fields}
    if members and tree.program_around(tx, document.parent) is None:
        raise RuleBroken(Rule.MEMBER_FIELDS_OUTSIDE_PROGRAM)


def _free(fields: Iterable[Field]) -> tuple[int, int]:
    """The row below all others; once there is none, the first place that nothing takes. Raises RuleBroken."""
    taken = {(field.row, field.column) for field in fields if field.inside is None}
    below = max((row for row, _ in taken), default=-1) + 1
    if below < ROWS:
        return below, 0
    for row in range(ROWS):
        for column in range(COLUMNS):
            if (row, column) not in taken:
                return row, column
    raise RuleBroken(Rule.PLACE_OUTSIDE_FORM, rows=ROWS, columns=COLUMNS)


def _inside(fields: Iterable[Field], inside: str | None) -> list[Field]:
    return sorted((field for field in fields if field.inside == inside), key=lambda field: (field.row, field.column))


def _put(form: Form, changed: Field) -> tuple[Form, Field]:
    fields = tuple(changed if field.id == changed.id else field for field in form.fields)
    return replace(form, fields=fields), changed


def _changed(field: Field, attributes: Mapping[str, Any]) -> Field:
    changed = replace(field, **attributes)
    if changed.data_type not in INPUTS and field.data_type in INPUTS:
        raise NotAllowed("fieldType", changed.data_type, INPUTS)
    if changed.min_value is not None and changed.max_value is not None and changed.min_value > changed.max_value:
        raise RuleBroken(Rule.FIELD_BOUNDS_CROSSED)
    if "choices" in attributes:
        if changed.data_type not in WITH_CHOICES:
            raise RuleBroken(Rule.FIELD_TAKES_NO_CHOICES, field=field.id)
        if len(changed.choices) > CHOICES:
            raise TooMany("values", CHOICES)
    if changed.data_type == "picklist" and not any(choice.is_default for choice in changed.choices):
        changed = replace(changed, choices=(_EMPTY_CHOICE, *changed.choices))
    return changed
