"""HTML that marketers write: what is editable in it, changes that leave the rest as it is, and its text.

A source has at most `reader.BYTES`, `reader.DECLARATIONS` and `nesting.DEPTH`, and each function takes time in
proportion to it. No source is refused for how it is nested or closed; the `problems` of a `Template` say that.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from mercat.domain.markup import tags
from mercat.domain.markup.reader import Reader
from mercat.domain.markup.text import text_of
from mercat.model.markup import Element, Span, Template

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SCRIPT_URL: Final = re.compile(r"\s*(javascript|vbscript)\s*:", re.IGNORECASE)
_VALUE: Final = re.compile(r"""[^=]+=\s*(?P<quote>["']?)(?P<value>.*)(?P=quote)""", re.DOTALL)


def parse(html: str) -> Template:
    """What a source declares. Raises RuleBroken (HTML_TOO_LARGE, HTML_TOO_DEEP, REGIONS_LIMIT)."""
    return Reader(html).read()


def fill(template: Template, contents: Mapping[str, str]) -> str:
    """The source with another content in each region named by its id; all else stays as it is.

    The content of an `<img>` takes the place of the tag. Of regions inside one another the outer one counts.
    """
    edits = []
    for region in template.regions:
        if region.id in contents:
            edits.append((region.span if region.tag == "img" else region.inner, contents[region.id]))
    return splice(template.html, edits)


def splice(html: str, edits: Iterable[tuple[Span, str]]) -> str:
    """The source with a text in the place of each span. Of spans that overlap, the one that begins first counts."""
    pieces = []
    place = 0
    for span, text in sorted(edits, key=lambda edit: edit[0]):
        if span.start >= place:
            pieces += [html[place : span.start], text]
            place = span.end
    return "".join([*pieces, html[place:]])


def attribute_span(template: Template, element: Element, name: str) -> Span | None:
    """Where the value of an attribute stands in the start tag, without quotes; None if there is no value."""
    start = element.span.start
    tag = _SURROGATE.sub("?", template.html[start : element.inner.start])
    # A table's cell needs a table around it, so the name of the tag becomes one that stands anywhere.
    stand_in = "x" * len(element.tag)
    from turbohtml import parse as parse_tree

    tree = parse_tree(f"<{stand_in}{tag[1 + len(element.tag) :]}", source_locations=True).find(stand_in)
    location = None if tree is None else tree.source_location
    if location is None or name not in location.attrs:
        return None
    starts, span = tags.line_starts(tag), location.attrs[name]
    begin = starts[span.start_line - 1] + span.start_col
    match = _VALUE.fullmatch(tag[begin : starts[span.end_line - 1] + span.end_col])
    return None if match is None else Span(start + begin + match.start("value"), start + begin + match.end("value"))


def to_text(html: str) -> str:
    """The text version of a source; it may be empty."""
    return text_of(html)


def has_script(html: str) -> bool:
    """Whether a browser would run something: a script, an event handler, the address of a script."""
    return any(
        token.tag == "script" or any(_is_script(name, value or "") for name, value in token.attrs or ())
        for kind, token, _ in tags.read(html)
        if kind == tags.START
    )


def _is_script(name: str, value: str) -> bool:
    return name.startswith("on") or _SCRIPT_URL.match(value) is not None
