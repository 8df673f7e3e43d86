"""The content of a form: its look, its fields, and its follow-up pages."""

from typing import Literal

import msgspec

Operator = Literal[
    "is", "isNot", "isEmpty", "isNotEmpty", "startsWith", "notStartsWith", "endsWith", "notEndsWith", "contains",
    "notContains", "greaterThan", "lessThan", "atLeast", "atMost", "between", "notBetween", "notInTimeFrame", "inPast",
    "notInPast", "after", "before", "inTimeFrame", "onOrAfter", "onOrBefore",
]  # fmt: skip
RuleType = Literal["alwaysShow", "show", "hide"]


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item of a list of values."""

    label: str
    value: str
    is_default: bool = False
    selected: bool = False


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A condition on the value of another field. While it is met, the field can have another label and choices."""

    subject_field: str
    operator: Operator
    values: tuple[str, ...] = ()
    alt_label: str | None = None
    choices: tuple[Choice, ...] = ()


class Visibility(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The visibility of a field. The first rule that is met decides."""

    rule_type: RuleType = "alwaysShow"
    rules: tuple[Rule, ...] = ()


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field of a form: an input, a text, or a field set. `inside` is the set that it is in.

    `data_type` is a type of `form_fields.INPUTS`, or one of `htmltext`, `fieldset`, `profiling`.
    """

    id: str
    data_type: str
    row: int
    column: int = 0
    inside: str | None = None
    label: str | None = None
    label_width: int | None = None
    field_width: int | None = None
    default_value: str | None = None
    validation_message: str | None = None
    max_length: int | None = None
    required: bool = False
    form_prefill: bool = True
    is_sensitive: bool = False
    hint_text: str | None = None
    instructions: str | None = None
    blank_fields: int | None = None
    min_value: float | None = None
    max_value: float | None = None
    multi_select: bool = False
    choices: tuple[Choice, ...] = ()
    visible_lines: int | None = None
    initially_checked: bool = False
    label_to_right: bool = False
    mask_input: str | None = None
    text: str | None = None
    visibility: Visibility = Visibility()


class Followup(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The page after a submission, and the condition for it. The default one has no condition."""

    followup_type: str
    followup_value: str | None = None
    operator: Operator | None = None
    subject_field: str | None = None
    values: tuple[str, ...] = ()
    default: bool = False


class Form(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One version of a form."""

    language: str
    locale: str
    button_label: str
    waiting_label: str
    theme: str = "simple"
    label_position: str = "left"
    font_family: str = "Helvetica"
    font_size: str = "13px"
    progressive_profiling: bool = False
    custom_css: str | None = None
    button_location: int = 120
    button_style: str | None = None
    followups: tuple[Followup, ...] = (Followup(followup_type="none", default=True),)
    fields: tuple[Field, ...] = ()
