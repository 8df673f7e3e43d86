"""/rest/asset/v1/form, /rest/asset/v1/forms: forms with their fields, rules and buttons."""

from mercat.domain.forms import available_fields, form_fields, forms
from mercat.marketo.asset.schemas.form_field_answers import (
    AvailableField,
    FieldVisibilityAnswer,
    FormFieldAnswer,
    available,
    field,
    field_visibility,
)
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
)
from mercat.marketo.asset.schemas.forms import (
    Button,
    CreateForm,
    FormAnswer,
    ThankYouPage,
    ThankYouPageAnswer,
    UpdateForm,
    form,
    thank_you_page,
)
from mercat.marketo.asset.versioned import READ, WRITE, AssetOperations, AssetVersion
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, AssetPage, IdAnswer, place_of
from mercat.model.documents import Document
from mercat.model.forms import Field, Form
from mercat.wire.call import Call

operations = AssetOperations(__name__, forms.KIND, form, FormAnswer, page="forms", noun="form")

operations.by_id("/rest/asset/v1/form/{id}.json", id="getLpFormByIdUsingGET")
operations.by_name("/rest/asset/v1/form/byName.json", id="getLpFormByNameUsingGET")
operations.browse("/rest/asset/v1/forms.json", id="browseForms2UsingGET")
operations.used_by("/rest/asset/v1/form/{id}/usedBy.json", id="getFormUsedByUsingGET", anchor="dependencies")
operations.clone("/rest/asset/v1/form/{id}/clone.json", id="cloneLpFormsUsingPOST", anchor="approval")
operations.delete("/rest/asset/v1/form/{id}/delete.json", id="deleteFormByIdUsingPOST", anchor="approval")
operations.approve("/rest/asset/v1/form/{id}/approveDraft.json", id="approveFromUsingPOST", anchor="approval")
operations.unapprove("/rest/asset/v1/form/{id}/unapprove.json", id="unapproveFormUsingPOST", anchor="approval")
operations.discard_draft("/rest/asset/v1/form/{id}/discardDraft.json", id="discardFormByIdUsingPOST", anchor="approval")


@marketo.post("/rest/asset/v1/forms.json", id="createLpFormsUsingPOST", needs=WRITE, docs="forms#create-and-update")
def create_form(call: Call, form: CreateForm) -> list[FormAnswer]:
    """A new form in a folder of forms or a program."""
    return operations.changed(forms.create(call.tx, place_of(form.folder), form.name, form.description, form.look()))


@marketo.post("/rest/asset/v1/form/{id}.json", id="updateFormsUsingPOST", needs=WRITE, docs="forms#create-and-update")
def update_form(call: Call, path: AssetId, form: UpdateForm) -> list[FormAnswer]:
    """Another name, description or look."""
    return operations.changed(
        forms.update(call.tx, path.id, name=form.name, description=form.description, look=form.look())
    )


@marketo.post(
    "/rest/asset/v1/form/{id}/submitButton.json",
    id="updateFormSubmitButtonUsingPOST",
    needs=WRITE,
    docs="forms#submit-button",
)
def set_submit_button(call: Call, path: AssetId, form: Button) -> list[FormAnswer]:
    """Another submit button; what is not sent goes back to the usual."""
    location, style, label, waiting = form.button_position, form.button_style, form.label, form.waiting_label
    changed = forms.set_button(call.tx, path.id, location=location, style=style, label=label, waiting_label=waiting)
    return operations.changed(changed)


@marketo.get(
    "/rest/asset/v1/form/{id}/thankYouPage.json", id="getThankYouPageByIdUsingGET", needs=READ, docs="forms#followup"
)
def get_thank_you_page(call: Call, path: AssetId, query: AssetVersion) -> Reply[ThankYouPageAnswer]:
    """What follows when the form was sent."""
    version = operations.find(call, path.id, query)
    return asset_reply([thank_you_page(version[0].id, version[2])] if version else [])


@marketo.post(
    "/rest/asset/v1/form/{id}/thankYouPage.json",
    id="updateThankYouPageByIdUsingPOST",
    needs=READ,
    docs="forms#followup",
)
def set_thank_you_page(call: Call, path: AssetId, form: ThankYouPage) -> list[ThankYouPageAnswer]:
    """Other rules of what follows; the old ones are forgotten."""
    document = forms.set_followups(call.tx, path.id, [rule.followup() for rule in form.thankyou])
    return [thank_you_page(document.id, document.versions.latest)]


# -- fields -----------------------------------------------------------------------------------------------------------


@marketo.get("/rest/asset/v1/form/fields.json", id="getAllFieldsUsingGET", needs=READ, docs="forms#field-metadata")
def get_available_fields(call: Call, query: AssetPage) -> Reply[AvailableField]:
    """The fields of leads that forms may have: those of the guide's example first, then all others, by id."""
    offered = available_fields.of_people(call.tx)[query.offset : query.offset + query.max_return]
    return asset_reply([available(one) for one in offered])


