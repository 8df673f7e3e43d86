"""/rest/asset/v1/form, /rest/asset/v1/forms: forms with their fields, rules and buttons."""

from typing import Any, Final

from mercat.domain.assets import lifecycle
from mercat.domain.forms import available_fields, form_fields, forms
from mercat.marketo.asset.schemas import common
from mercat.marketo.asset.schemas.common import AssetByName, AssetVersion, BrowseAssets, CloneAsset
from mercat.marketo.asset.schemas.form_fields import (
    AddField,
    Arrange,
    FieldOptions,
    FieldPath,
    FieldSet,
    RichText,
    RuledFieldPath,
    SetFieldPath,
    SetVisibility,
    available,
    field,
    visibility,
)
from mercat.marketo.asset.schemas.forms import Button, CreateForm, ThankYouPage, UpdateForm, form, thank_you_page
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, AssetPage, place_of
from mercat.model.documents import Document
from mercat.model.forms import Field, Form
from mercat.wire.call import Call

READ: Final = Permission.READ_ONLY_ASSETS
WRITE: Final = Permission.READ_WRITE_ASSETS
APPROVE: Final = (Permission.APPROVE_ASSETS, Permission.READ_WRITE_ASSETS)

Answer = list[dict[str, Any]]


@marketo.get("/rest/asset/v1/form/{id}.json", id="getLpFormByIdUsingGET", needs=READ, docs="forms#by-id")
def get_form(call: Call, path: AssetId, query: AssetVersion) -> Reply[dict[str, Any]]:
    """A form by its id."""
    return common.by_id(call, forms.KIND, path.id, query, form)


@marketo.get(
    "/rest/asset/v1/form/byName.json", id="getLpFormByNameUsingGET", needs=READ, docs="forms#by-name", offload=True
)
def get_form_by_name(call: Call, query: AssetByName) -> Reply[dict[str, Any]]:
    """The forms of exactly this name."""
    return common.by_name(call, forms.KIND, query, form)


@marketo.get("/rest/asset/v1/forms.json", id="browseForms2UsingGET", needs=READ, docs="forms#browse", offload=True)
def browse_forms(call: Call, query: BrowseAssets) -> Reply[dict[str, Any]]:
    """Forms by version and folder, by id."""
    return common.browse(call, forms.KIND, query, form)


@marketo.get("/rest/asset/v1/form/{id}/usedBy.json", id="getFormUsedByUsingGET", needs=READ, docs="forms#dependencies")
def get_form_users(call: Call, path: AssetId, query: AssetPage) -> Reply[dict[str, Any]]:
    """What uses a form: nothing, as there are neither landing pages nor campaigns that wait for forms."""
    return asset_reply([])


@marketo.post("/rest/asset/v1/forms.json", id="createLpFormsUsingPOST", needs=WRITE, docs="forms#create-and-update")
def create_form(call: Call, form: CreateForm) -> Answer:
    """A new form in a folder of forms or a program."""
    return _changed(forms.create(call.tx, place_of(form.folder), form.name, form.description, form.look()))


@marketo.post("/rest/asset/v1/form/{id}.json", id="updateFormsUsingPOST", needs=WRITE, docs="forms#create-and-update")
def update_form(call: Call, path: AssetId, form: UpdateForm) -> Answer:
    """Another name, description or look."""
    return _changed(forms.update(call.tx, path.id, name=form.name, description=form.description, look=form.look()))


@marketo.post("/rest/asset/v1/form/{id}/clone.json", id="cloneLpFormsUsingPOST", needs=WRITE, docs="forms#approval")
def clone_form(call: Call, path: AssetId, form: CloneAsset) -> Answer:
    """A new form like this one."""
    return _changed(forms.clone(call.tx, path.id, place_of(form.folder), form.name, form.description))


@marketo.post("/rest/asset/v1/form/{id}/delete.json", id="deleteFormByIdUsingPOST", needs=WRITE, docs="forms#approval")
def delete_form(call: Call, path: AssetId) -> Answer:
    """Remove a form, whatever its state."""
    lifecycle.delete(call.tx, _get(call, path.id))
    return [{"id": path.id}]


