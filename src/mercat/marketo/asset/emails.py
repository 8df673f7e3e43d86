"""/rest/asset/v1/email, /rest/asset/v1/emails: emails with their headers, sections, modules and variables."""

from mercat.domain.emails import emails, images, modules, samples, sections, values
from mercat.domain.emails.sections import Change
from mercat.domain.files import files
from mercat.marketo.asset.schemas.email_answers import (
    CcFieldAnswer,
    EmailAnswer,
    EmailDynamicContentAnswer,
    FullContentAnswer,
    SectionAnswer,
    VariableAnswer,
    cc_field,
    contents,
    dynamic_content,
    email,
    variable,
)
from mercat.marketo.asset.schemas.emails import (
    AddModule,
    CloneEmail,
    CreateEmail,
    DuplicateModule,
    DynamicPath,
    FullContent,
    ModulePath,
    Rearrange,
    RenameModule,
    SectionPath,
    SendSample,
    UpdateEmail,
    UpdateHeaders,
    UpdateSection,
    UpdateSegmentSection,
    UpdateVariable,
    VariablePath,
)
from mercat.marketo.asset.versioned import CONTENT_LIMITS, READ, WRITE, AssetOperations, AssetVersion, HtmlFile
from mercat.marketo.errors import code_and_words
from mercat.marketo.permissions import LEADS, holds
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, IdAnswer, place_of
from mercat.model.refusals import AccessDenied
from mercat.wire.call import Call
from mercat.wire.http import file_url
from mercat.wire.uploads import Upload

operations = AssetOperations(__name__, emails.KIND, email, EmailAnswer, page="emails", noun="email")

operations.by_id("/rest/asset/v1/email/{id}.json", id="getEmailByIdUsingGET")
operations.by_name("/rest/asset/v1/email/byName.json", id="getEmailByNameUsingGET")
operations.browse("/rest/asset/v1/emails.json", id="getEmailUsingGET", by_time=True)
operations.approve("/rest/asset/v1/email/{id}/approveDraft.json", id="approveDraftUsingPOST", answers_id=True)
operations.unapprove("/rest/asset/v1/email/{id}/unapprove.json", id="unapproveDraftUsingPOST", answers_id=True)
operations.discard_draft("/rest/asset/v1/email/{id}/discardDraft.json", id="discardDraftUsingPOST", anchor="discard")
operations.delete("/rest/asset/v1/email/{id}/delete.json", id="deleteEmailUsingPOST")


@marketo.post("/rest/asset/v1/emails.json", id="createEmailUsingPOST", needs=WRITE, docs="emails#create-and-update")
def create_email(call: Call, form: CreateEmail) -> list[EmailAnswer]:
    """Create an email from an approved template."""
    place, options = place_of(form.folder), form.options()
    return operations.changed(emails.create(call.tx, place, form.name, form.description, form.template, options))


@marketo.post("/rest/asset/v1/email/{id}.json", id="updateEmailUsingPOST", needs=WRITE, docs="emails#create-and-update")
def update_email(call: Call, path: AssetId, form: UpdateEmail) -> list[EmailAnswer]:
    """Change the name, description or settings of an email."""
    options = form.options()
    return operations.changed(
        emails.update(call.tx, path.id, name=form.name, description=form.description, options=options)
    )


@marketo.post("/rest/asset/v1/email/{id}/clone.json", id="cloneEmailUsingPOST", needs=WRITE, docs="emails#clone")
def clone_email(call: Call, path: AssetId, form: CloneEmail) -> list[EmailAnswer]:
    """Create an email like another one."""
    place, description = place_of(form.folder), form.description or ""
    return operations.changed(
        emails.clone(call.tx, path.id, place, form.name, description, is_operational=form.operational)
    )


@marketo.get(
    "/rest/asset/v1/email/ccFields.json", id="getEmailCCFieldsUsingGET", needs=READ, docs="emails#query-cc-fields"
)
def get_cc_fields(call: Call) -> Reply[CcFieldAnswer]:
    """The fields that hold addresses for carbon copies, by id."""
    return asset_reply([cc_field(one) for one in emails.cc_fields(call.tx)])


# -- content ----------------------------------------------------------------------------------------------------------


