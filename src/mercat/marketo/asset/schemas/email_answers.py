"""Emails as the vendor writes them: their headers, sections, modules, variables and dynamic content."""

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.emails import layout, sections
from mercat.domain.emails.layout import PlacedRegion
from mercat.domain.emails.parts import shown
from mercat.domain.emails.sections import SegmentPart
from mercat.domain.emails.values import Setting
from mercat.domain.segments import dynamic
from mercat.marketo.asset.versioned import AssetAnswer, heading, place
from mercat.marketo.types import APPLICATION, PlaceAnswer, asset_time
from mercat.model.assets import WORKSPACES
from mercat.model.documents import Document
from mercat.model.emails import CcField, Email, Image, Line, Section
from mercat.model.markup import RegionKind, Template
from mercat.model.versions import Version
from mercat.wire.operation import Answer, present

VERSION: Final = 2  # of the email editor: what is created today is for the second one


class HeaderAnswer(Answer):
    """A text, or the id of dynamic content."""

    type: str
    value: str


class CcFieldAnswer(Answer):
    """A field that holds an address for carbon copies."""

    attribute_id: str
    object_name: str
    display_name: str
    api_name: str


class EmailAnswer(AssetAnswer, kw_only=True):
    """An email without its content."""

    url: str
    subject: HeaderAnswer
    from_name: HeaderAnswer
    from_email: HeaderAnswer
    reply_email: HeaderAnswer
    folder: PlaceAnswer
    operational: bool
    text_only: bool
    publish_to_msi: bool = msgspec.field(name="publishToMSI")
    web_view: bool
    status: str
    template: int | None
    workspace: str
    is_open_tracking_disabled: bool
    version: int
    auto_copy_to_text: bool
    cc_fields: list[CcFieldAnswer] | None
    pre_header: str | None


class TextAnswer(Answer):
    """The HTML or the text of a section."""

    type: str
    value: str


class MediaAnswer(Answer, kw_only=True):
    """The image or video of a section."""

    width: str | UnsetType = UNSET
    height: str | UnsetType = UNSET
    alt_text: str | UnsetType = UNSET
    style: str | UnsetType = UNSET
    external_url: str | UnsetType = UNSET
    link_url: str | UnsetType = UNSET
    video_url: str | UnsetType = UNSET


class SectionAnswer(Answer, kw_only=True):
    """A module, or a section with its content."""

    html_id: str
    value: list[TextAnswer] | MediaAnswer | str | UnsetType = UNSET
    content_type: str
    index: int | UnsetType = UNSET
    parent_html_id: str | UnsetType = UNSET
    is_locked: bool | UnsetType = UNSET


class VariableAnswer(Answer, kw_only=True):
    """The value of a variable, and the module that has it for itself."""

    name: str
    value: str
    module_scope: bool
    module_id: str | UnsetType = UNSET


class SegmentPartAnswer(Answer, kw_only=True):
    """What a segment sees."""

    segment_id: str
    segment_name: str
    type: str
    content: str


class EmailDynamicContentAnswer(Answer, kw_only=True):
    """What each segment sees of a section or header."""

    created_at: str
    updated_at: str
    segmentation: int
    content: list[SegmentPartAnswer]


class FullContentAnswer(Answer):
    """A version of an email as a person gets it."""

    id: int
    status: str
    content: str


# -- how they are written ---------------------------------------------------------------------------------------------


def email(document: Document[Email], version: Version, content: Email) -> EmailAnswer:
    """An email without its content."""
    return EmailAnswer(
        **heading(document, version),
        url=f"{APPLICATION}#EM{document.id}{'A1' if version == 'approved' else 'B2'}LA1",
        subject=_header("subject", content.subject),
        from_name=_header("fromName", content.from_name),
        from_email=_header("fromEmail", content.from_email),
        reply_email=_header("replyTO", content.reply_to),
        folder=place(document),
        operational=content.is_operational,
        text_only=content.is_text_only,
        publish_to_msi=content.is_in_sales_insight,
        web_view=content.has_web_view,
        status=version,
        template=content.template_id,
        workspace=WORKSPACES[document.workspace_id],
        is_open_tracking_disabled=content.is_open_tracking_disabled,
        version=VERSION,
        auto_copy_to_text=content.copies_to_text,
        cc_fields=[cc_field(one) for one in content.cc_fields] or None,
        pre_header=content.pre_header,
    )