@marketo.post(
    "/rest/asset/v1/form/{id}/approveDraft.json", id="approveFromUsingPOST", needs=APPROVE, docs="forms#approval"
)
def approve_form(call: Call, path: AssetId) -> Answer:
    """Put the draft into use."""
    return _changed(lifecycle.approve(call.tx, _get(call, path.id)))


@marketo.post(
    "/rest/asset/v1/form/{id}/unapprove.json", id="unapproveFormUsingPOST", needs=APPROVE, docs="forms#approval"
)
def unapprove_form(call: Call, path: AssetId) -> Answer:
    """Take the approved version out of use: it is the draft again."""
    return _changed(lifecycle.unapprove(call.tx, _get(call, path.id)))


@marketo.post(
    "/rest/asset/v1/form/{id}/discardDraft.json", id="discardFormByIdUsingPOST", needs=WRITE, docs="forms#approval"
)
def discard_form_draft(call: Call, path: AssetId) -> Answer:
    """Give up the changes since the approval."""
    return [{"id": lifecycle.discard_draft(call.tx, _get(call, path.id)).id}]


@marketo.post(
    "/rest/asset/v1/form/{id}/submitButton.json",
    id="updateFormSubmitButtonUsingPOST",
    needs=WRITE,
    docs="forms#submit-button",
)
def set_submit_button(call: Call, path: AssetId, form: Button) -> Answer:
    """Another submit button; what is not sent goes back to the usual."""
    location, style, label, waiting = form.button_position, form.button_style, form.label, form.waiting_label
    changed = forms.set_button(call.tx, path.id, location=location, style=style, label=label, waiting_label=waiting)
    return _changed(changed)


@marketo.get(
    "/rest/asset/v1/form/{id}/thankYouPage.json", id="getThankYouPageByIdUsingGET", needs=READ, docs="forms#followup"
)
def get_thank_you_page(call: Call, path: AssetId, query: AssetVersion) -> Reply[dict[str, Any]]:
    """What follows when the form was sent."""
    return common.by_id(call, forms.KIND, path.id, query, thank_you_page)


@marketo.post(
    "/rest/asset/v1/form/{id}/thankYouPage.json",
    id="updateThankYouPageByIdUsingPOST",
    needs=READ,
    docs="forms#followup",
)
def set_thank_you_page(call: Call, path: AssetId, form: ThankYouPage) -> Answer:
    """Other rules of what follows; the old ones are forgotten."""
    document = forms.set_followups(call.tx, path.id, [rule.followup() for rule in form.thankyou])
    return [common.changed(document, thank_you_page)]


# -- fields ---------------------------------------------------------------------------------------------------------


@marketo.get("/rest/asset/v1/form/fields.json", id="getAllFieldsUsingGET", needs=READ, docs="forms#field-metadata")
def get_available_fields(call: Call, query: AssetPage) -> Reply[dict[str, Any]]:
    """The fields of leads that forms may have: those of the guide's example first, then all others, by id."""
    offered = available_fields.of_people(call.tx)[query.offset : query.offset + query.max_return]
    return asset_reply([available(one) for one in offered])


@marketo.get(
    "/rest/asset/v1/form/programMemberFields.json",
    id="getAllProgramMemberFieldsUsingGET",
    needs=READ,
    docs="forms#field-metadata",
)
def get_available_member_fields(call: Call, query: AssetPage) -> Reply[dict[str, Any]]:
    """The fields of program members that forms in programs may have."""
    offered = available_fields.of_members(call.tx)[query.offset : query.offset + query.max_return]
    return asset_reply([available(one) for one in offered])


@marketo.get(
    "/rest/asset/v1/form/{id}/fields.json", id="getFormFieldByFormVidUsingGET", needs=READ, docs="forms#field-list"
)
def get_fields(call: Call, path: AssetId, query: AssetVersion) -> Reply[dict[str, Any]]:
    """The fields of a form as they stand, each set before what is in it."""
    seen = common.find(call, forms.KIND, path.id, query)
    of = forms.form_of(seen[2]) if seen else None
    return asset_reply([field(of, one) for one in form_fields.arranged(of)] if of else [])