@marketo.get(
    "/rest/asset/v1/email/{id}/content.json",
    id="getEmailContentByIdUsingGET",
    needs=READ,
    docs="emails#query-content",
    offload=True,
)
def get_email_content(call: Call, path: AssetId, query: AssetVersion) -> Reply[SectionAnswer]:
    """The modules and sections of an email."""
    version = operations.find(call, path.id, query)
    if version is None:
        return asset_reply([])
    return asset_reply(list(contents(emails.read(call.tx, version[0], version[2]), version[2])))


@marketo.post(
    "/rest/asset/v1/email/{id}/content.json",
    id="updateEmailContentUsingPOST",
    needs=WRITE,
    docs="emails#content-section-type-and-update",
)
def update_headers(call: Call, path: AssetId, form: UpdateHeaders) -> list[IdAnswer]:
    """Change the headers of an email, or let them follow a segmentation."""
    is_disabled = form.is_open_tracking_disabled
    emails.set_lines(call.tx, path.id, form.changes(), is_open_tracking_disabled=is_disabled)
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/email/{id}/content/{htmlId}.json",
    id="updateEmailComponentContentUsingPOST",
    needs=WRITE,
    docs="emails#update-editable-section",
    limits=CONTENT_LIMITS,
)
def update_section(call: Call, path: SectionPath, form: UpdateSection, upload: Upload | None = None) -> list[IdAnswer]:
    """Change the content of a section, or let it follow a segmentation."""
    change = _with_image(call, form, upload)
    return [IdAnswer(sections.change(call.tx, path.id, path.html_id, change).id)]


@marketo.get(
    "/rest/asset/v1/email/{id}/dynamicContent/{contentId}.json",
    id="getEmailDynamicContentUsingGET",
    needs=READ,
    docs="dynamic-content#example",
    offload=True,
)
def get_dynamic_content(call: Call, path: DynamicPath, query: AssetVersion) -> Reply[EmailDynamicContentAnswer]:
    """What each segment sees of a section or header."""
    version = operations.find(call, path.id, query)
    if version is None:
        return asset_reply([])
    document, _, content = version
    parts = sections.dynamic_parts(call.tx, document, content, path.content_id)
    return asset_reply([dynamic_content(document, *parts)])


@marketo.post(
    "/rest/asset/v1/email/{id}/dynamicContent/{contentId}.json",
    id="updateEmailDynamicContentUsingPOST",
    needs=WRITE,
    docs="dynamic-content#example",
    limits=CONTENT_LIMITS,
)
def update_dynamic_content(
    call: Call, path: DynamicPath, form: UpdateSegmentSection, upload: Upload | None = None
) -> list[IdAnswer]:
    """Change what a segment sees of a section or header."""
    change = _with_image(call, form, upload)
    return [IdAnswer(sections.change_segment(call.tx, path.id, path.content_id, form.segment, change).id)]


def _with_image(call: Call, form: UpdateSection, upload: Upload | None) -> Change:
    """A change of a section, whose image is stored if one was uploaded."""
    change = form.change()
    if upload is None or "image" not in upload.files:
        return change
    picture = upload.files["image"]
    incoming = files.Incoming(picture.read(), picture.filename, picture.content_type)
    file = images.store(call.tx, incoming, overwrites=form.over_write)
    url = file_url(call.request.base_url, call.host.id, file.title.name)
    return images.shown_in(change, file, url)


# -- modules ----------------------------------------------------------------------------------------------------------


@marketo.post(
    "/rest/asset/v1/email/{id}/content/{moduleId}/add.json", id="addModuleUsingPOST", needs=WRITE, docs="emails#add"
)
def add_module(call: Call, path: ModulePath, form: AddModule) -> list[IdAnswer]:
    """Add a module of the template to an email."""
    return [IdAnswer(modules.add(call.tx, path.id, path.module_id, form.index, form.name).id)]


@marketo.post(
    "/rest/asset/v1/email/{id}/content/{moduleId}/delete.json",
    id="deleteModuleUsingPOST",
    needs=WRITE,
    docs="emails#delete",
)
def delete_module(call: Call, path: ModulePath) -> list[IdAnswer]:
    """Delete a module of an email with its content."""
    return [IdAnswer(modules.delete(call.tx, path.id, path.module_id).id)]


