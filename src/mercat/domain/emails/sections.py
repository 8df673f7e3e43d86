"""The sections of an email: what each region shows, for everyone or for each segment of a segmentation."""

import html as html_text
import re
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from mercat.domain.emails import emails, layout, lines
from mercat.domain.emails.layout import PlacedRegion
from mercat.domain.emails.parts import shown
from mercat.domain.files import files
from mercat.domain.markup import markup
from mercat.domain.segments import dynamic, segmentations
from mercat.domain.snippets import snippets
from mercat.model.assets import AssetType
from mercat.model.documents import Document
from mercat.model.emails import Email, Image, Line, Part, Section
from mercat.model.markup import RegionKind
from mercat.model.refusals import Missing, NotAllowed, RuleBroken
from mercat.model.rules import Rule
from mercat.model.smart_lists import Segment
from mercat.store.tx import Tx

TEXT: Final = "Text"
HTML: Final = "HTML"
DYNAMIC: Final = "DynamicContent"
SNIPPET: Final = "Snippet"
IMAGE: Final = "Image"
VIDEO: Final = "Video"
TYPES: Final = (TEXT, HTML, DYNAMIC, SNIPPET, IMAGE, VIDEO)

# What each kind of region takes, beside dynamic content. The first one is what it has if no type is named.
_TAKES: Final = {
    RegionKind.TEXT: (TEXT, HTML, SNIPPET),
    RegionKind.IMAGE: (IMAGE,),
    RegionKind.SNIPPET: (SNIPPET,),
    RegionKind.VIDEO: (VIDEO,),
}
_VIDEO_URL: Final = re.compile(
    r"https?://(www\.)?(youtube\.com/watch\?([^#]*&)?v=|youtu\.be/|player\.vimeo\.com/video/|vimeo\.com/)[\w-]{1,64}.*",
    re.ASCII | re.IGNORECASE,
)


class Change(NamedTuple):
    """What is asked of a region; None is what nobody says."""

    type: str | None = None
    value: str | None = None
    text: str | None = None
    image: Image = Image()
    video_url: str | None = None


_FILE_URL: Final = re.compile(r"/rs/([^/?#]{1,255})/images/([^/?#]{1,2000})(?:[?#]|\Z)")


# -- reading ----------------------------------------------------------------------------------------------------------


def section_of(content: Email, region_id: str) -> Section:
    """The content of a region; an empty section is as in the body."""
    return content.sections.get(region_id, Section())


def html_of(html: str, placed: PlacedRegion, part: Part) -> str:
    """The HTML of a part; `html` is the body."""
    if part.html is not None:
        return part.html
    return html[placed.region.inner.start : placed.region.inner.end]


def text_of(html: str, placed: PlacedRegion, part: Part, *, copies: bool) -> str:
    """The text version of a part: what somebody wrote, or what follows from the HTML."""
    if part.text is not None and not copies:
        return part.text
    return markup.to_text(html_of(html, placed, part))


class SegmentPart(NamedTuple):
    """What a segment sees of a section or header: its type, and the HTML, text, address or id."""

    segment: Segment
    type: str
    content: str


def dynamic_parts(tx: Tx, document: Document[Email], content: Email, content_id: str) -> tuple[int, list[SegmentPart]]:
    """The segmentation of a region or header, and what each segment sees. Raises NotFound, RuleBroken."""
    name = dynamic.name_of(content_id)
    line = _line_of(content, name)
    if line is not None:
        segmentation_id = _segmentation_of(line, name)
        segments = segmentations.get_approved(tx, segmentation_id).segments
        return segmentation_id, [SegmentPart(one, TEXT, line.value_of(one.id, segments[-1].id)) for one in segments]
    template = emails.read(tx, document, content)
    placed = layout.region(template, content, name)
    section = section_of(content, placed.id)
    segmentation_id = _segmentation_of(section, name)
    segments = segmentations.get_approved(tx, segmentation_id).segments
    parts = []
    for one in segments:
        part = section.part_of(one.id, segments[-1].id)
        parts += [SegmentPart(one, *content) for content in _contents(template.html, placed, part)]
    return segmentation_id, parts


def _contents(html: str, placed: PlacedRegion, part: Part) -> list[tuple[str, str]]:
    """The types and contents of a part."""
    if part.snippet_id is not None:
        return [(SNIPPET, str(part.snippet_id))]
    if part.video_url is not None:
        return [(VIDEO, part.video_url)]
    if placed.region.kind is RegionKind.IMAGE:
        return [(IMAGE, shown(html, placed, part.image or Image()).url or "")]
    texts = [] if part.text is None else [(TEXT, part.text)]
    return [(HTML, html_of(html, placed, part)), *texts]


# -- changing ---------------------------------------------------------------------------------------------------------


def change(tx: Tx, email_id: int, region_id: str, asked: Change) -> Document[Email]:
    """Other content of a region, the same for everyone, or dynamic from now on.

    Raises NotFound (the email, the region, what the value names), NotAllowed, Missing, RuleBroken.
    """
    document, template = emails.edit(tx, email_id)
    content = document.versions.latest
    placed = layout.region(template, content, region_id)
    section = section_of(content, region_id)
    if asked.type == DYNAMIC:
        changed = _dynamic(tx, placed, section, asked.value)
    else:
        changed = Section(_part(tx, placed, section.static, asked))
    return _saved(tx, document, region_id, changed)