def cc_field(field: CcField) -> CcFieldAnswer:
    """A field that holds an address for carbon copies."""
    return CcFieldAnswer(str(field.id), "company" if field.is_of_companies else "lead", field.display_name, field.name)


def contents(template: Template, content: Email) -> Iterator[SectionAnswer]:
    """The sections outside of modules, then each module before its sections."""
    inside: dict[str | None, list[PlacedRegion]] = {}
    for placed in layout.regions(template, content):
        inside.setdefault(placed.module_id, []).append(placed)
    for placed in inside.get(None, []):
        yield _section(template.html, content, placed)
    for index, module in enumerate(content.modules):
        yield SectionAnswer(
            html_id=module.id,
            content_type="Module",
            index=index,
            parent_html_id=present(layout.declaration(template, module).container),
            is_locked=False,
        )
        for placed in inside.get(module.id, []):
            yield _section(template.html, content, placed)


def _section(html: str, content: Email, placed: PlacedRegion) -> SectionAnswer:
    section = sections.section_of(content, placed.id)
    type, value = _content(html, placed, section, copies=content.copies_to_text)
    return SectionAnswer(
        html_id=placed.id,
        value=value,
        content_type=type,
        parent_html_id=present(placed.module_id),
        is_locked=UNSET if placed.region.is_legacy else False,
    )


def _content(
    html: str, placed: PlacedRegion, section: Section, *, copies: bool
) -> tuple[str, list[TextAnswer] | MediaAnswer | str]:
    """The type of a section, and its content."""
    if section.segmentation_id is not None:
        return sections.DYNAMIC, dynamic.content_id(placed.id)
    part, kind = section.static, placed.region.kind
    if part.snippet_id is not None:
        return sections.SNIPPET, str(part.snippet_id)
    if kind is RegionKind.IMAGE:
        return sections.IMAGE, _image(shown(html, placed, part.image or Image()))
    if kind is RegionKind.VIDEO:
        return sections.VIDEO, MediaAnswer(video_url=present(part.video_url))
    if kind is RegionKind.TEXT:
        texts = sections.html_of(html, placed, part), sections.text_of(html, placed, part, copies=copies)
        return sections.TEXT, [TextAnswer(sections.HTML, texts[0]), TextAnswer(sections.TEXT, texts[1])]
    return kind.value, sections.html_of(html, placed, part)


def _image(image: Image) -> MediaAnswer:
    return MediaAnswer(
        width=present(image.width),
        height=present(image.height),
        alt_text=present(image.alt),
        style=present(image.style),
        external_url=present(image.url),
        link_url=present(image.link_url),
    )


def variable(setting: Setting) -> VariableAnswer:
    """The value of a variable."""
    return VariableAnswer(
        name=setting.variable.id,
        value=setting.value,
        module_scope=setting.variable.module_scope,
        module_id=present(setting.module_id),
    )


def dynamic_content(
    document: Document[Email], segmentation_id: int, parts: list[SegmentPart]
) -> EmailDynamicContentAnswer:
    """What each segment sees of a section or header."""
    return EmailDynamicContentAnswer(
        created_at=asset_time(document.created_ms),
        updated_at=asset_time(document.updated_ms),
        segmentation=segmentation_id,
        content=[
            SegmentPartAnswer(
                segment_id=str(part.segment.id), segment_name=part.segment.name, type=part.type, content=part.content
            )
            for part in parts
        ],
    )


def _header(name: str, line: Line) -> HeaderAnswer:
    if line.segmentation_id is None:
        return HeaderAnswer(sections.TEXT, line.value)
    return HeaderAnswer(sections.DYNAMIC, dynamic.content_id(name))
