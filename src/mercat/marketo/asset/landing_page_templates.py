"""/rest/asset/v1/landingPageTemplate, /rest/asset/v1/landingPageTemplates: the HTML that landing pages begin with."""

from mercat.domain.landing_pages import templates
from mercat.marketo.asset.versioned import (
    CONTENT_LIMITS,
    READ,
    WRITE,
    AssetOperations,
    AssetVersion,
    HtmlFile,
    PlacedAnswer,
    placed_heading,
)
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, Folder, IdAnswer, place_of
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPageTemplate
from mercat.model.versions import Version
from mercat.wire.call import Call
from mercat.wire.operation import Answer, ClearableText, Schema


class LandingPageTemplateAnswer(PlacedAnswer, kw_only=True):
    """A landing page template without its HTML."""

    template_type: str
    enable_munchkin: bool


class LandingPageTemplateContent(Answer):
    """The HTML of a version; it is empty until a content is sent."""

    id: int
    status: str
    content: str
    template_type: str
    enable_munchkin: bool


class CreateLandingPageTemplate(Schema):
    """A new template; its content is sent by itself."""

    name: str
    folder: Folder
    description: str | None = None
    template_type: str = "freeForm"
    enable_munchkin: bool = True


class UpdateLandingPageTemplate(Schema):
    """What changes in a template; what is absent stays."""

    name: ClearableText | None = None
    description: ClearableText | None = None
    enable_munchkin: bool | None = None


def _template(
    document: Document[LandingPageTemplate], version: Version, content: LandingPageTemplate
) -> LandingPageTemplateAnswer:
    return LandingPageTemplateAnswer(
        **placed_heading(document, version, "LT"), template_type=content.type, enable_munchkin=content.enable_munchkin
    )


operations = AssetOperations(
    __name__,
    templates.KIND,
    _template,
    LandingPageTemplateAnswer,
    page="landing-page-templates",
    noun="landing page template",
)

operations.by_id(
    "/rest/asset/v1/landingPageTemplate/{id}.json", id="getLandingPageTemplateByIdUsingGET", anchor="query"
)
operations.by_name(
    "/rest/asset/v1/landingPageTemplate/byName.json",
    id="getLandingPageTemplateByNameUsingGET",
    anchor="query",
    by_folder=False,
)
operations.browse("/rest/asset/v1/landingPageTemplates.json", id="getLandingPageTemplatesUsingGET", anchor="query")
operations.clone("/rest/asset/v1/landingPageTemplate/{id}/clone.json", id="cloneLpTemplateUsingPOST")
operations.delete("/rest/asset/v1/landingPageTemplate/{id}/delete.json", id="deleteLpTemplateUsingPOST")
operations.approve(
    "/rest/asset/v1/landingPageTemplate/{id}/approveDraft.json",
    id="approveLandingPageTemplateUsingPOST",
    anchor="approval",
)
operations.unapprove(
    "/rest/asset/v1/landingPageTemplate/{id}/unapprove.json",
    id="unapproveLandingPageTemplateUsingPOST",
    anchor="approval",
)
operations.discard_draft(
    "/rest/asset/v1/landingPageTemplate/{id}/discardDraft.json", id="discardDraftUsingPOST_2", anchor="approval"
)


@marketo.post(
    "/rest/asset/v1/landingPageTemplates.json",
    id="createLpTemplateUsingPOST",
    needs=WRITE,
    docs="landing-page-templates#create-and-update",
)
def create_landing_page_template(call: Call, form: CreateLandingPageTemplate) -> list[LandingPageTemplateAnswer]:
    """Make an empty template, free-form or guided."""
    document = templates.create(
        call.tx,
        place_of(form.folder),
        form.name,
        form.description,
        type=form.template_type,
        enable_munchkin=form.enable_munchkin,
    )
    return operations.changed(document)


@marketo.post(
    "/rest/asset/v1/landingPageTemplate/{id}.json",
    id="updateLpTemplateUsingPOST",
    needs=WRITE,
    docs="landing-page-templates#update-metadata",
)
def update_landing_page_template(
    call: Call, path: AssetId, form: UpdateLandingPageTemplate
) -> list[LandingPageTemplateAnswer]:
    """Change the name, description or tracking of a template."""
    name, description = form.name, form.description
    return operations.changed(
        templates.update(call.tx, path.id, name=name, description=description, enable_munchkin=form.enable_munchkin)
    )


@marketo.get(
    "/rest/asset/v1/landingPageTemplate/{id}/content.json",
    id="getLandingPageTemplateContentUsingGET",
    needs=READ,
    docs="landing-page-templates#query",
)
def get_landing_page_template_content(
    call: Call, path: AssetId, query: AssetVersion
) -> Reply[LandingPageTemplateContent]:
    """The HTML of a version of a template."""
    version = operations.find(call, path.id, query)
    return asset_reply([_content(call, *version)] if version else [])


@marketo.post(
    "/rest/asset/v1/landingPageTemplate/{id}/content.json",
    id="updateLandingPageTemplateContentUsingPOST",
    needs=WRITE,
    docs="landing-page-templates#update-content",
    limits=CONTENT_LIMITS,
    is_multipart=True,
)
def update_landing_page_template_content(call: Call, path: AssetId, form: HtmlFile) -> list[IdAnswer]:
    """Replace the HTML of a template by that of a file."""
    return [IdAnswer(templates.set_html(call.tx, path.id, form.content).id)]


def _content(
    call: Call, document: Document[LandingPageTemplate], version: Version, content: LandingPageTemplate
) -> LandingPageTemplateContent:
    html = templates.KIND.body(call.tx, document, version)
    return LandingPageTemplateContent(document.id, version, html, content.type, content.enable_munchkin)
