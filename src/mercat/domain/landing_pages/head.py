"""What a page adds to the HTML of its template: the title, tags of the head, and the script that tracks visitors."""

import html
from typing import Final, NamedTuple

from mercat.domain.landing_pages.formatting import MOBILE_STYLE
from mercat.domain.markup import tags
from mercat.domain.rendering.pieces import Edit
from mercat.model.landing_pages import LandingPage
from mercat.model.markup import Span

_VIEWPORT: Final = '<meta name="viewport" content="width=device-width, initial-scale=1.0">'
_MUNCHKIN: Final = (
    '<script type="text/javascript" src="//munchkin.marketo.net//munchkin.js"></script>'
    "<script>Munchkin.init('{instance}', {{customName: '{name}', wsInfo: 'j1RR'}});</script>\n"
)


class Places(NamedTuple):
    """Where a source has its title, and where its head and its body end."""

    title: Span | None
    head_end: int
    body_end: int


def find_places(source: str) -> Places:
    """The places of a source. Without a head, tags go before the body, or before everything."""
    title: Span | None = None
    title_start = head_end = body_start = body_end = -1
    for kind, token, start in tags.read(source):
        if kind == tags.START and token.tag == "title" and title is None and head_end < 0:
            title_start = start + len(token.source or "")
        elif kind == tags.END and token.tag == "title" and title is None and title_start >= 0:
            title = Span(title_start, start)
        elif kind == tags.END and token.tag == "head" and head_end < 0:
            head_end = start
        elif kind == tags.START and token.tag == "body" and body_start < 0:
            body_start = start
        elif kind == tags.END and token.tag in ("body", "html") and body_end < 0:
            body_end = start
    if head_end < 0:
        head_end = max(body_start, 0)
    return Places(title, head_end, len(source) if body_end < 0 else body_end)


def edits(source: str, content: LandingPage, instance_id: str) -> list[Edit]:
    """The changes of a source that follow from a page's metadata."""
    places = find_places(source)
    changes: list[Edit] = []
    title = html.escape(content.title)
    if content.title and places.title is not None:
        changes.append((places.title, (title,)))
    lines = _tags(content, with_title=places.title is None)
    changes.append((Span(places.head_end, places.head_end), ("".join(f"{line}\n" for line in lines),)))
    if content.enable_munchkin:
        script = _MUNCHKIN.format(instance=instance_id, name=content.url_name)
        changes.append((Span(places.body_end, places.body_end), (script,)))
    return changes


def _tags(content: LandingPage, *, with_title: bool) -> list[str]:
    lines = []
    if with_title and content.title:
        lines.append(f"<title>{html.escape(content.title)}</title>")
    for name, value in (
        ("robots", content.robots),
        ("keywords", content.keywords),
        ("description", content.meta_description),
    ):
        if value:
            lines.append(f'<meta name="{name}" content="{html.escape(value)}">')
    if content.mobile_enabled:
        lines += [_VIEWPORT, MOBILE_STYLE]
    if content.style_override:
        lines.append(f"<style>{content.style_override}</style>")
    return [*lines, *filter(None, (content.facebook_og_tags, content.custom_head_html))]