@marketo.post(
    "/rest/asset/v1/form/{id}/fields.json", id="addFieldToAFormUsingPOST", needs=WRITE, docs="forms#edit-field"
)
def add_field(call: Call, path: AssetId, form: AddField) -> Answer:
    """Put one of the available fields on a form."""
    document = _get(call, path.id)
    draft = forms.draft_of(document)
    return _edited(call, document, form_fields.add(call.tx, document, draft, form.field_id, form.attributes()))


@marketo.post(
    "/rest/asset/v1/form/{id}/field/{fieldId}.json",
    id="updateFormFieldUsingPOST",
    needs=WRITE,
    docs="forms#edit-field",
)
def update_field(call: Call, path: FieldPath, form: FieldOptions) -> Answer:
    """Change how a field is."""
    document = _get(call, path.id)
    edit = form_fields.change(forms.draft_of(document), path.field_id, form.attributes())
    return _edited(call, document, edit)


@marketo.post(
    "/rest/asset/v1/form/{id}/field/{fieldId}/delete.json",
    id="deleteFormFieldUsingPOST",
    needs=WRITE,
    docs="forms#edit-field",
)
def delete_field(call: Call, path: FieldPath) -> Answer:
    """Take a field off a form."""
    document = _get(call, path.id)
    forms.save(call.tx, document, form_fields.delete(forms.draft_of(document), path.field_id))
    return [{"id": path.id}]


@marketo.post(
    "/rest/asset/v1/form/{id}/reArrange.json",
    id="updateFieldPositionsUsingPOST",
    needs=WRITE,
    docs="forms#rearranging-field",
)
def arrange_fields(call: Call, path: AssetId, form: Arrange) -> Answer:
    """Put all fields of a form into other places."""
    document = _get(call, path.id)
    forms.save(call.tx, document, form_fields.arrange(forms.draft_of(document), form.places()))
    return [{"id": path.id}]


@marketo.post(
    "/rest/asset/v1/form/{id}/richText.json", id="addRichTextFieldUsingPOST", needs=WRITE, docs="forms#rich-text"
)
def add_rich_text(call: Call, path: AssetId, form: RichText) -> Answer:
    """Put a text in HTML on a form."""
    document = _get(call, path.id)
    return _edited(call, document, form_fields.add_rich_text(call.tx, forms.draft_of(document), form.text))


@marketo.post("/rest/asset/v1/form/{id}/fieldSet.json", id="addFieldSetUsingPOST", needs=WRITE, docs="forms#fieldset")
def add_field_set(call: Call, path: AssetId, form: FieldSet) -> Answer:
    """Put an empty set of fields on a form."""
    document = _get(call, path.id)
    return _edited(call, document, form_fields.add_set(call.tx, forms.draft_of(document), form.label))


@marketo.post(
    "/rest/asset/v1/form/{id}/fieldSet/{fieldSetId}/field/{fieldId}/delete.json",
    id="deleteFormFieldFromFieldSetUsingPOST",
    needs=WRITE,
    docs="forms#fieldset",
)
def delete_field_from_set(call: Call, path: SetFieldPath) -> Answer:
    """Take a field off a form that is in a set of it."""
    document = _get(call, path.id)
    changed = form_fields.delete(forms.draft_of(document), path.field_id, inside=path.field_set_id)
    forms.save(call.tx, document, changed)
    return [{"id": path.id}]


@marketo.post(
    "/rest/asset/v1/form/{formId}/field/{fieldId}/visibility.json",
    id="addFormFieldVisibilityRuleUsingPOST",
    needs=WRITE,
    docs="forms#visibility-rule",
)
def set_visibility(call: Call, path: RuledFieldPath, form: SetVisibility) -> Answer:
    """Other rules of when a field shows; the old ones are forgotten."""
    document = _get(call, path.form_id)
    rules = form.visibility_rule.visibility()
    changed, made = form_fields.set_visibility(forms.draft_of(document), path.field_id, rules)
    forms.save(call.tx, document, changed)
    return [{"formFieldId": made.id, **visibility(made.visibility)}]


def _get(call: Call, form_id: int) -> Document:
    return lifecycle.get(call.tx, forms.KIND, form_id)


def _edited(call: Call, document: Document, edit: tuple[Form, Field]) -> Answer:
    forms.save(call.tx, document, edit[0])
    return [field(*edit)]


def _changed(document: Document) -> Answer:
    return [common.changed(document, form)]
