"""What the operations on the content of landing pages take and answer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.files import files
from mercat.domain.landing_pages.sections import Change, Listed
from mercat.domain.segments import dynamic
from mercat.marketo.types import APPLICATION, Id
from mercat.model.documents import Document
from mercat.model.landing_pages import Formatting, LandingPage, Part
from mercat.model.markup import Variable
from mercat.model.smart_lists import Segment
from mercat.wire.call import Call
from mercat.wire.http import file_url
from mercat.wire.operation import Answer, Schema, present

_PAGES: Mapping[str, str] = {"Form": "FO", "Snippet": "SN"}  # of the application, by the type of a part


class Look(Schema):
    """Where and how an element of a free-form page is placed."""

    background_color: str | None = None
    border_color: str | None = None
    border_style: str | None = None
    border_width: str | None = None
    height: str | None = None
    hide_desktop: bool | None = None
    hide_mobile: bool | None = None
    image_open_new_window: bool | None = None
    left: str | None = None
    link_url: str | None = None
    opacity: str | None = None
    top: str | None = None
    width: str | None = None
    z_index: int | None = None
    layer: int | None = None  # as a published client spells it

    def formatting(self) -> dict[str, Any]:
        """What is sent, by the names of the engine."""
        values = {name: getattr(self, name) for name in Formatting.__struct_fields__}
        values["z_index"] = self.layer if self.z_index is None else self.z_index
        return {name: value for name, value in values.items() if value is not None}


class AddSection(Look, kw_only=True):
    """A section to add."""

    content_id: str | None = None
    type: str
    value: str | None = None

    def change(self) -> Change:
        """The same for the engine."""
        return Change(self.type, self.value, self.formatting())


class UpdateSection(Look, kw_only=True):
    """Other content of a section, or another look or place."""

    type: str
    value: str | None = None
    index: int | None = None

    def change(self) -> Change:
        """The same for the engine."""
        return Change(self.type, self.value, self.formatting(), self.index)


class UpdateSegmentSection(Look, kw_only=True):
    """What a segment sees of a section; the segment is named or has an id. Without a type, it stays the same."""

    segment: str
    type: str | None = None
    value: str | None = None

    def change(self) -> Change:
        """The same for the engine."""
        return Change(self.type or "", self.value, self.formatting())


class SectionPath(Schema):
    """A section of a page."""

    id: int
    content_id: str


class VariablePath(Schema):
    """A variable of a page."""

    id: int
    variable_id: str


class VariableValue(Schema):
    """The new value of a variable."""

    value: str = ""


class SegmentChoice(Schema):
    """A segment of a segmentation."""

    segmentation_id: Id
    segment_id: Id


class FullContent(Schema):
    """As whom a page is seen: a person, or somebody in these segments."""

    lead_id: int | None = None
    segmentation: Annotated[list[SegmentChoice], msgspec.Meta(max_length=100)] = []

    def segment_ids(self) -> dict[int, int]:
        """The segments by their segmentations."""
        return {one.segmentation_id: one.segment_id for one in self.segmentation}


class Referred(Answer):
    """What a section refers to: its id, and its page in the application or its own URL."""

    content: str
    content_type: str
    content_url: str | UnsetType = UNSET


class FormattingAnswer(Answer, kw_only=True):
    """Where and how an element of a free-form page is placed."""

    z_index: int | UnsetType = UNSET
    left: str | UnsetType = UNSET
    top: str | UnsetType = UNSET
    width: str | UnsetType = UNSET
    height: str | UnsetType = UNSET
    background_color: str | UnsetType = UNSET
    border_color: str | UnsetType = UNSET
    border_style: str | UnsetType = UNSET
    border_width: str | UnsetType = UNSET
    opacity: str | UnsetType = UNSET
    link_url: str | UnsetType = UNSET
    image_open_new_window: bool | UnsetType = UNSET
    hide_desktop: bool | UnsetType = UNSET
    hide_mobile: bool | UnsetType = UNSET


class PageSectionAnswer(Answer, kw_only=True):
    """A section of a page. Only one of a free-form page has formatting options."""

    id: str
    type: str
    index: int
    content: Referred | str
    followup_type: str | UnsetType = UNSET
    formatting_options: FormattingAnswer | UnsetType = UNSET


class PageSegmentAnswer(Answer, kw_only=True):
    """What a segment sees of a section."""

    segment_id: int
    segment_name: str
    type: str
    content: Referred | str


class PageDynamicContentAnswer(Answer, kw_only=True):
    """What each segment sees of a section."""

    created_at: str
    updated_at: str
    segmentation: int
    segments: list[PageSegmentAnswer]


class PageVariableAnswer(Answer):
    """A variable of a page."""

    id: str
    value: str
    type: str


class PageFullContent(Answer):
    """A page as somebody sees it."""

    id: int
    content: str


# -- how they are written ---------------------------------------------------------------------------------------------


def section(call: Call, row: Listed, *, is_guided: bool) -> PageSectionAnswer:
    """A section in its place."""
    content: Referred | str = "" if row.part is None else _content(call, row.part)
    if row.is_dynamic:
        content = Referred(dynamic.content_id(row.id), row.type)
    return PageSectionAnswer(
        id=row.id,
        type=row.type,
        index=row.index,
        content=content,
        followup_type="formDefined" if row.type == "Form" else UNSET,
        formatting_options=UNSET if is_guided or row.part is None else _formatting(row.part.formatting),
    )


def dynamic_content(
    call: Call, document: Document[LandingPage], segmentation_id: int, parts: list[tuple[Segment, Part]]
) -> PageDynamicContentAnswer:
    """What each segment sees of a section."""
    return PageDynamicContentAnswer(
        created_at=_day(document.created_ms),
        updated_at=_day(document.updated_ms),
        segmentation=segmentation_id,
        segments=[
            PageSegmentAnswer(segment_id=one.id, segment_name=one.name, type=part.type, content=_content(call, part))
            for one, part in parts
        ],
    )


def variable(one: Variable, value: str, *, is_changed: bool) -> PageVariableAnswer:
    """A variable. The guide's example of a list has small letters in types, that of a change has a capital."""
    return PageVariableAnswer(one.id, value, one.type.value if is_changed else one.type.value.lower())


def _content(call: Call, part: Part) -> Referred | str:
    if part.type == "Image" and part.value:
        name = files.KIND.get(call.tx, int(part.value)).title.name
        return Referred(part.value, part.type, file_url(call.request.base_url, call.host.id, name))
    if part.type in _PAGES and part.value:
        return Referred(part.value, part.type, f"{APPLICATION}#{_PAGES[part.type]}{part.value}A1")
    return part.value


def _formatting(formatting: Formatting) -> FormattingAnswer:
    return FormattingAnswer(**{name: present(value) for name, value in msgspec.structs.asdict(formatting).items()})


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1_000, UTC).strftime("%Y-%m-%d")
