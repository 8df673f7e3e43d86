"""The examples of the vendor's page about forms, in its order, with the bodies as they are written there."""

from typing import Any

from support.forms import FORMS, add_field, create, program
from support.marketo import MarketoClient

ASSET = "/rest/asset/v1"
ALWAYS = {"ruleType": "alwaysShow"}
FOLDER = FORMS["id"]
TYPES = {  # of the available fields that the page shows
    **dict.fromkeys(("City", "Company", "Country", "FirstName", "Industry", "LastName", "LeadSource"), "string"),
    **dict.fromkeys(("PostalCode", "Rating"), "string"),
    **dict.fromkeys(("Fax", "MobilePhone", "Phone"), "phone"),
    **dict.fromkeys(("Salutation", "State", "Title"), "picklist"),
    **dict.fromkeys(("Description", "Street"), "textarea"),
    "AnnualRevenue": "currency",
    "Email": "email",
    "NumberOfEmployees": "int",
}


def written(client: MarketoClient, path: str, body: str) -> Any:
    """What a form body answers that is sent as it stands, nothing in it escaped."""
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.send("POST", f"{ASSET}/{path}", content=body.encode(), headers=kind).document
    assert (answer["success"], answer["errors"], answer["warnings"]) == (True, [], []), answer
    return answer["result"][0]


def field_ids(client: MarketoClient, form_id: int) -> list[str]:
    return [one["id"] for one in client.get(f"{ASSET}/form/{form_id}/fields.json").document["result"]]


def test_a_form_is_created_queried_and_updated(marketo):
    body = f'name=newForm&description=test&folder={{"type": "Folder","id": {FOLDER}}}&language=French'
    made = written(marketo, "forms.json", body)
    assert made == {
        "id": made["id"],
        "name": "newForm",
        "description": "test",
        "createdAt": made["createdAt"],
        "updatedAt": made["createdAt"],
        "url": f"https://app-mercat.marketo.com/#FO{made['id']}B2",
        "status": "draft",
        "theme": "simple",
        "language": "French",
        "locale": "fr_FR",
        "progressiveProfiling": False,
        "labelPosition": "left",
        "fontFamily": "Helvetica",
        "fontSize": "13px",
        "folder": {"type": "Folder", "value": FOLDER, "folderName": "Forms"},
        "knownVisitor": {"type": "form", "template": None},
        "thankYouList": [{"followupType": "none", "followupValue": None, "default": True}],
        "buttonLocation": 120,
        "buttonLabel": "Envoyer",
        "waitingLabel": "Veuillez patienter",
    }
    for path in (f"form/{made['id']}.json", "form/byName.json?name=newForm", "forms.json"):
        assert marketo.get(f"{ASSET}/{path}").document["result"] == [made]
    body = (
        "name=updated name&description=This is a test for updateapi&language=English&progressiveProfiling=true"
        "&locale=en_US"
    )
    changed = written(marketo, f"form/{made['id']}.json", body)
    assert changed == made | {
        "name": "updated name",
        "description": "This is a test for updateapi",
        "language": "English",
        "locale": "en_US",
        "progressiveProfiling": True,
        "buttonLabel": "Submit",
        "waitingLabel": "Please Wait",
    }
    listed = marketo.get(f"{ASSET}/form/{made['id']}/fields.json").document["result"]
    assert [(one["id"], one["dataType"]) for one in listed] == [
        ("FirstName", "text"),
        ("LastName", "text"),
        ("Email", "email"),
        ("Profiling", "profiling"),
    ]
    assert listed[3] == {"id": "Profiling", "dataType": "profiling", "rowNumber": 3, "columnNumber": 0}


def test_nothing_uses_a_form(marketo):
    answer = marketo.get(f"{ASSET}/form/{create(marketo)}/usedBy.json").document
    assert (answer["success"], answer["errors"], "result" in answer) == (True, [], False)
    assert answer["warnings"] == ["No assets found for the given search criteria."]