@marketo.get(
    "/rest/asset/v1/form/programMemberFields.json",
    id="getAllProgramMemberFieldsUsingGET",
    needs=READ,
    docs="forms#field-metadata",
)
def get_available_member_fields(call: Call, query: AssetPage) -> Reply[AvailableField]:
    """The fields of program members that forms in programs may have."""
    offered = available_fields.of_members(call.tx)[query.offset : query.offset + query.max_return]
    return asset_reply([available(one) for one in offered])


@marketo.get(
    "/rest/asset/v1/form/{id}/fields.json", id="getFormFieldByFormVidUsingGET", needs=READ, docs="forms#field-list"
)
def get_fields(call: Call, path: AssetId, query: AssetVersion) -> Reply[FormFieldAnswer]:
    """The fields of a form as they stand, each set before what is in it."""
    version = operations.find(call, path.id, query)
    content = version[2] if version else None
    return asset_reply([field(content, one) for one in form_fields.arranged(content)] if content else [])


@marketo.post(
    "/rest/asset/v1/form/{id}/fields.json", id="addFieldToAFormUsingPOST", needs=WRITE, docs="forms#edit-field"
)
def add_field(call: Call, path: AssetId, form: AddField) -> list[FormFieldAnswer]:
    """Put one of the available fields on a form."""
    document = _get(call, path.id)
    draft = document.versions.latest
    return _edited(call, document, form_fields.add(call.tx, document, draft, form.field_id, form.attributes()))


@marketo.post(
    "/rest/asset/v1/form/{id}/field/{fieldId}.json",
    id="updateFormFieldUsingPOST",
    needs=WRITE,
    docs="forms#edit-field",
)
def update_field(call: Call, path: FieldPath, form: FieldOptions) -> list[FormFieldAnswer]:
    """Change how a field is."""
    document = _get(call, path.id)
    edit = form_fields.change(document.versions.latest, path.field_id, form.attributes())
    return _edited(call, document, edit)


@marketo.post(
    "/rest/asset/v1/form/{id}/field/{fieldId}/delete.json",
    id="deleteFormFieldUsingPOST",
    needs=WRITE,
    docs="forms#edit-field",
)
def delete_field(call: Call, path: FieldPath) -> list[IdAnswer]:
    """Take a field off a form."""
    document = _get(call, path.id)
    forms.KIND.save(call.tx, document, form_fields.delete(document.versions.latest, path.field_id))
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/form/{id}/reArrange.json",
    id="updateFieldPositionsUsingPOST",
    needs=WRITE,
    docs="forms#rearranging-field",
)
def arrange_fields(call: Call, path: AssetId, form: Arrange) -> list[IdAnswer]:
    """Put all fields of a form into other places."""
    document = _get(call, path.id)
    forms.KIND.save(call.tx, document, form_fields.arrange(document.versions.latest, form.places()))
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/form/{id}/richText.json", id="addRichTextFieldUsingPOST", needs=WRITE, docs="forms#rich-text"
)
def add_rich_text(call: Call, path: AssetId, form: RichText) -> list[FormFieldAnswer]:
    """Put a text in HTML on a form."""
    document = _get(call, path.id)
    return _edited(call, document, form_fields.add_rich_text(call.tx, document.versions.latest, form.text))


@marketo.post("/rest/asset/v1/form/{id}/fieldSet.json", id="addFieldSetUsingPOST", needs=WRITE, docs="forms#fieldset")
def add_field_set(call: Call, path: AssetId, form: FieldSet) -> list[FormFieldAnswer]:
    """Put an empty set of fields on a form."""
    document = _get(call, path.id)
    return _edited(call, document, form_fields.add_set(call.tx, document.versions.latest, form.label))


@marketo.post(
    "/rest/asset/v1/form/{id}/fieldSet/{fieldSetId}/field/{fieldId}/delete.json",
    id="deleteFormFieldFromFieldSetUsingPOST",
    needs=WRITE,
    docs="forms#fieldset",
)
def delete_field_from_set(call: Call, path: SetFieldPath) -> list[IdAnswer]:
    """Take a field off a form that is in a set of it."""
    document = _get(call, path.id)
    changed = form_fields.delete(document.versions.latest, path.field_id, inside=path.field_set_id)
    forms.KIND.save(call.tx, document, changed)
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/form/{formId}/field/{fieldId}/visibility.json",
    id="addFormFieldVisibilityRuleUsingPOST",
    needs=WRITE,
    docs="forms#visibility-rule",
)
def set_visibility(call: Call, path: RuledFieldPath, form: SetVisibility) -> list[FieldVisibilityAnswer]:
    """Other rules of when a field shows; the old ones are forgotten."""
    document = _get(call, path.form_id)
    rules = form.visibility_rule.visibility()
    changed, made = form_fields.set_visibility(document.versions.latest, path.field_id, rules)
    forms.KIND.save(call.tx, document, changed)
    return [field_visibility(made)]


def _get(call: Call, form_id: int) -> Document[Form]:
    return forms.KIND.get(call.tx, form_id)


def _edited(call: Call, document: Document[Form], edit: tuple[Form, Field]) -> list[FormFieldAnswer]:
    forms.KIND.save(call.tx, document, edit[0])
    return [field(*edit)]
