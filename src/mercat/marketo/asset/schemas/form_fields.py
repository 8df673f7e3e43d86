"""The parameters of the operations on fields of forms."""

from typing import Annotated, Any, Final

import msgspec

from mercat.domain.forms import form_fields
from mercat.domain.forms.form_fields import Place
from mercat.marketo.asset.schemas.forms import Count, Long, Short
from mercat.model.forms import Choice, Field, Operator, Rule, RuleType, Visibility
from mercat.model.refusals import Missing
from mercat.wire import decode
from mercat.wire.operation import CLEARABLE, Schema

PLACES: Final = 200  # fields that one call may arrange


class FieldPath(Schema):
    """One field of a form."""

    id: int
    field_id: str


class RuledFieldPath(Schema):
    """The same, as the path to its rules spells it."""

    form_id: int
    field_id: str


class SetFieldPath(FieldPath, kw_only=True):
    """A field in a set of fields."""

    field_set_id: str


class ChoiceItem(Schema):
    """One item of a list to choose from; a label or a value that is sent alone is both."""

    label: Long | None = None
    value: Long | None = None
    is_default: bool = False
    selected: bool = False

    def choice(self) -> Choice:
        """The same for the engine. Raises Missing."""
        label = self.value if self.label is None else self.label
        value = self.label if self.value is None else self.value
        if label is None or value is None:
            raise Missing("label")
        return Choice(label=label, value=value, is_default=self.is_default, selected=self.selected)


class _Choices(Schema):
    values: list[ChoiceItem]


class FieldOptions(Schema):
    """How a field is; what is absent stays, or is as usual for a new one."""

    field_type: str | None = None
    label: Annotated[Long, CLEARABLE] | None = None
    label_width: Count | None = None
    field_width: Count | None = None
    default_value: Annotated[Long, CLEARABLE] | None = None
    validation_message: Annotated[Long, CLEARABLE] | None = None
    max_length: Annotated[int, msgspec.Meta(ge=1, le=form_fields.MAX_LENGTH)] | None = None
    required: bool | None = None
    form_prefill: bool | None = None
    is_sensitive: bool | None = None
    hint_text: Annotated[Long, CLEARABLE] | None = None
    instructions: Annotated[Long, CLEARABLE] | None = None
    blank_fields: Count | None = None
    min_value: float | None = None
    max_value: float | None = None
    multi_select: bool | None = None
    values: str | None = None
    visible_lines: Count | None = None
    initially_checked: bool | None = None
    label_to_right: bool | None = None
    mask_input: Annotated[Short, CLEARABLE] | None = None

    def attributes(self) -> dict[str, Any]:
        """What is sent, by the engine's names. Raises WrongType, Missing."""
        names = [name for name in self.__struct_fields__ if name in Field.__struct_fields__]
        values = {name: getattr(self, name) for name in names}
        values |= {"data_type": self.field_type, "choices": None if self.values is None else _choices(self.values)}
        return {name: value for name, value in values.items() if value is not None}


class AddField(FieldOptions, kw_only=True):
    """A field to put on a form."""

    field_id: str


class FieldSet(Schema):
    """A set of fields to put on a form."""

    label: Short


class RichText(Schema):
    """A text to put on a form."""

    text: str


class VisibilityRule(Schema):
    """A condition on another field."""

    subject_field: Short
    operator: Operator
    values: list[Long] = []
    alt_label: Long | None = None
    pick_list_values: list[ChoiceItem] = []


class VisibilityRules(Schema):
    """When a field shows."""

    rule_type: RuleType
    rules: list[VisibilityRule] = []

    def visibility(self) -> Visibility:
        """The same for the engine. Raises Missing."""
        return Visibility(
            rule_type=self.rule_type,
            rules=tuple(
                Rule(
                    subject_field=rule.subject_field,
                    operator=rule.operator,
                    values=tuple(rule.values),
                    alt_label=rule.alt_label,
                    choices=tuple(item.choice() for item in rule.pick_list_values),
                )
                for rule in self.rules
            ),
        )


class SetVisibility(Schema):
    """Other rules of when a field shows."""

    visibility_rule: VisibilityRules


class FieldPosition(Schema):
    """A field in its place."""

    column_number: int
    row_number: int
    field_name: str


class FormPosition(FieldPosition, kw_only=True):
    """The same on the form itself; a set has its fields with it."""

    field_list: Annotated[list[FieldPosition], msgspec.Meta(max_length=PLACES)] = []


class Arrange(Schema):
    """All fields of a form in their places."""

    positions: Annotated[list[FormPosition], msgspec.Meta(max_length=PLACES)]

    def places(self) -> list[Place]:
        """The same for the engine."""
        places = []
        for at in self.positions:
            places.append(Place(at.field_name, at.row_number, at.column_number))
            places += [Place(one.field_name, one.row_number, one.column_number, at.field_name) for one in at.field_list]
        return places


def _choices(text: str) -> tuple[Choice, ...]:
    """A JSON array of choices, or values with commas between them."""
    if text.lstrip().startswith("["):
        choices: _Choices = decode.parameters([("values", text)], _Choices)
        return tuple(item.choice() for item in choices.values)
    return form_fields.choices_of(text)