def test_the_fields_on_offer_begin_with_those_of_the_example(marketo):
    offered = marketo.get(f"{ASSET}/form/fields.json").document["result"]
    assert {one["id"]: one["dataType"] for one in offered} == TYPES
    assert [one["id"] for one in offered] == sorted(TYPES)
    for one in offered:
        more = {name: value for name, value in one.items() if name not in ("id", "dataType", "picklistValues")}
        text = {"string": {"maxLength": 255}}.get(one["dataType"], {})
        if one["dataType"] == "textarea":
            text = {"maxLength": {"Description": 32_000, "Street": 2_000}[one["id"]], "visibleRows": 2}
        assert more == {"isRequired": False, **text}, one
    lists = {one["id"]: one["picklistValues"] for one in offered if "picklistValues" in one}
    assert lists.keys() == {"Salutation", "State"}
    assert lists["Salutation"] == "Mr.,Ms.,Mrs.,Dr.,Prof."
    assert lists["State"].startswith("AK::AK,AL::AL,AR::AR,AZ::AZ,CA::CA,")
    assert lists["State"].endswith(",WV::WV,WY::WY") and lists["State"].count("::") == 50


def test_the_fields_of_program_members_on_offer(marketo):
    names = ["pMCFCustomField01", "pMCFCustomField02", "myPMCF"]
    fields = [{"name": name, "displayName": name, "dataType": "string"} for name in names]
    assert marketo.post("/rest/v1/programs/members/schema/fields.json", input=fields).codes == []
    assert marketo.get(f"{ASSET}/form/programMemberFields.json").document["result"] == [
        {"id": name, "isRequired": False, "dataType": "string", "maxLength": 255} for name in names
    ]
    form_id = create(marketo, folder={"id": program(marketo), "type": "Program"})
    assert written(marketo, f"form/{form_id}/fields.json", "fieldId=myPMCF")["dataType"] == "text"


def test_fields_are_added_and_edited(marketo):
    form_id = create(marketo)
    body = (
        "fieldId=NumberOfEmployees&maxLength=125&defaultValue=this is default&required=true&fieldWidth=100"
        "&validationMessage=hey, you there?&label=employee count&hintText=Hint me&minValue=10"
    )
    assert written(marketo, f"form/{form_id}/fields.json", body) == {
        "id": "NumberOfEmployees",
        "label": "employee count",
        "fieldWidth": 100,
        "dataType": "number",
        "defaultValue": "this is default",
        "validationMessage": "hey, you there?",
        "rowNumber": 3,
        "columnNumber": 0,
        "required": True,
        "formPrefill": True,
        "fieldMetaData": {"minValue": 10, "maxValue": None},
        "visibilityRules": ALWAYS,
        "hintText": "Hint me",
    }
    assert written(marketo, f"form/{form_id}/field/LastName.json", "label=enter the last name here") == {
        "id": "LastName",
        "label": "enter the last name here",
        "dataType": "text",
        "validationMessage": "This field is required.",
        "rowNumber": 1,
        "columnNumber": 0,
        "maxLength": 255,
        "required": False,
        "formPrefill": True,
        "visibilityRules": ALWAYS,
    }


def test_the_choices_of_a_salutation_are_replaced(marketo):
    form_id = create(marketo)
    select = {"label": "Select...", "value": "", "isDefault": True, "selected": True}
    shown = {
        "id": "Salutation",
        "label": "Salutation:",
        "dataType": "select",
        "validationMessage": "This field is required.",
        "rowNumber": 3,
        "columnNumber": 0,
        "required": False,
        "formPrefill": True,
        "visibilityRules": ALWAYS,
    }
    offered = [{"label": word, "value": word} for word in ("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.")]
    meta = {"multiSelect": False, "values": [select, *offered], "visibleLines": 1}
    assert written(marketo, f"form/{form_id}/fields.json", "fieldId=Salutation") == shown | {"fieldMetaData": meta}
    body = (
        'values=[{"label":"Select...","value":"","isDefault":true,"selected":true}, {"label":"MR","value":"MR"},'
        ' {"label":"MS","value":"MS"}, {"label":"MRS","value":"MRS"}, {"label":"DR","value":"DR"},'
        ' {"label":"PROF","value":"PROF"}]'
    )
    words = [{"label": word, "value": word} for word in ("MR", "MS", "MRS", "DR", "PROF")]
    changed = written(marketo, f"form/{form_id}/field/Salutation.json", body)
    assert changed == shown | {"fieldMetaData": meta | {"values": [select, *words]}}


