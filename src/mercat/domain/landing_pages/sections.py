"""The sections of a page: the elements of a free-form page in their order, or the regions of a guided one.

What they show is the same for everyone, or follows a segmentation.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, cast, get_args

import msgspec
from msgspec.structs import replace

from mercat.domain.files import files
from mercat.domain.forms import form_fields, forms
from mercat.domain.landing_pages import formatting, pages, regions
from mercat.domain.segments import dynamic, segmentations
from mercat.domain.snippets import snippets
from mercat.model.assets import AssetType
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage, Part, PartType, Section
from mercat.model.markup import Region, Template
from mercat.model.refusals import Missing, NotAllowed, NotFound, RuleBroken, TooMany
from mercat.model.rules import Rule
from mercat.model.smart_lists import Segment
from mercat.store.tx import Tx

SECTIONS: Final = 200  # of a free-form page
SECTION: Final = "Section"
IMAGE: Final = "Image"
DYNAMIC: Final = "DynamicContent"
ABSENT: Final[Mapping[str, str]] = {"SocialButton": "Social Button", "Video": "Video"}  # nothing here makes these
TYPES: Final[tuple[str, ...]] = (*get_args(PartType), DYNAMIC, *ABSENT)
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,255}")
_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)


class Change(msgspec.Struct, frozen=True):
    """What is asked of a section; None is what nobody says. `formatting` holds members of `Formatting` by name.

    Of the content for a segment, an empty type is the type that it has.
    """

    type: str
    value: str | None = None
    formatting: Mapping[str, Any] = {}
    index: int | None = None


class Listed(msgspec.Struct, frozen=True):
    """A section in its place, from 1. Without a part it shows something that nothing here makes."""

    id: str
    index: int
    type: str
    part: Part | None
    is_dynamic: bool


# -- reading ----------------------------------------------------------------------------------------------------------


def listing(template: Template, content: LandingPage) -> list[Listed]:
    """The sections of a page: elements in their order, or every region of a guided page."""
    if content.template_type == "freeForm":
        return [_listed(index, section) for index, section in enumerate(content.sections, 1)]
    changed = {section.id: section for section in content.sections}
    rows = []
    for index, region in enumerate(template.regions, 1):
        if region.kind in regions.TAKES:
            section = changed.get(region.id) or Section(region.id, default_part(template, region))
            rows.append(_listed(index, section))
        else:
            rows.append(Listed(region.id, index, regions.OTHERS[region.kind], None, False))
    return rows


def default_part(template: Template, region: Region) -> Part:
    """What a region of a guided page shows by itself. No id stands for what the template has there."""
    type = regions.TAKES[region.kind][0]
    text = template.html[region.inner.start : region.inner.end] if type == "RichText" else ""
    return Part(type, text)


def dynamic_parts(
    tx: Tx, document: Document[LandingPage], content: LandingPage, content_id: str
) -> tuple[int, list[tuple[Segment, Part]]]:
    """The segmentation of a section, and what each segment sees. Raises NotFound, RuleBroken (it is not dynamic)."""
    section = _section(pages.read(tx, document, content), content, dynamic.name_of(content_id))
    segmentation_id = _segmentation_of(section)
    segments = segmentations.get_approved(tx, segmentation_id).segments
    return segmentation_id, [(one, section.by_segment.get(one.id, section.static)) for one in segments]


# -- changing ---------------------------------------------------------------------------------------------------------


def add(tx: Tx, page_id: int, section_id: str | None, asked: Change) -> Document[LandingPage]:
    """Another element at the end of a free-form page, or the first content of a region of a guided one.

    Raises NotFound (the page, the region, what the value names), NotAllowed, Missing, TooMany, RuleBroken.
    """
    document, template, content = _edit(tx, page_id)
    if asked.type == DYNAMIC:
        raise NotAllowed("type", asked.type, TYPES)
    if content.template_type == "guided":
        if section_id is None:
            raise Missing("contentId")
        if any(section.id == section_id for section in content.sections):
            raise RuleBroken(Rule.ELEMENT_ID_TWICE, id=section_id)
        return _put(tx, document, _changed(tx, template, content, section_id, asked))
    if len(content.sections) >= SECTIONS:
        raise TooMany("content", SECTIONS)
    section_id = _new_id(content, section_id)
    section = Section(section_id, _part(tx, (asked.type,), section_id, None, asked))
    return pages.KIND.save(tx, document, replace(content, sections=(*content.sections, section)))


def change(tx: Tx, page_id: int, section_id: str, asked: Change) -> Document[LandingPage]:
    """Other content of a section, the same for everyone, or dynamic from now on; or another place or look.

    Raises NotFound (the page, the section, what the value names), NotAllowed, Missing, RuleBroken.
    """
    document, template, content = _edit(tx, page_id)
    section = _changed(tx, template, content, section_id, asked)
    if asked.index is None:
        return _put(tx, document, section)
    rows = listing(template, content)
    place = next(row.index for row in rows if row.id == section_id)
    is_movable = content.template_type == "freeForm" and 1 <= asked.index <= len(rows)
    if asked.index != place and not is_movable:
        raise NotAllowed("index", str(asked.index)[:255])
    document = _put(tx, document, section)
    return document if asked.index == place else _moved(tx, document, section, asked.index)


def change_segment(tx: Tx, page_id: int, content_id: str, segment: str, asked: Change) -> Document[LandingPage]:
    """Other content of a dynamic section for a segment, which is named or has an id.

    Raises NotFound (the page, the section, the segment), NotAllowed, Missing, RuleBroken (it is not dynamic).
    """
    document, template, content = _edit(tx, page_id)
    section = _section(template, content, dynamic.name_of(content_id))
    one = dynamic.segment(tx, _segmentation_of(section), segment)
    before = section.by_segment.get(one.id, section.static)
    asked = replace(asked, type=asked.type or before.type)
    if content.template_type == "guided" and asked.formatting:
        raise RuleBroken(Rule.FORMATTING_OF_GUIDED)
    part = _part(tx, _takes(template, content, section), section.id, before, asked)
    return _put(tx, document, replace(section, by_segment={**section.by_segment, one.id: part}))


def delete(tx: Tx, page_id: int, section_id: str) -> Document[LandingPage]:
    """Remove an element of a free-form page; a region of a guided one shows what the template has. Raises NotFound."""
    document, template, content = _edit(tx, page_id)
    _section(template, content, section_id)
    sections = tuple(section for section in content.sections if section.id != section_id)
    return pages.KIND.save(tx, document, replace(content, sections=sections))


# -- what the functions share -----------------------------------------------------------------------------------------


def _edit(tx: Tx, page_id: int) -> tuple[Document[LandingPage], Template, LandingPage]:
    document = pages.KIND.get(tx, page_id)
    content = document.versions.latest
    return document, pages.read(tx, document, content), content


def _listed(index: int, section: Section) -> Listed:
    is_dynamic = section.segmentation_id is not None
    return Listed(section.id, index, DYNAMIC if is_dynamic else section.static.type, section.static, is_dynamic)


def _section(template: Template, content: LandingPage, section_id: str) -> Section:
    """The section of an id as it stands. Raises NotFound, RuleBroken (it shows something that nothing here makes)."""
    for section in content.sections:
        if section.id == section_id:
            return section
    region = None if content.template_type == "freeForm" else template.region(section_id)
    if region is None:
        raise NotFound(SECTION, section_id[:255])
    if region.kind not in regions.TAKES:
        raise RuleBroken(Rule.SECTION_TYPE_UNFIT, id=section_id, type=regions.OTHERS[region.kind])
    return Section(section_id, default_part(template, region))


def _takes(template: Template, content: LandingPage, section: Section) -> tuple[str, ...]:
    """The types of content that a section may have."""
    region = None if content.template_type == "freeForm" else template.region(section.id)
    return (section.static.type,) if region is None else regions.TAKES[region.kind]


def _changed(tx: Tx, template: Template, content: LandingPage, section_id: str, asked: Change) -> Section:
    _check_type(asked)
    section = _section(template, content, section_id)
    if content.template_type == "guided" and asked.formatting:
        raise RuleBroken(Rule.FORMATTING_OF_GUIDED)
    if asked.type != DYNAMIC:
        return Section(section_id, _part(tx, _takes(template, content, section), section_id, section.static, asked))
    look = formatting.changed(section.static.formatting, section.static.type, asked.formatting)
    static = replace(section.static, formatting=look)
    if asked.value is None and section.segmentation_id is not None:
        return replace(section, static=static)
    if asked.value is None:
        raise Missing("value")
    segments = dynamic.segments(tx, asked.value)
    return Section(section_id, static, segments.id, {segment.id: static for segment in segments.segments})


def _part(tx: Tx, takes: tuple[str, ...], section_id: str, before: Part | None, asked: Change) -> Part:
    """What a section shows after a change. Without a value it shows what it did."""
    _check_type(asked)
    if asked.type not in takes:
        raise RuleBroken(Rule.SECTION_TYPE_UNFIT, id=section_id, type=asked.type)
    type = cast(PartType, asked.type)
    value = asked.value
    if value is None and before is not None and before.type == type:
        value = before.value
    else:
        value = _value(tx, type, value)
    look = formatting.changed((before or Part(type)).formatting, type, asked.formatting)
    return Part(type, value, look)


def _check_type(asked: Change) -> None:
    """Refuse types that there are not, and what nothing here makes. Raises NotAllowed, Missing, NotFound."""
    if asked.type not in TYPES:
        raise NotAllowed("type", asked.type[:255], TYPES)
    if asked.type in ABSENT:
        if asked.value is None:
            raise Missing("value")
        raise NotFound(ABSENT[asked.type], asked.value[:255])


def _value(tx: Tx, type: PartType, value: str | None) -> str:
    """The value of a new content. Raises Missing, NotFound, NotAllowed, RuleBroken, ContentTooLong."""
    if type == "Rectangle":
        if value:
            raise NotAllowed("value", value[:255])
        return ""
    if value is None:
        raise Missing("value")
    match type:
        case "RichText":
            form_fields.check_rich_text(value)
        case "Form":
            value = str(forms.KIND.get(tx, dynamic.as_id(AssetType.FORM, value)).id)
        case "Snippet":
            value = str(snippets.KIND.get(tx, dynamic.as_id(AssetType.SNIPPET, value)).id)
        case "Image":
            value = _image(tx, value)
    return value


def _image(tx: Tx, value: str) -> str:
    file = files.KIND.find(tx, int(value)) if _NUMBER.fullmatch(value.strip()) else None
    if file is None or not file.versions.latest.mime_type.startswith("image/"):
        raise NotFound(IMAGE, value[:255])
    return str(file.id)


def _new_id(content: LandingPage, section_id: str | None) -> str:
    ids = {section.id for section in content.sections}
    if section_id is None:
        return str(1 + max((int(id) for id in ids if _NUMBER.fullmatch(id)), default=0))
    if not _ID.fullmatch(section_id):
        raise NotAllowed("contentId", section_id[:255])
    if section_id in ids:
        raise RuleBroken(Rule.ELEMENT_ID_TWICE, id=section_id)
    return section_id


def _put(tx: Tx, document: Document[LandingPage], section: Section) -> Document[LandingPage]:
    """Store a section in the place of the one with its id, or after all others."""
    content = document.versions.latest
    if any(one.id == section.id for one in content.sections):
        sections = tuple(section if one.id == section.id else one for one in content.sections)
    else:
        sections = (*content.sections, section)
    return pages.KIND.save(tx, document, replace(content, sections=sections))


def _moved(tx: Tx, document: Document[LandingPage], section: Section, index: int) -> Document[LandingPage]:
    content = document.versions.latest
    others = [one for one in content.sections if one.id != section.id]
    others.insert(index - 1, section)
    return pages.KIND.save(tx, document, replace(content, sections=tuple(others)))


def _segmentation_of(section: Section) -> int:
    if section.segmentation_id is None:
        raise RuleBroken(Rule.SECTION_NOT_DYNAMIC, id=section.id)
    return section.segmentation_id
