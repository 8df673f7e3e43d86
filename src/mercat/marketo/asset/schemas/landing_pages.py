"""What the operations on landing pages take and answer, but for their content."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.landing_pages import urls
from mercat.marketo.asset.versioned import AssetAnswer, heading, place
from mercat.marketo.types import APPLICATION, Folder, PlaceAnswer
from mercat.model.assets import WORKSPACES
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage
from mercat.model.refusals import NotAllowed
from mercat.model.versions import Version
from mercat.wire.operation import ClearableText, Schema, present

_VIEWS = {"approved": "A1", "draft": "B2"}


class LandingPageAnswer(AssetAnswer, kw_only=True):
    """A landing page without its content. What is blank is left out."""

    folder: PlaceAnswer
    workspace: str
    status: str
    template: int
    title: str | UnsetType = UNSET
    keywords: str | UnsetType = UNSET
    robots: str
    custom_head_html: str | UnsetType = msgspec.field(name="customHeadHTML", default=UNSET)
    facebook_og_tags: str | UnsetType = UNSET
    form_prefill: bool
    mobile_enabled: bool
    url: str = msgspec.field(name="URL")
    computed_url: str


class Metadata(Schema):
    """What stands in the head of a page, and how it is served. What is absent stays as it is."""

    title: ClearableText | None = None
    keywords: ClearableText | None = None
    robots: str | None = None
    custom_head_html: ClearableText | None = msgspec.field(name="customHeadHTML", default=None)
    facebook_og_tags: ClearableText | None = None
    mobile_enabled: bool | None = None
    prefill_form: bool | None = None
    form_prefill: bool | None = None  # as the guide's example spells it
    url_page_name: str | None = None

    def options(self) -> dict[str, Any]:
        """What is sent, by the names of the engine, but for the URL."""
        prefill = self.form_prefill if self.prefill_form is None else self.prefill_form
        values = {
            "title": self.title,
            "keywords": self.keywords,
            "robots": self.robots,
            "custom_head_html": self.custom_head_html,
            "facebook_og_tags": self.facebook_og_tags,
            "mobile_enabled": self.mobile_enabled,
            "form_prefill": prefill,
        }
        return {name: value for name, value in values.items() if value is not None}


class CreateLandingPage(Metadata, kw_only=True):
    """A page to create, from a template."""

    name: str
    folder: Folder
    template: int
    description: str | None = None
    workspace: str = ""

    def check_workspace(self) -> None:
        """Refuse a workspace that does not exist. Raises NotAllowed."""
        if self.workspace and self.workspace.casefold() not in map(str.casefold, WORKSPACES.values()):
            raise NotAllowed("workspace", self.workspace[:255], tuple(WORKSPACES.values()))


class UpdateLandingPage(Metadata, kw_only=True):
    """Changes to a page. What is absent stays as it is."""

    name: ClearableText | None = None
    description: ClearableText | None = None
    meta_tags_description: ClearableText | None = None
    style_over_ride: ClearableText | None = None

    def options(self) -> dict[str, Any]:
        """What is sent, by the names of the engine, but for the URL."""
        values = {"meta_description": self.meta_tags_description, "style_override": self.style_over_ride}
        return super().options() | {name: value for name, value in values.items() if value is not None}


class CloneLandingPage(Schema):
    """A page to create like another one, perhaps from another template."""

    name: str
    folder: Folder
    description: ClearableText | None = None
    template: int | None = None


def landing_page(
    instance_id: str, document: Document[LandingPage], version: Version, page: LandingPage
) -> LandingPageAnswer:
    """The answer about a version of a page."""
    about = heading(document, version)
    return LandingPageAnswer(
        **about | {"description": about["description"] or UNSET},
        folder=place(document),
        workspace=WORKSPACES[document.workspace_id],
        status=version,
        template=page.template_id,
        title=present(page.title or None),
        keywords=present(page.keywords or None),
        robots=page.robots,
        custom_head_html=present(page.custom_head_html or None),
        facebook_og_tags=present(page.facebook_og_tags or None),
        form_prefill=page.form_prefill,
        mobile_enabled=page.mobile_enabled,
        url=f"{APPLICATION}{urls.FOLDER}/{instance_id}/{urls.path_of(page.url_name)}",
        computed_url=f"{APPLICATION}#LP{document.id}{_VIEWS[version]}",
    )
