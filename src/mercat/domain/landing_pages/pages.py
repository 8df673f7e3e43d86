"""Landing pages as assets: made from a template, with a URL and what stands in their head.

Their content: `sections`, `variables`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind, Copies
from mercat.domain.forms import forms
from mercat.domain.landing_pages import regions, templates, urls
from mercat.domain.markup import markup
from mercat.domain.segments import segmentations
from mercat.domain.snippets import snippets
from mercat.model.assets import AssetRef, AssetType, Ref
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage, LandingPageTemplate, Part, Section
from mercat.model.markup import Template
from mercat.model.refusals import NotAllowed, RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.assets import asset_links
from mercat.store.tx import Tx

USED_BY: Final[Mapping[str, AssetType]] = {  # the type of the asset whose id a part holds, by the part's type
    "Form": AssetType.FORM,
    "Image": AssetType.FILE,
    "Snippet": AssetType.SNIPPET,
}
_USERS: Final = 200  # forms that a refusal names
# How many characters a member may have, and what operations call it.
_LENGTHS: Final[Mapping[str, tuple[str, int]]] = {
    "title": ("title", 2_000),
    "keywords": ("keywords", 2_000),
    "robots": ("robots", 255),
    "meta_description": ("metaTagsDescription", 2_000),
    "custom_head_html": ("customHeadHTML", 65_535),
    "facebook_og_tags": ("facebookOgTags", 65_535),
    "style_override": ("styleOverRide", 65_535),
}
_ROBOTS: Final = re.compile(r"[A-Za-z0-9_:, -]*")


def _parts(content: LandingPage) -> Iterable[Part]:
    for section in content.sections:
        yield from (section.static, *section.by_segment.values())


def _uses(content: LandingPage) -> Iterable[AssetRef]:
    yield AssetRef(AssetType.LANDING_PAGE_TEMPLATE, content.template_id)
    for section in content.sections:
        if section.segmentation_id is not None:
            yield AssetRef(AssetType.SEGMENTATION, section.segmentation_id)
    for part in _parts(content):
        if part.type in USED_BY and part.value:
            yield AssetRef(USED_BY[part.type], int(part.value))


def _rewire(content: LandingPage, copies: Copies) -> LandingPage:
    def part(one: Part) -> Part:
        if one.type not in USED_BY or not one.value:
            return one
        became = copies.get(AssetRef(USED_BY[one.type], int(one.value)))
        return one if became is None else replace(one, value=str(became.id))

    def section(one: Section) -> Section:
        parts = {segment_id: part(each) for segment_id, each in one.by_segment.items()}
        return replace(one, static=part(one.static), by_segment=parts)

    return replace(content, sections=tuple(section(one) for one in content.sections))


def _check_draft(tx: Tx, document: Document[LandingPage]) -> None:
    """Everything that the page shows is in use: its forms, snippets and segmentations."""
    kinds: dict[AssetType, AssetKind[Any]] = {
        AssetType.FORM: forms.KIND,
        AssetType.SNIPPET: snippets.KIND,
        AssetType.SEGMENTATION: segmentations.KIND,
    }
    for ref in dict.fromkeys(_uses(document.versions.latest)):
        kind = kinds.get(ref.type)
        if kind is not None and kind.get(tx, ref.id).versions.approved is None:
            raise RuleBroken(Rule.NOT_APPROVED, kind=ref.type.value)


class LandingPageKind(AssetKind[LandingPage]):
    """The asset kind of landing pages. The URLs of their versions are stored beside them, since no two may be alike."""

    def clone(
        self, tx: Tx, document: Document[LandingPage], parent: Ref, name: str, description: str | None
    ) -> Document[LandingPage]:
        """A page with the content of another one and a URL of its own. Raises what `create` raises."""
        version = document.versions.pick()
        assert version is not None, "an asset has a version"
        content = replace(version[1], url_name=urls.derived(tx, parent, name))
        return self.create(tx, parent, name, description, content, self.body(tx, document, version[0]))

    def unapprove(self, tx: Tx, document: Document[LandingPage]) -> Document[LandingPage]:
        """Like that of all assets; a page that forms lead to is refused with their ids. Raises RuleBroken, InUse."""
        users = asset_links.users(tx, document.ref, offset=0, limit=_USERS)
        ids = [str(user.id) for user in users if user.type is AssetType.FORM]
        if document.versions.approved is not None and ids:
            raise RuleBroken(Rule.PAGE_FOLLOWS_FORMS, ids=",".join(ids))
        return super().unapprove(tx, document)

    def delete(self, tx: Tx, document: Document[LandingPage], *, though_used: bool = False) -> None:
        """Like that of all assets. Raises RuleBroken (it is approved), InUse."""
        if document.versions.approved is not None:
            raise RuleBroken(Rule.PAGE_APPROVED)
        super().delete(tx, document, though_used=though_used)

    def _link(self, tx: Tx, document: Document[LandingPage]) -> None:
        super()._link(tx, document)
        urls.put(tx, document.id, [content.url_name for content in document.versions.contents])


KIND: Final = LandingPageKind(
    type=AssetType.LANDING_PAGE,
    content=LandingPage,
    folder_type="Landing Page",
    has_body=True,
    uses=_uses,
    rewire=_rewire,
    check_draft=_check_draft,
)


def create(
    tx: Tx,
    parent: Ref,
    name: str,
    description: str | None,
    template_id: int,
    *,
    url_name: str | None = None,
    options: Mapping[str, Any],
) -> Document[LandingPage]:
    """A new page with the HTML of an approved template. `options` holds members of `LandingPage` by name.

    Raises what `AssetKind.create` does, NotFound and RuleBroken (the template), TooLong, ForbiddenCharacters.
    """
    source, template = _template(tx, template_id)
    url_name = urls.derived(tx, parent, name) if url_name is None else urls.checked(url_name)
    content = _with(LandingPage(template_id, template.type, template.enable_munchkin, url_name), options)
    return KIND.create(tx, parent, name, description, content, templates.KIND.body(tx, source, "approved"))


def update(
    tx: Tx,
    page_id: int,
    *,
    name: str | None,
    description: str | None,
    url_name: str | None,
    options: Mapping[str, Any],
) -> Document[LandingPage]:
    """Another name, description, URL or members of the draft by name. Raises NotFound, AlreadyExists, TooLong, ..."""
    document = KIND.get(tx, page_id)
    if name is not None or description is not None:
        document = KIND.describe(tx, document, name=name, description=description)
    changes = dict(options) if url_name is None else {**options, "url_name": urls.checked(url_name)}
    return KIND.save(tx, document, _with(document.versions.latest, changes)) if changes else document


def clone(
    tx: Tx, page_id: int, parent: Ref, name: str, description: str | None, template_id: int | None
) -> Document[LandingPage]:
    """A new page like another one, perhaps in the HTML of another template of its type.

    Raises what `AssetKind.clone` does, NotFound and RuleBroken (the template).
    """
    document = KIND.clone(tx, KIND.get(tx, page_id), parent, name, description)
    content = document.versions.latest
    if template_id is None or template_id == content.template_id:
        return document
    source, template = _template(tx, template_id)
    if template.type != content.template_type:
        raise RuleBroken(Rule.TEMPLATE_OF_OTHER_TYPE)
    html = templates.KIND.body(tx, source, "approved")
    content = replace(content, template_id=template_id, enable_munchkin=template.enable_munchkin)
    return KIND.save(tx, document, _fitted(content, markup.parse(html)), html)


def read(tx: Tx, document: Document[LandingPage], content: LandingPage) -> Template:
    """What the body of a version declares."""
    return markup.parse(KIND.body(tx, document, "draft" if content is document.versions.draft else "approved"))


def _template(tx: Tx, template_id: int) -> tuple[Document[LandingPageTemplate], LandingPageTemplate]:
    source = templates.KIND.get(tx, template_id)
    if source.versions.approved is None:
        raise RuleBroken(Rule.NOT_APPROVED, kind=source.type.value)
    return source, source.versions.approved


def _with(content: LandingPage, options: Mapping[str, Any]) -> LandingPage:
    """The content with other members. Raises TooLong, NotAllowed, RuleBroken."""
    for member, (name, limit) in _LENGTHS.items():
        if len(options.get(member, "")) > limit:
            raise TooLong(name, limit)
    if not _ROBOTS.fullmatch(options.get("robots", "")):
        raise NotAllowed("robots", options["robots"])
    changed = replace(content, **options)
    if changed.mobile_enabled and changed.template_type == "guided":
        raise RuleBroken(Rule.MOBILE_VERSION_OF_GUIDED)
    return changed


def _fitted(content: LandingPage, template: Template) -> LandingPage:
    """The content without what a guided template has no place for."""
    if content.template_type == "freeForm":
        return content
    ids = {variable.id for variable in template.variables}
    return replace(
        content,
        sections=tuple(section for section in content.sections if regions.fits(template, section)),
        variables={id: value for id, value in content.variables.items() if id in ids},
    )
