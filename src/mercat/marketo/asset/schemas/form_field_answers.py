"""Fields of forms as the vendor writes them."""

from typing import Final, TypeVar

from msgspec import UNSET, UnsetType

from mercat.domain.forms import form_fields
from mercat.domain.forms.available_fields import Available
from mercat.model.forms import Choice, Field, Form, Rule, Visibility
from mercat.wire.operation import Answer

TEXT_LINES: Final = 2  # of a text area, unless it says otherwise

# Names of field types on forms and in the list of available fields, where they differ from the types' own names.
_ON_FORMS: Final = {"string": "text", "picklist": "select"}
_ON_OFFER: Final = {"number": "int"}
_NUMBERS: Final = ("number", "double", "currency", "range")

T = TypeVar("T")


class ChoiceAnswer(Answer, kw_only=True):
    """One item of a list to choose from."""

    label: str
    value: str
    is_default: bool | UnsetType = UNSET
    selected: bool | UnsetType = UNSET


class RuleAnswer(Answer, kw_only=True):
    """A condition on what another field holds."""

    subject_field: str
    operator: str
    values: list[str]
    alt_label: str | UnsetType = UNSET
    picklist_filter_values: list[ChoiceAnswer] | UnsetType = UNSET


class VisibilityAnswer(Answer, kw_only=True):
    """When a field shows."""

    rule_type: str
    rules: list[RuleAnswer] | UnsetType = UNSET


class FieldVisibilityAnswer(Answer, kw_only=True):
    """When a field shows, with its id."""

    form_field_id: str
    rule_type: str
    rules: list[RuleAnswer] | UnsetType = UNSET


class FieldMetaData(Answer, kw_only=True):
    """What only fields of some types have."""

    min_value: int | float | UnsetType | None = UNSET
    max_value: int | float | UnsetType | None = UNSET
    multi_select: bool | UnsetType = UNSET
    values: list[ChoiceAnswer] | UnsetType = UNSET
    visible_lines: int | UnsetType = UNSET
    initially_checked: bool | UnsetType = UNSET
    label_to_right: bool | UnsetType = UNSET
    mask_input: str | UnsetType = UNSET


class FormFieldAnswer(Answer, kw_only=True):
    """A field of a form; what it does not have is left out."""

    id: str
    label: str | UnsetType = UNSET
    label_width: int | UnsetType = UNSET
    field_width: int | UnsetType = UNSET
    data_type: str
    default_value: str | UnsetType = UNSET
    validation_message: str | UnsetType = UNSET
    row_number: int
    column_number: int
    max_length: int | UnsetType = UNSET
    required: bool | UnsetType = UNSET
    form_prefill: bool | UnsetType = UNSET
    is_sensitive: bool | UnsetType = UNSET
    field_meta_data: FieldMetaData | UnsetType = UNSET
    fields: list[str] | UnsetType = UNSET
    visibility_rules: VisibilityAnswer | UnsetType = UNSET
    hint_text: str | UnsetType = UNSET
    instructions: str | UnsetType = UNSET
    blank_fields: int | UnsetType = UNSET
    text: str | UnsetType = UNSET


class AvailableField(Answer, kw_only=True):
    """A field that forms may have."""

    id: str
    is_required: bool
    data_type: str
    is_sensitive: bool | UnsetType = UNSET
    max_length: int | UnsetType = UNSET
    visible_rows: int | UnsetType = UNSET
    picklist_values: str | UnsetType = UNSET


def field(of: Form, one: Field) -> FormFieldAnswer:
    """A field of a form."""
    is_input, is_set = one.data_type in form_fields.INPUTS, one.data_type in form_fields.SETS
    inside = [other.id for other in form_fields.arranged(of) if other.inside == one.id] if is_set else []
    return FormFieldAnswer(
        id=one.id,
        label=_given(one.label),
        label_width=_given(one.label_width),
        field_width=_given(one.field_width),
        data_type=_ON_FORMS.get(one.data_type, one.data_type),
        default_value=_given(one.default_value),
        validation_message=_given(one.validation_message),
        row_number=one.row,
        column_number=one.column,
        max_length=UNSET if one.data_type in _NUMBERS else _given(one.max_length),
        required=one.required if is_input else UNSET,
        form_prefill=one.form_prefill if is_input else UNSET,
        is_sensitive=True if is_input and one.is_sensitive else UNSET,
        field_meta_data=_meta(one) if is_input else UNSET,
        fields=inside or UNSET,
        visibility_rules=UNSET if one.data_type == "profiling" else _visibility(one.visibility),
        hint_text=_given(one.hint_text),
        instructions=_given(one.instructions),
        blank_fields=_given(one.blank_fields),
        text=_given(one.text),
    )


def field_visibility(one: Field) -> FieldVisibilityAnswer:
    """When a field shows, with its id."""
    visibility = _visibility(one.visibility)
    return FieldVisibilityAnswer(form_field_id=one.id, rule_type=visibility.rule_type, rules=visibility.rules)


def available(one: Available) -> AvailableField:
    """A field that forms may have."""
    return AvailableField(
        id=one.id,
        is_required=False,
        data_type=_ON_OFFER.get(one.data_type, one.data_type),
        is_sensitive=True if one.is_sensitive else UNSET,
        max_length=_given(one.max_length),
        visible_rows=TEXT_LINES if one.data_type == "textarea" else UNSET,
        picklist_values=_given(one.picklist),
    )


def _visibility(rules: Visibility) -> VisibilityAnswer:
    return VisibilityAnswer(rule_type=rules.rule_type, rules=[_rule(rule) for rule in rules.rules] or UNSET)


def _rule(rule: Rule) -> RuleAnswer:
    return RuleAnswer(
        subject_field=rule.subject_field,
        operator=rule.operator,
        values=list(rule.values),
        alt_label=_given(rule.alt_label),
        picklist_filter_values=[_choice(choice) for choice in rule.choices] or UNSET,
    )


def _choice(choice: Choice) -> ChoiceAnswer:
    return ChoiceAnswer(
        label=choice.label,
        value=choice.value,
        is_default=True if choice.is_default else UNSET,
        selected=True if choice.selected else UNSET,
    )


def _meta(one: Field) -> FieldMetaData | UnsetType:
    if one.data_type in _NUMBERS:
        return FieldMetaData(min_value=_number(one.min_value), max_value=_number(one.max_value))
    if one.data_type in form_fields.WITH_CHOICES:
        values = [_choice(choice) for choice in one.choices]
        return FieldMetaData(multi_select=one.multi_select, values=values, visible_lines=one.visible_lines or 1)
    if one.data_type == "textarea":
        return FieldMetaData(visible_lines=one.visible_lines or TEXT_LINES)
    if one.data_type == "single_checkbox":
        return FieldMetaData(initially_checked=one.initially_checked, label_to_right=one.label_to_right)
    return UNSET if one.mask_input is None else FieldMetaData(mask_input=one.mask_input)


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def _given(value: T | None) -> T | UnsetType:
    return UNSET if value is None else value