def change_segment(tx: Tx, email_id: int, content_id: str, segment: str, asked: Change) -> Document[Email]:
    """Other content of a dynamic region or header for a segment, which is named or has an id.

    Raises NotFound (the email, the region, the segment), NotAllowed, Missing, RuleBroken (it is not dynamic).
    """
    document = emails.KIND.get(tx, email_id)
    content = document.versions.latest
    name = dynamic.name_of(content_id)
    line = _line_of(content, name)
    if line is not None:
        return _change_line(tx, document, name, line, segment, asked)
    placed = layout.region(emails.read(tx, document), content, name)
    section = section_of(content, placed.id)
    segmentation_id = _segmentation_of(section, name)
    one = dynamic.segment(tx, segmentation_id, segment)
    default = segmentations.get_approved(tx, segmentation_id).segments[-1]
    part = _part(tx, placed, section.part_of(one.id, default.id), asked)
    return _saved(tx, document, placed.id, replace(section, by_segment={**section.by_segment, one.id: part}))


def _change_line(
    tx: Tx, document: Document[Email], name: str, line: Line, segment: str, asked: Change
) -> Document[Email]:
    one = dynamic.segment(tx, _segmentation_of(line, name), segment)
    if asked.type not in (None, TEXT, HTML):
        raise RuleBroken(Rule.SECTION_TYPE_UNFIT, id=name, type=asked.type[:255])
    if asked.value is None:
        raise Missing("value")
    texts = {**line.by_segment, one.id: lines.checked(name, asked.value)}
    return emails.KIND.save(tx, document, lines.put(document.versions.latest, name, replace(line, by_segment=texts)))


def _saved(tx: Tx, document: Document[Email], region_id: str, section: Section) -> Document[Email]:
    content = document.versions.latest
    return emails.KIND.save(tx, document, replace(content, sections={**content.sections, region_id: section}))


# -- parts ------------------------------------------------------------------------------------------------------------


def _part(tx: Tx, placed: PlacedRegion, before: Part, asked: Change) -> Part:
    """The part of a region after a change."""
    takes = _TAKES.get(placed.region.kind, ())
    type = asked.type or next(iter(takes), None)
    if type is not None and type not in TYPES:
        raise NotAllowed("type", type[:255], TYPES)
    if type not in takes:
        raise RuleBroken(Rule.SECTION_TYPE_UNFIT, id=placed.id, type=(type or placed.region.kind.value)[:255])
    if type == SNIPPET:
        return Part(snippet_id=_snippet(tx, asked.value))
    if type == IMAGE:
        return Part(image=_image(tx, before.image or Image(), asked))
    if type == VIDEO:
        return Part(video_url=_video(asked.video_url or asked.value))
    if asked.value is None and asked.text is None:
        raise Missing("value")
    html = before.html if asked.value is None else asked.value
    layout.check_script(html or "")
    return Part(html=html, text=before.text if asked.text is None else asked.text)


def _dynamic(tx: Tx, placed: PlacedRegion, section: Section, value: str | None) -> Section:
    """The section follows a segmentation, whose segments see what everyone saw, or a default that comes along."""
    if value is None:
        raise Missing("value")
    segmentation, default = _segmentation_value(value)
    segments = dynamic.segments(tx, segmentation)
    static = section.static if default is None else _part(tx, placed, Part(), Change(HTML, default))
    return Section(static, segments.id, {segment.id: None for segment in segments.segments})


def _segmentation_value(value: str) -> tuple[str, str | None]:
    """The id of a segmentation, alone or in a JSON object with the default content."""
    if not value.lstrip().startswith("{"):
        return value, None
    try:
        document: Any = msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        raise NotAllowed("value", value[:255]) from None
    segmentation, default = document.get("segmentation"), document.get("default")
    if not isinstance(segmentation, int | str) or not isinstance(default, str | None):
        raise NotAllowed("value", value[:255])
    return str(segmentation), default


def _snippet(tx: Tx, value: str | None) -> int:
    if value is None:
        raise Missing("value")
    snippet_id = dynamic.as_id(AssetType.SNIPPET, value)
    return snippets.KIND.get(tx, snippet_id).id


def _image(tx: Tx, before: Image, asked: Change) -> Image:
    """What is said of an image, and what was said before."""
    changes = {name: value for name, value in msgspec.structs.asdict(asked.image).items() if value is not None}
    if asked.value is not None and "url" not in changes:
        changes["url"] = asked.value
    if not changes:
        raise Missing("externalUrl")
    for name in ("url", "link_url"):
        layout.check_script(f'<a href="{html_text.escape(changes.get(name, ""))}">')
    if "url" in changes:
        before = replace(before, file_id=_file_id(tx, changes["url"]))
    return replace(before, **changes)


def _file_id(tx: Tx, url: str) -> int | None:
    """The file of this instance that a URL serves, or None."""
    match = _FILE_URL.search(url)
    file = files.named(tx, unquote(match[2])) if match and match[1] == tx.instance_id else None
    return None if file is None else file.id


def _video(url: str | None) -> str:
    if url is None:
        raise Missing("videoUrl")
    if not _VIDEO_URL.fullmatch(url):
        raise RuleBroken(Rule.VIDEO_URL_UNFIT)
    return url


# -- dynamic content --------------------------------------------------------------------------------------------------


def _line_of(content: Email, name: str) -> Line | None:
    """The header of a name in any case; a region has the name if the header is not dynamic."""
    for header, member in lines.NAMES.items():
        line: Line = getattr(content, member)
        if header.casefold() == name.casefold() and line.segmentation_id is not None:
            return line
    return None


def _segmentation_of(owner: Section | Line, name: str) -> int:
    if owner.segmentation_id is None:
        raise RuleBroken(Rule.SECTION_NOT_DYNAMIC, id=name[:255])
    return owner.segmentation_id
