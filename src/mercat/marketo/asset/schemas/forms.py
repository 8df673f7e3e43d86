"""What the operations on forms send and answer: parameters, and forms as the vendor writes them."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from mercat.marketo.asset.versioned import AssetAnswer, heading, place
from mercat.marketo.types import APPLICATION, Folder, PlaceAnswer
from mercat.model.documents import Document
from mercat.model.forms import Followup, Form, Operator
from mercat.model.versions import Version
from mercat.wire.operation import Answer, ClearableText, Schema

Short = Annotated[str, msgspec.Meta(max_length=255)]
Long = Annotated[str, msgspec.Meta(max_length=2_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


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

    name: ClearableText | None = None
    description: ClearableText | None = None
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


# -- how they are written ---------------------------------------------------------------------------------------------


class FollowupAnswer(Answer, kw_only=True):
    """Where to go on what condition; the default rule has none."""

    followup_type: str
    followup_value: str | None
    operator: str | UnsetType = UNSET
    subject_field: str | UnsetType | None = UNSET
    values: list[str] | UnsetType = UNSET
    default: bool


class KnownVisitor(Answer):
    """What a known visitor sees: the form."""

    type: str
    template: str | None


class FormAnswer(AssetAnswer, kw_only=True):
    """A form without its fields."""

    url: str
    status: str
    theme: str
    language: str
    locale: str
    progressive_profiling: bool
    label_position: str
    font_family: str
    font_size: str
    folder: PlaceAnswer
    known_visitor: KnownVisitor
    thank_you_list: list[FollowupAnswer]
    button_location: int
    button_label: str
    waiting_label: str


class ThankYouPageAnswer(Answer):
    """What follows when a form was sent."""

    id: int
    thank_you_list: list[FollowupAnswer]


def form(document: Document[Form], version: Version, look: Form) -> FormAnswer:
    """A form without its fields."""
    return FormAnswer(
        **heading(document, version),
        url=f"{APPLICATION}#FO{document.id}{'A1' if version == 'approved' else 'B2'}",
        status=version,
        theme=look.theme,
        language=look.language,
        locale=look.locale,
        progressive_profiling=look.progressive_profiling,
        label_position=look.label_position,
        font_family=look.font_family,
        font_size=look.font_size,
        folder=place(document),
        known_visitor=KnownVisitor("form", None),
        thank_you_list=[_followup(followup) for followup in look.followups],
        button_location=look.button_location,
        button_label=look.button_label,
        waiting_label=look.waiting_label,
    )


def thank_you_page(form_id: int, form: Form) -> ThankYouPageAnswer:
    """What follows when a form was sent."""
    return ThankYouPageAnswer(form_id, [_followup(followup) for followup in form.followups])


def _followup(followup: Followup) -> FollowupAnswer:
    condition: dict[str, Any] = {}
    if followup.operator is not None:
        condition = {
            "operator": followup.operator,
            "subject_field": followup.subject_field,
            "values": list(followup.values),
        }
    return FollowupAnswer(
        followup_type=followup.followup_type,
        followup_value=followup.followup_value,
        default=followup.default,
        **condition,
    )
