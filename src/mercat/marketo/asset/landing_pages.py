"""/rest/asset/v1/landingPage, /rest/asset/v1/landingPages: landing pages with their metadata, content and variables."""

from functools import partial

from mercat.domain.landing_pages import pages, previews, sections, variables
from mercat.marketo.asset.schemas.landing_page_content import (
    AddSection,
    FullContent,
    PageDynamicContentAnswer,
    PageFullContent,
    PageSectionAnswer,
    PageVariableAnswer,
    SectionPath,
    UpdateSection,
    UpdateSegmentSection,
    VariablePath,
    VariableValue,
    dynamic_content,
    section,
    variable,
)
from mercat.marketo.asset.schemas.landing_pages import (
    CloneLandingPage,
    CreateLandingPage,
    LandingPageAnswer,
    UpdateLandingPage,
    landing_page,
)
from mercat.marketo.asset.versioned import CONTENT_LIMITS, READ, WRITE, AssetOperations, AssetVersion
from mercat.marketo.permissions import LEADS, holds
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, IdAnswer, place_of
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage
from mercat.model.refusals import AccessDenied
from mercat.model.versions import Version
from mercat.wire.call import Call
from mercat.wire.http import file_url


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


# -- content ----------------------------------------------------------------------------------------------------------


@marketo.get(
    "/rest/asset/v1/landingPage/{id}/content.json",
    id="getLandingPageContentUsingGET",
    needs=READ,
    docs="landing-pages#query",
)
def get_landing_page_content(call: Call, path: AssetId, query: AssetVersion) -> Reply[PageSectionAnswer]:
    """Get the sections of a landing page in their order."""
    version = operations.find(call, path.id, query)
    if version is None:
        return asset_reply([])
    document, _, content = version
    rows = sections.listing(pages.read(call.tx, document, content), content)
    return asset_reply([section(call, row, is_guided=content.template_type == "guided") for row in rows])


@marketo.post(
    "/rest/asset/v1/landingPage/{id}/content.json",
    id="addLandingPageContentUsingPOST",
    needs=WRITE,
    docs="landing-pages#manage-content-section",
    limits=CONTENT_LIMITS,
)
def add_landing_page_content(call: Call, path: AssetId, form: AddSection) -> list[IdAnswer]:
    """Add a section to a free-form landing page, or fill one of a guided page."""
    return [IdAnswer(sections.add(call.tx, path.id, form.content_id, form.change()).id)]


@marketo.post(
    "/rest/asset/v1/landingPage/{id}/content/{contentId}.json",
    id="updateLandingPageContentUsingPOST",
    needs=WRITE,
    docs="landing-pages#manage-content-section",
    limits=CONTENT_LIMITS,
)
def update_landing_page_content(call: Call, path: SectionPath, form: UpdateSection) -> list[IdAnswer]:
    """Change the content, look or place of a section, or let it follow a segmentation."""
    return [IdAnswer(sections.change(call.tx, path.id, path.content_id, form.change()).id)]


@marketo.post(
    "/rest/asset/v1/landingPage/{id}/content/{contentId}/delete.json",
    id="removeLandingPageContentUsingPOST",
    needs=WRITE,
    docs="landing-pages#manage-content-section",
)
def delete_landing_page_content(call: Call, path: SectionPath) -> list[IdAnswer]:
    """Remove a section of a free-form landing page, or the content of one of a guided page."""
    return [IdAnswer(sections.delete(call.tx, path.id, path.content_id).id)]


@marketo.get(
    "/rest/asset/v1/landingPage/{id}/dynamicContent/{contentId}.json",
    id="getLandingPageDynamicContentsUsingGET",
    needs=READ,
    docs="landing-pages#dynamic-content",
)
def get_landing_page_dynamic_content(
    call: Call, path: SectionPath, query: AssetVersion
) -> Reply[PageDynamicContentAnswer]:
    """Get what each segment sees of a section."""
    version = operations.find(call, path.id, query)
    if version is None:
        return asset_reply([])
    parts = sections.dynamic_parts(call.tx, version[0], version[2], path.content_id)
    return asset_reply([dynamic_content(call, version[0], *parts)])


@marketo.post(
    "/rest/asset/v1/landingPage/{id}/dynamicContent/{contentId}.json",
    id="updateLandingPageDynamicContentUsingPOST",
    needs=WRITE,
    docs="landing-pages#dynamic-content",
    limits=CONTENT_LIMITS,
)
def update_landing_page_dynamic_content(call: Call, path: SectionPath, form: UpdateSegmentSection) -> list[IdAnswer]:
    """Change what a segment sees of a section."""
    return [IdAnswer(sections.change_segment(call.tx, path.id, path.content_id, form.segment, form.change()).id)]


# -- variables --------------------------------------------------------------------------------------------------------


@marketo.get(
    "/rest/asset/v1/landingPage/{id}/variables.json",
    id="getVariablesUsingGET",
    needs=READ,
    docs="landing-pages#variables",
)
def get_landing_page_variables(call: Call, path: AssetId, query: AssetVersion) -> Reply[PageVariableAnswer]:
    """Get the values of the variables of a guided landing page."""
    version = operations.find(call, path.id, query)
    if version is None:
        return asset_reply([])
    document, _, content = version
    settings = variables.settings(pages.read(call.tx, document, content), content)
    return asset_reply([variable(*setting, is_changed=False) for setting in settings])


@marketo.post(
    "/rest/asset/v1/landingPage/{id}/variable/{variableId}.json",
    id="updateLandingPageVariableUsingPOST",
    needs=WRITE,
    docs="landing-pages#variables",
)
def update_landing_page_variable(call: Call, path: VariablePath, form: VariableValue) -> list[PageVariableAnswer]:
    """Change the value of a variable of a guided landing page."""
    return [variable(*variables.change(call.tx, path.id, path.variable_id, form.value), is_changed=True)]


# -- as a person sees it ----------------------------------------------------------------------------------------------


@marketo.get(
    "/rest/asset/v1/landingPage/{id}/fullContent.json",
    id="getLandingPageFullContentUsingGET",
    needs=READ,
    docs="landing-pages#preview-landing-page",
    offload=True,
)
def get_landing_page_full_content(call: Call, path: AssetId, query: FullContent) -> Reply[PageFullContent]:
    """Get a landing page as a person sees it, or somebody in certain segments."""
    if query.lead_id is not None and not holds(call.caller.permissions, LEADS):
        raise AccessDenied
    version = operations.find(call, path.id, AssetVersion())
    if version is None:
        return asset_reply([])
    image_url, segment_ids = partial(file_url, call.request.base_url, call.host.id), query.segment_ids()
    html = previews.html(call.tx, *version[:2], person_id=query.lead_id, segment_ids=segment_ids, image_url=image_url)
    return asset_reply([PageFullContent(path.id, html)])