def test_lists_without_values_and_with_labels_of_their_own_are_added_too(marketo):
    form_id = create(marketo)
    title, state = add_field(marketo, form_id, "Title"), add_field(marketo, form_id, "State")
    assert (title["dataType"], [one["label"] for one in title["fieldMetaData"]["values"]]) == ("select", ["Select..."])
    assert state["fieldMetaData"]["values"][1] == {"label": "AK", "value": "AK"}
    assert len(state["fieldMetaData"]["values"]) == 51
    notes, street = add_field(marketo, form_id, "Description"), add_field(marketo, form_id, "Street")
    assert [(one["dataType"], one["maxLength"]) for one in (notes, street)] == [
        ("textarea", 32_000),
        ("textarea", 2_000),
    ]


def test_what_is_filled_into_these_fields_reaches_the_lead(marketo):
    form_id = create(marketo)
    for field in ("Salutation", "State", "Title", "Description", "Street"):
        add_field(marketo, form_id, field)
    marketo.form(f"{ASSET}/form/{form_id}/approveDraft.json")
    filled = {
        "email": "ann@example.com", "salutation": "Dr.", "state": "WY", "title": "Chief", "mktoPersonNotes": "Knows us",
        "address": "Main Street 1",
    }  # fmt: skip
    (outcome,) = marketo.post(
        "/rest/v1/leads/submitForm.json", formId=form_id, input=[{"leadFormFields": filled}]
    ).document["result"]
    assert outcome["status"] == "created", outcome
    (lead,) = marketo.get(f"/rest/v1/lead/{outcome['id']}.json", fields=list(filled)).document["result"]
    assert lead == {"id": outcome["id"], **filled}


def test_fields_are_rearranged(marketo):
    form_id = create(marketo)
    body = (
        'positions=[{"columnNumber":0,"rowNumber":0,"fieldName":"FirstName"},'
        '{"columnNumber":0,"rowNumber":1,"fieldName":"LastName"},'
        ' {"columnNumber":0,"rowNumber":2, "fieldName":"Email"}]'
    )
    assert written(marketo, f"form/{form_id}/reArrange.json", body) == {"id": form_id}


def test_a_rich_text_is_added(marketo):
    form_id = create(marketo)
    mark = "---------------------------9051914041544843365972754266"
    body = (
        f'--{mark}\r\nContent-Disposition: form-data; name="text"\r\nContent-Type: text/html\r\n\r\n'
        f"<div>Fancy Rich Text Component</div>\r\n--{mark}--\r\n"
    )
    kind = {"content-type": f"multipart/form-data; boundary={mark}"}
    answer = marketo.send("POST", f"{ASSET}/form/{form_id}/richText.json", content=body.encode(), headers=kind)
    (made,) = answer.document["result"]
    assert made == {
        "id": made["id"],
        "labelWidth": 260,
        "dataType": "htmltext",
        "rowNumber": 3,
        "columnNumber": 0,
        "visibilityRules": ALWAYS,
        "text": "<div>Fancy Rich Text Component</div>",
    }


def test_a_field_shows_while_another_one_is_filled_in(marketo):
    form_id = create(marketo)
    body = (
        'visibilityRule={"ruleType":"show", "rules":[{"subjectField": "LastName", "operator": "isNotEmpty",'
        ' "values": [], "altLabel": "Email:"}]}'
    )
    assert written(marketo, f"form/{form_id}/field/Email/visibility.json", body) == {
        "formFieldId": "Email",
        "ruleType": "show",
        "rules": [{"subjectField": "LastName", "operator": "isNotEmpty", "values": [], "altLabel": "Email:"}],
    }


def test_a_field_is_moved_to_the_progressive_profiling_list(marketo):
    form_id = create(marketo, progressiveProfiling=True)
    for field in ("Company", "Website", "Phone"):
        add_field(marketo, form_id, field)
    marketo.form(f"{ASSET}/form/{form_id}/field/FirstName/delete.json")
    body = (
        'positions=[{"columnNumber":0,"rowNumber":0,"fieldName":"Email"},'
        '{"columnNumber":0,"rowNumber":1,"fieldName":"LastName"},{"columnNumber":0,"rowNumber":2,"fieldName":"Company"},'
        '{"columnNumber":0,"rowNumber":3,"fieldName":"Website"},{"columnNumber":0,"rowNumber":4,"fieldName":"Profiling",'
        '"fieldList":[{"columnNumber":0,"rowNumber":0,"fieldName":"Phone"}]}]'
    )
    assert written(marketo, f"form/{form_id}/reArrange.json", body) == {"id": form_id}
    assert field_ids(marketo, form_id) == ["Email", "LastName", "Company", "Website", "Profiling", "Phone"]
