"""What the operations on forms send and answer: parameters, and forms as the vendor writes them."""

from typing import Annotated, Any

import msgspec

from mercat.domain.forms import forms
from mercat.marketo.asset.schemas import common
from mercat.marketo.types import APPLICATION, Folder
from mercat.model.documents import Content, Document, Version
from mercat.model.forms import Followup, Form, Operator
from mercat.wire.operation import Schema

Short = Annotated[str, msgspec.Meta(max_length=255)]
Long = Annotated[str, msgspec.Meta(max_length=2_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
JsonObject = dict[str, Any]


class FormLook(Schema):
    """How a form looks; what is absent stays."""

    language: Short | None = None
    locale: Short | None = None
    theme: Short | None = None
    label_position: Short | None = None
    font_family: Short | None = None
    font_size: Short | None = None
    progressive_profiling: bool | None = None

    def look(self) -> dict[str, Any]:
        """What is sent, by the engine's names."""
        names = [name for name in self.__struct_fields__ if name in Form.__struct_fields__]
        values = {name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if value is not None}


class CreateForm(FormLook, kw_only=True):
    """A new form."""

    name: str
    folder: Folder
    description: str | None = None


class UpdateForm(FormLook, kw_only=True):
    """What changes in a form; what is absent stays."""

    name: str | None = None
    description: str | None = None
    custom_css: Annotated[str, msgspec.Meta(max_length=65_536)] | None = None


class Button(Schema):
    """A submit button; what is absent is as on a new form."""

    button_position: Count | None = None
    button_style: Short | None = None
    label: Short | None = None
    waiting_label: Short | None = None


class FollowupRule(Schema):
    """Where to go on what condition."""

    followup_type: str
    followup_value: str | int | None = None
    operator: Operator | None = None
    subject_field: Short | None = None
    values: list[Long] = []
    default: bool = False

    def followup(self) -> Followup:
        """The same for the engine."""
        return Followup(
            followup_type=self.followup_type,
            followup_value=None if self.followup_value is None else str(self.followup_value),
            operator=self.operator,
            subject_field=self.subject_field,
            values=tuple(self.values),
            default=self.default,
        )


class ThankYouPage(Schema):
    """All rules of what follows."""

    thankyou: list[FollowupRule]


# -- how they are written -------------------------------------------------------------------------------------------


def form(document: Document, version: Version, content: Content) -> JsonObject:
    """A form without its fields."""
    look = forms.form_of(content)
    return common.heading(document, version) | {
        "url": f"{APPLICATION}#FO{document.id}{'A1' if version == 'approved' else 'B2'}",
        "status": version,
        "theme": look.theme,
        "language": look.language,
        "locale": look.locale,
        "progressiveProfiling": look.progressive_profiling,
        "labelPosition": look.label_position,
        "fontFamily": look.font_family,
        "fontSize": look.font_size,
        "folder": common.place(document),
        "knownVisitor": {"type": "form", "template": None},
        "thankYouList": [_followup(followup) for followup in look.followups],
        "buttonLocation": look.button_location,
        "buttonLabel": look.button_label,
        "waitingLabel": look.waiting_label,
    }


def thank_you_page(document: Document, version: Version, content: Content) -> JsonObject:
    """What follows when a form was sent."""
    return {
        "id": document.id,
        "thankYouList": [_followup(followup) for followup in forms.form_of(content).followups],
    }


def _followup(followup: Followup) -> JsonObject:
    answer: JsonObject = {"followupType": followup.followup_type, "followupValue": followup.followup_value}
    if followup.operator is not None:
        answer |= {
            "operator": followup.operator,
            "subjectField": followup.subject_field,
            "values": list(followup.values),
        }
    return answer | {"default": followup.default}