@marketo.post(
    "/rest/asset/v1/email/{id}/content/{moduleId}/duplicate.json",
    id="duplicateModuleUsingPOST",
    needs=WRITE,
    docs="emails#duplicate",
)
def duplicate_module(call: Call, path: ModulePath, form: DuplicateModule) -> list[IdAnswer]:
    """Put a copy of a module below it."""
    return [IdAnswer(modules.duplicate(call.tx, path.id, path.module_id, form.name).id)]


@marketo.post(
    "/rest/asset/v1/email/{id}/content/{moduleId}/rename.json",
    id="renameUsingPOST",
    needs=WRITE,
    docs="emails#rename",
)
def rename_module(call: Call, path: ModulePath, form: RenameModule) -> list[IdAnswer]:
    """Rename a module of an email."""
    return [IdAnswer(modules.rename(call.tx, path.id, path.module_id, form.name).id)]


@marketo.post(
    "/rest/asset/v1/email/{id}/content/rearrange.json",
    id="rearrangeModulesUsingPOST",
    needs=WRITE,
    docs="emails#rearrange",
)
def rearrange_modules(call: Call, path: AssetId, form: Rearrange) -> list[IdAnswer]:
    """Put all modules of an email into other places."""
    positions = [(position.index, position.module_id) for position in form.positions]
    return [IdAnswer(modules.rearrange(call.tx, path.id, positions).id)]


# -- variables --------------------------------------------------------------------------------------------------------


@marketo.get(
    "/rest/asset/v1/email/{id}/variables.json",
    id="getEmailVariablesUsingGET",
    needs=READ,
    docs="emails#query",
    offload=True,
)
def get_variables(call: Call, path: AssetId) -> Reply[VariableAnswer]:
    """The values of the variables of an email, as its draft has them if there is one."""
    document = emails.KIND.find(call.tx, path.id)
    if document is None:
        return asset_reply([])
    content = document.versions.latest
    return asset_reply([variable(one) for one in values.settings(emails.read(call.tx, document), content)])


@marketo.post(
    "/rest/asset/v1/email/{id}/variable/{name}.json", id="updateVariableUsingPOST", needs=WRITE, docs="emails#update"
)
def update_variable(call: Call, path: VariablePath, form: UpdateVariable) -> list[VariableAnswer]:
    """Change the value of a variable, of the email or of a module."""
    return [variable(values.change(call.tx, path.id, path.name, form.value, form.module_id)[1])]


# -- as a person gets it ----------------------------------------------------------------------------------------------


@marketo.get(
    "/rest/asset/v1/email/{id}/fullContent.json",
    id="getEmailFullContentUsingGET",
    needs=READ,
    docs="emails#preview-email",
    offload=True,
)
def get_full_content(call: Call, path: AssetId, query: FullContent) -> Reply[FullContentAnswer]:
    """An email as a person gets it, or as nobody in particular does."""
    if query.lead_id is not None and not holds(call.caller.permissions, LEADS):
        raise AccessDenied
    version = operations.find(call, path.id, query)
    if version is None:
        return asset_reply([])
    render = samples.text if query.is_text() else samples.html
    content = render(call.tx, version[0], version[1], query.lead_id, call.request.base_url)
    return asset_reply([FullContentAnswer(path.id, version[1], content)])


@marketo.post(
    "/rest/asset/v1/email/{id}/fullContent.json",
    id="createEmailFullContentUsingPOST",
    needs=WRITE,
    docs="emails#replace-html",
    limits=CONTENT_LIMITS,
    is_multipart=True,
)
def replace_full_content(call: Call, path: AssetId, form: HtmlFile) -> Reply[IdAnswer]:
    """Replace the HTML of an email that has no template."""
    document, problems = emails.set_code(call.tx, path.id, form.content)
    return Reply(
        result=[IdAnswer(document.id)], warnings=[code_and_words(problem, asset=True)[1] for problem in problems]
    )


@marketo.post(
    "/rest/asset/v1/email/{id}/sendSample.json", id="sendSampleEmailUsingPOST", needs=WRITE, docs="emails#send-sample"
)
def send_sample(call: Call, path: AssetId, form: SendSample) -> list[IdAnswer]:
    """Send a sample of an email, as a person would get it or as nobody in particular would."""
    base_url, address = call.request.base_url, form.email_address
    samples.send(call.tx, path.id, address, person_id=form.lead_id, is_text_only=form.text_only, base_url=base_url)
    return [IdAnswer(path.id)]
