"""/rest/asset/v1/emailTemplate, /rest/asset/v1/emailTemplates: the HTML that emails begin with."""

from typing import Final

from mercat.domain.emails import templates
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
from mercat.marketo.types import AssetId, Folder, place_of
from mercat.model.documents import Document
from mercat.model.emails import EmailTemplate
from mercat.model.versions import Version
from mercat.wire.call import Call
from mercat.wire.operation import Answer, ClearableText, Schema

VERSION: Final = 2  # of the email editor: what is made today is for the second one


class EmailTemplateAnswer(PlacedAnswer, kw_only=True):
    """An email template without its HTML."""

    version: int


class EmailTemplateContent(Answer):
    """The HTML of a version."""

    id: int
    status: str
    content: str


class CreateEmailTemplate(Schema, kw_only=True):
    """A new template; `content` is a file of HTML."""

    name: str
    folder: Folder
    content: str
    description: str | None = None


class UpdateEmailTemplate(Schema):
    """What changes in a template; what is absent stays."""

    name: ClearableText | None = None
    description: ClearableText | None = None


def _template(document: Document[EmailTemplate], version: Version, content: EmailTemplate) -> EmailTemplateAnswer:
    return EmailTemplateAnswer(**placed_heading(document, version, "ET"), version=VERSION)


operations = AssetOperations(
    __name__, templates.KIND, _template, EmailTemplateAnswer, page="email-templates", noun="email template"
)

operations.by_id("/rest/asset/v1/emailTemplate/{id}.json", id="getTemplateByIdUsingGET")
operations.by_name("/rest/asset/v1/emailTemplate/byName.json", id="getTemplateByNameUsingGET", by_folder=False)
operations.browse("/rest/asset/v1/emailTemplates.json", id="getEmailTemplatesUsingGET", by_folder=False)
operations.used_by(
    "/rest/asset/v1/emailTemplates/{id}/usedBy.json",
    id="getEmailTemplateUsedByUsingGET",
    anchor="query-email-dependencies",
)
operations.clone("/rest/asset/v1/emailTemplate/{id}/clone.json", id="cloneTemplateUsingPOST")
operations.delete("/rest/asset/v1/emailTemplate/{id}/delete.json", id="deleteTemplateUsingPOST")
operations.approve("/rest/asset/v1/emailTemplate/{id}/approveDraft.json", id="approveDraftUsingPOST_1")
operations.unapprove("/rest/asset/v1/emailTemplate/{id}/unapprove.json", id="unapproveDraftUsingPOST_1")
operations.discard_draft(
    "/rest/asset/v1/emailTemplate/{id}/discardDraft.json", id="discardDraftUsingPOST_1", anchor="discard"
)


@marketo.post(
    "/rest/asset/v1/emailTemplates.json",
    id="createEmailTemplateUsingPOST",
    needs=WRITE,
    docs="email-templates#create-and-update",
    limits=CONTENT_LIMITS,
    is_multipart=True,
)
def create_email_template(call: Call, form: CreateEmailTemplate) -> list[EmailTemplateAnswer]:
    """Make a template from a file of HTML."""
    place = place_of(form.folder)
    return operations.changed(templates.create(call.tx, place, form.name, form.description, form.content))


@marketo.post(
    "/rest/asset/v1/emailTemplate/{id}.json",
    id="updateEmailTemplateUsingPOST",
    needs=WRITE,
    docs="email-templates#update-metadata",
)
def update_email_template(call: Call, path: AssetId, form: UpdateEmailTemplate) -> list[EmailTemplateAnswer]:
    """Change the name or description of a template."""
    document = templates.KIND.get(call.tx, path.id)
    return operations.changed(templates.KIND.describe(call.tx, document, name=form.name, description=form.description))


@marketo.get(
    "/rest/asset/v1/emailTemplate/{id}/content.json",
    id="getTemplateContentByIdUsingGET_1",
    needs=READ,
    docs="email-templates#query",
)
@marketo.get(
    "/rest/asset/v1/emailTemplate/{id}/content",
    id="getTemplateContentByIdUsingGET",
    needs=READ,
    docs="email-templates#query",
)
def get_email_template_content(call: Call, path: AssetId, query: AssetVersion) -> Reply[EmailTemplateContent]:
    """The HTML of a version of a template."""
    version = operations.find(call, path.id, query)
    return asset_reply([_content(call, version[0], version[1])] if version else [])


@marketo.post(
    "/rest/asset/v1/emailTemplate/{id}/content.json",
    id="updateEmailTemplateContentUsingPOST",
    needs=WRITE,
    docs="email-templates#create-and-update",
    limits=CONTENT_LIMITS,
    is_multipart=True,
)
def update_email_template_content(call: Call, path: AssetId, form: HtmlFile) -> list[EmailTemplateContent]:
    """Replace the HTML of a template by that of a file."""
    return [_content(call, templates.set_html(call.tx, path.id, form.content), "draft")]


def _content(call: Call, document: Document[EmailTemplate], version: Version) -> EmailTemplateContent:
    return EmailTemplateContent(document.id, version, templates.KIND.body(call.tx, document, version))
