"""Assets that become HTML and text for a person: what each kind becomes, and which segmentations it follows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from mercat.domain.asset_kinds import catalog
from mercat.domain.designer import composing as designer
from mercat.domain.designer import designs
from mercat.domain.emails import composing as emails
from mercat.domain.emails import layout, links
from mercat.domain.landing_pages import composing as pages
from mercat.domain.markup import markup
from mercat.domain.rendering.renderer import DEPTH, Recipient, Renderer
from mercat.domain.segments import segmentations
from mercat.domain.snippets import snippets
from mercat.model.assets import AssetRef, AssetType
from mercat.model.compositions import Composition
from mercat.model.designer import DesignerEmail
from mercat.model.documents import Document
from mercat.model.emails import Email
from mercat.model.landing_pages import LandingPage, LandingPageTemplate
from mercat.model.people import Person
from mercat.model.smart_lists import Segment
from mercat.model.versions import Version
from mercat.store.tx import Tx

HEADERS: Final = ("Subject line", "From name", "From address", "Reply-To address")


class Addresses(NamedTuple):
    """The beginning of this instance's addresses, and the public URL of the file of a name."""

    base_url: str
    image_url: Callable[[str], str]


class Parts(NamedTuple):
    """What a version becomes, before anybody is known. Without `text`, the text version follows from the HTML.

    `lines` are headers, by their English labels. `links` are those of the system, by the names of their tokens.
    """

    html: Composition
    text: Composition | None = None
    lines: tuple[tuple[str, Composition], ...] = ()
    links: Mapping[str, str] = {}


class Rendered(NamedTuple):
    """A version as a person gets it."""

    html: str
    text: str
    lines: list[tuple[str, str]]


def render(
    tx: Tx,
    document: Document[Any],
    version: Version,
    person: Person | None,
    segment_ids: Mapping[int, int],
    addresses: Addresses,
) -> Rendered:
    """A version for a person, or for nobody; `segment_ids` has segments by segmentation, whatever the rules say.

    The kind must be one of COMPOSERS. Raises NotFound (what the asset refers to), RuleBroken, TooLong.
    """
    parts = COMPOSERS[document.type](tx, document, version, addresses)
    renderer, recipient = Renderer(tx, document.parent), Recipient(person, segment_ids, parts.links)
    html = renderer.html(parts.html, recipient)
    if parts.text is None:
        text = renderer.text_of_html(parts.html, recipient)
    else:
        text = renderer.text(parts.text, recipient)
    return Rendered(html, text, [(label, renderer.line(line, recipient)) for label, line in parts.lines])


def followed(tx: Tx, document: Document[Any], version: Version) -> list[tuple[int, str, tuple[Segment, ...]]]:
    """Id, name and segments of the approved segmentations that a version or a snippet in it follows, by id."""
    refs = set(_followed(tx, catalog.KIND_OF[document.type].uses(getattr(document.versions, version)), DEPTH))
    rows = []
    for ref in sorted(refs, key=lambda ref: ref.id):
        one = segmentations.KIND.find(tx, ref.id)
        if one is not None and one.versions.approved is not None:
            rows.append((one.id, one.title.name, one.versions.approved.segments))
    return rows


def _followed(tx: Tx, refs: Iterable[AssetRef], depth: int) -> Iterable[AssetRef]:
    for ref in set(refs):
        if ref.type is AssetType.SEGMENTATION:
            yield ref
        elif ref.type is AssetType.SNIPPET and depth:
            snippet = snippets.KIND.find(tx, ref.id)
            if snippet is not None and snippet.versions.approved is not None:
                yield from _followed(tx, snippets.KIND.uses(snippet.versions.approved), depth - 1)


# -- the kinds --------------------------------------------------------------------------------------------------------


def _snippet(tx: Tx, document: Document[Any], version: Version, addresses: Addresses) -> Parts:
    content = getattr(document.versions, version)
    return Parts(snippets.compose(content, text=False), snippets.compose(content, text=True))


def _email(tx: Tx, document: Document[Email], version: Version, addresses: Addresses) -> Parts:
    parts = emails.compositions(tx, document, version)
    lines = zip(HEADERS, (parts.subject, parts.from_name, parts.from_email, parts.reply_to), strict=True)
    return Parts(parts.html, parts.text, tuple(lines), links.of_sample(addresses.base_url, document.id))


def _email_template(tx: Tx, document: Document[Any], version: Version, addresses: Addresses) -> Parts:
    """A template as the email that begins with it."""
    template = markup.parse(catalog.KIND_OF[document.type].body(tx, document, version))
    content = Email(document.id, modules=layout.first_modules(template))
    return Parts(emails.compose(template, content).html, links=links.of_sample(addresses.base_url, document.id))


def _page(tx: Tx, document: Document[LandingPage], version: Version, addresses: Addresses) -> Parts:
    return Parts(pages.compose(tx, document, version, addresses.image_url))


def _page_template(tx: Tx, document: Document[LandingPageTemplate], version: Version, addresses: Addresses) -> Parts:
    """A template as the page that begins with it."""
    template = markup.parse(catalog.KIND_OF[document.type].body(tx, document, version))
    declared: LandingPageTemplate = getattr(document.versions, version)
    content = LandingPage(document.id, declared.type, declared.enable_munchkin, "")
    return Parts(pages.write(tx, template, content, addresses.image_url))


def _design(tx: Tx, document: Document[Any], version: Version, addresses: Addresses) -> Parts:
    data = designs.data_of(tx, catalog.KIND_OF[document.type], document, version)
    content = getattr(document.versions, version)
    lines: tuple[tuple[str, Composition], ...] = ()
    if isinstance(content, DesignerEmail):
        headers = content.headers
        texts = (headers.subject, headers.from_name, headers.from_email, headers.reply_email)
        lines = tuple((label, (text or "",)) for label, text in zip(HEADERS, texts, strict=True))
    html, text = designer.compose(tx, data)
    return Parts(html, text, lines, links.of_sample(addresses.base_url, document.id))


COMPOSERS: Final[Mapping[AssetType, Callable[[Tx, Document[Any], Version, Addresses], Parts]]] = {
    AssetType.SNIPPET: _snippet,
    AssetType.EMAIL_TEMPLATE: _email_template,
    AssetType.EMAIL: _email,
    AssetType.LANDING_PAGE_TEMPLATE: _page_template,
    AssetType.LANDING_PAGE: _page,
    AssetType.FRAGMENT: _design,
    AssetType.DESIGNER_TEMPLATE: _design,
    AssetType.DESIGNER_EMAIL: _design,
}
