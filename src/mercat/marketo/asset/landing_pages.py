"""/rest/asset/v1/landingPage, /rest/asset/v1/landingPages: landing pages with their metadata, content and variables."""

from mercat.domain.landing_pages import pages
from mercat.marketo.asset.schemas.landing_pages import (
    CloneLandingPage,
    CreateLandingPage,
    LandingPageAnswer,
    UpdateLandingPage,
    landing_page,
)
from mercat.marketo.asset.versioned import WRITE, AssetOperations
from mercat.marketo.protocol import marketo
from mercat.marketo.types import AssetId, place_of
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage
from mercat.model.versions import Version
from mercat.wire.call import Call


class PageOperations(AssetOperations[LandingPage, LandingPageAnswer], frozen=True):
    """The shared operations of pages, whose answers name the instance."""

    def written(
        self, call: Call, document: Document[LandingPage], version: Version, content: LandingPage
    ) -> LandingPageAnswer:
        """The answer about a version of a page."""
        return landing_page(call.host.id, document, version, content)


operations = PageOperations(__name__, pages.KIND, None, LandingPageAnswer, page="landing-pages", noun="landing page")

operations.by_id("/rest/asset/v1/landingPage/{id}.json", id="getLandingPageByIdUsingGET", anchor="query")
operations.by_name(
    "/rest/asset/v1/landingPage/byName.json", id="getLandingPageByNameUsingGET", anchor="query", is_paged=True
)
operations.browse("/rest/asset/v1/landingPages.json", id="browseLandingPagesUsingGET", anchor="query")
operations.approve(
    "/rest/asset/v1/landingPage/{id}/approveDraft.json",
    id="approveLandingPageUsingPOST",
    anchor="approval",
    answers_id=True,
)
operations.unapprove(
    "/rest/asset/v1/landingPage/{id}/unapprove.json", id="unapproveLandingPageByIdUsingPOST", anchor="approval"
)
operations.discard_draft(
    "/rest/asset/v1/landingPage/{id}/discardDraft.json", id="discardLandingPageByIdUsingPOST", anchor="approval"
)
operations.delete("/rest/asset/v1/landingPage/{id}/delete.json", id="deleteLandingPageByIdUsingPOST")


@marketo.post(
    "/rest/asset/v1/landingPages.json",
    id="createLandingPageUsingPOST",
    needs=WRITE,
    docs="landing-pages#create-and-update",
)
def create_landing_page(call: Call, form: CreateLandingPage) -> list[LandingPageAnswer]:
    """Create a landing page from an approved template."""
    form.check_workspace()
    place, options = place_of(form.folder), form.options()
    page = pages.create(
        call.tx, place, form.name, form.description, form.template, url_name=form.url_page_name, options=options
    )
    return operations.changed(page, call)


@marketo.post(
    "/rest/asset/v1/landingPage/{id}.json",
    id="updateLandingPageUsingPOST",
    needs=WRITE,
    docs="landing-pages#create-and-update",
)
def update_landing_page(call: Call, path: AssetId, form: UpdateLandingPage) -> list[LandingPageAnswer]:
    """Change the name, URL or metadata of a landing page."""
    name, description, url_name = form.name, form.description, form.url_page_name
    options = form.options()
    page = pages.update(call.tx, path.id, name=name, description=description, url_name=url_name, options=options)
    return operations.changed(page, call)


@marketo.post(
    "/rest/asset/v1/landingPage/{id}/clone.json",
    id="cloneLandingPageUsingPOST",
    needs=WRITE,
    docs="landing-pages#clone",
)
def clone_landing_page(call: Call, path: AssetId, form: CloneLandingPage) -> list[LandingPageAnswer]:
    """Create a landing page like another one, perhaps from another template."""
    place, description = place_of(form.folder), form.description
    page = pages.clone(call.tx, path.id, place, form.name, description, form.template)
    return operations.changed(page, call)
