"""Composing an email: its body with modules, sections and values in their places, before anybody is known."""

import html as html_text
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, NamedTuple

from mercat.domain.emails import emails, layout, lines, sections, values
from mercat.domain.emails.layout import PlacedRegion
from mercat.domain.emails.parts import image_tag, video_tag
from mercat.domain.markup import markup
from mercat.domain.markup.variables import written
from mercat.domain.rendering.pieces import Edit, merged, spliced
from mercat.model.compositions import Choice, Composition, Embedded, Piece
from mercat.model.documents import Document
from mercat.model.emails import Email, Line, Part, PlacedModule, Section
from mercat.model.markup import Element, Span, Template
from mercat.model.versions import Version
from mercat.store.tx import Tx

_BODY: Final = re.compile(r"""<body(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?>""", re.IGNORECASE)
_USE: Final = re.compile(r"\$\{([A-Za-z0-9_-]{1,255})\}")
_PRE_HEADER: Final = '<div style="display:none;max-height:0;overflow:hidden">{}</div>'
_BETWEEN: Final = "\n\n"  # sections of a text version


class EmailCompositions(NamedTuple):
    """An email for nobody in particular. Without `text`, the text version follows from the HTML."""

    html: Composition
    text: Composition | None
    subject: Composition
    from_name: Composition
    from_email: Composition
    reply_to: Composition


def compositions(tx: Tx, document: Document[Email], version: Version) -> EmailCompositions:
    """What a version of an email becomes. Raises TooLong."""
    content = getattr(document.versions, version)
    return compose(markup.parse(emails.KIND.body(tx, document, version)), content)


def compose(template: Template, content: Email) -> EmailCompositions:
    """What an email becomes, of what its body declares and of its content. Raises TooLong."""
    placed = layout.regions(template, content)
    writer = _Writer(template, content, placed)
    return EmailCompositions(
        writer.html(),
        None if content.copies_to_text or not placed else _text(template.html, content, placed),
        *(_line(getattr(content, lines.NAMES[name])) for name in ("subject", "fromName", "fromEmail", "replyTO")),
    )


class _Writer:
    """Writes the HTML of one email."""

    def __init__(self, template: Template, content: Email, placed: Iterable[PlacedRegion]) -> None:
        self._template = template
        self._content = content
        self._variables = {variable.id: variable for variable in reversed(template.variables)}
        self._uses = [use.span.start for use in template.uses]
        self._attributes: dict[tuple[int, str], Span | None] = {}
        self._regions: dict[str | None, list[PlacedRegion]] = {}
        for one in placed:
            self._regions.setdefault(one.module_id, []).append(one)

    def html(self) -> Composition:
        content, template = self._content, self._template
        edits = self._edits(Span(0, len(template.html)), None)
        if content.pre_header:
            edits.append(self._pre_header(content.pre_header))
        if [module.source for module in content.modules] != [module.id for module in template.modules]:
            edits.append(self._modules())
        else:
            for module in content.modules:
                edits += self._edits(layout.declaration(template, module).span, module)
        return merged(spliced(template.html, Span(0, len(template.html)), edits))

    def _modules(self) -> Edit:
        """All modules in their order, each after what stands before it in the body, such as a line break."""
        declared = self._template.modules
        pieces: list[Piece] = []
        befores: dict[str, str] = {}
        starts = [one.inner.start for one in self._template.containers if one.id == declared[0].container]
        start = end = min([*starts, declared[0].span.start])
        for one in declared:
            befores.setdefault(one.id, self._template.html[end : one.span.start])
            end = max(end, one.span.end)
        for module in self._content.modules:
            span = layout.declaration(self._template, module).span
            pieces.append(befores[module.source])
            pieces += spliced(self._template.html, span, self._edits(span, module))
        return Span(start, end), tuple(pieces)

    def _edits(self, span: Span, module: PlacedModule | None) -> list[Edit]:
        """The changes of a module, or of what lies outside of modules."""
        edits: list[Edit] = []
        for placed in self._regions.get(None if module is None else module.id, ()):
            edits += self._region(placed, module)
        if module is not None:
            edits += self._heading(module)
        inside = [] if module is not None else [one.span for one in self._template.modules]
        return edits + self._values(span, module, inside)

    def _region(self, placed: PlacedRegion, module: PlacedModule | None) -> list[Edit]:
        section = self._content.sections.get(placed.id)
        edits: list[Edit] = []
        if placed.id != placed.region.id:
            span = self._attribute(placed.region, "id")
            edits += [] if span is None else [(span, (placed.id,))]
        if section is not None and (section.segmentation_id is not None or section.static != Part()):
            is_whole = placed.region.tag == "img"
            span = placed.region.span if is_whole else placed.region.inner
            edits.append((span, _of_section(section, partial(self._part, placed, module))))
        return edits

    def _part(self, placed: PlacedRegion, module: PlacedModule | None, part: Part) -> Composition:
        """What a part puts into the place of a region."""
        if part.snippet_id is not None:
            return (Embedded(part.snippet_id),)
        if part.image is not None:
            return (self._valued(image_tag(self._template.html, placed, part.image), module),)
        if part.video_url is not None:
            return (video_tag(part.video_url),)
        if part.html is not None:
            return (part.html,)
        span = placed.region.span if placed.region.tag == "img" else placed.region.inner
        return (self._valued(self._template.html[span.start : span.end], module),)

    def _heading(self, module: PlacedModule) -> list[Edit]:
        """The id and the name of a module, where they differ from those in the body."""
        declared = layout.declaration(self._template, module)
        changes = {"id": (module.id, declared.id), "mktoname": (module.name or declared.name, declared.name)}
        edits: list[Edit] = []
        for attribute, (value, before) in changes.items():
            span = None if value == before else self._attribute(declared, attribute)
            if span is not None:
                edits.append((span, (html_text.escape(value),)))
        return edits

    def _attribute(self, element: Element, name: str) -> Span | None:
        """Where the value of an attribute stands; copies of a module ask for the same one."""
        key = (element.span.start, name)
        if key not in self._attributes:
            self._attributes[key] = markup.attribute_span(self._template, element, name)
        return self._attributes[key]

    def _values(self, span: Span, module: PlacedModule | None, inside: list[Span]) -> list[Edit]:
        edits: list[Edit] = []
        walls = iter(inside)
        wall = next(walls, None)
        for use in self._template.uses[bisect_left(self._uses, span.start) : bisect_left(self._uses, span.end)]:
            while wall is not None and wall.end <= use.span.start:
                wall = next(walls, None)
            if wall is not None and wall.start <= use.span.start:
                continue
            value = self._value(use.id, module)
            if value is not None:
                edits.append((use.span, (value,)))
        return edits

    def _value(self, id: str, module: PlacedModule | None) -> str | None:
        variable = self._variables.get(id)
        return None if variable is None else written(variable, values.value_of(variable, self._content, module))

    def _valued(self, text: str, module: PlacedModule | None) -> str:
        """A part of the body with the values of its variables."""

        def value(match: re.Match[str]) -> str:
            text = self._value(match[1], module)
            return match[0] if text is None else text

        return _USE.sub(value, text) if "${" in text else text

    def _pre_header(self, text: str) -> Edit:
        match = _BODY.search(self._template.html)
        place = match.end() if match else 0
        return Span(place, place), (_PRE_HEADER.format(html_text.escape(text)),)


# -- text and headers -------------------------------------------------------------------------------------------------


def _text(html: str, content: Email, placed: Iterable[PlacedRegion]) -> Composition:
    """The text versions of the sections, one after the other."""
    pieces: list[Piece] = []
    for one in placed:
        section = content.sections.get(one.id, Section())
        composition = _of_section(section, partial(_text_of_part, html, one))
        if composition not in ((), ("",)):
            pieces += [*([_BETWEEN] if pieces else []), *composition]
    return merged(pieces)


def _text_of_part(html: str, placed: PlacedRegion, part: Part) -> Composition:
    if part.snippet_id is not None:
        return (Embedded(part.snippet_id),)
    if part.text is not None:
        return (part.text,)
    if part.image is not None or part.video_url is not None:
        return (part.video_url or "",)
    return (sections.text_of(html, placed, part, copies=False),)


def _line(line: Line) -> Composition:
    if line.segmentation_id is None:
        return (line.value,)
    return (Choice(line.segmentation_id, {id: (text,) for id, text in line.by_segment.items()}),)


def _of_section(section: Section, write: Callable[[Part], Composition]) -> Composition:
    if section.segmentation_id is None:
        return write(section.static)
    static = write(section.static)
    by_segment = {id: static if part is None else write(part) for id, part in section.by_segment.items()}
    return (Choice(section.segmentation_id, by_segment),)
