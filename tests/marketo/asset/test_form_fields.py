"""/rest/asset/v1/form/{id}/fields: what stands on a form, and where."""

import base64

import pytest

from mercat.model.clock import HOUR
from support.forms import FORMS, WARNING, add_field, approved, create, program

FORM = "/rest/asset/v1/form"
ALWAYS = {"ruleType": "alwaysShow"}


def fields(client, form_id, **params):
    return client.get(f"{FORM}/{form_id}/fields.json", **params).document["result"]


def ids(client, form_id, **params):
    return [one["id"] for one in fields(client, form_id, **params)]


def member_field(client, name="seats", data_type="string"):
    client.post(
        "/rest/v1/programs/members/schema/fields.json",
        input=[{"name": name, "displayName": name.title(), "dataType": data_type}],
    )


def test_a_new_form_asks_for_names_and_address(marketo):
    first, last, email = fields(marketo, create(marketo))
    assert first == {
        "id": "FirstName",
        "label": "First Name:",
        "dataType": "text",
        "validationMessage": "This field is required.",
        "rowNumber": 0,
        "columnNumber": 0,
        "maxLength": 255,
        "required": False,
        "formPrefill": True,
        "visibilityRules": ALWAYS,
    }
    assert (last["id"], last["label"], last["rowNumber"]) == ("LastName", "Last Name:", 1)
    assert (email["label"], email["dataType"], email["rowNumber"]) == ("Email Address:", "email", 2)
    assert email["validationMessage"].startswith("Must be valid email.") and "maxLength" not in email


def test_fields_of_an_approved_form_change_in_its_draft(marketo):
    form_id = approved(marketo)
    add_field(marketo, form_id, "Company")
    assert ids(marketo, form_id) == ["FirstName", "LastName", "Email"]
    assert ids(marketo, form_id, status="draft")[-1] == "Company"


def test_a_version_that_is_not_there_has_no_fields(marketo):
    form_id = approved(marketo)
    for path in (f"{form_id}/fields.json?status=draft", "99/fields.json"):
        answer = marketo.get(f"{FORM}/{path}").document
        assert (answer["success"], answer["warnings"], "result" in answer) == (True, WARNING, False)
    assert marketo.get(f"{FORM}/{form_id}/fields.json", status="ready").codes == ["1003"]


def test_the_available_fields_are_those_of_leads(marketo):
    found = {one["id"]: one for one in marketo.get(f"{FORM}/fields.json", maxReturn=200).document["result"]}
    assert found["City"] == {"id": "City", "isRequired": False, "dataType": "string", "maxLength": 255}
    assert found["AnnualRevenue"] == {"id": "AnnualRevenue", "isRequired": False, "dataType": "currency"}
    assert found["NumberOfEmployees"]["dataType"] == "int" and found["Email"]["dataType"] == "email"
    assert found["BillingStreet"] == {
        "id": "BillingStreet", "isRequired": False, "dataType": "textarea", "maxLength": 30_000, "visibleRows": 2,
    }  # fmt: skip
    assert not {"Id", "CreatedAt", "Cookies", "Urgency", "Address"} & found.keys()
    ids = list(found)
    assert ids[20:] == sorted(ids[20:])
    page = marketo.get(f"{FORM}/fields.json", maxReturn=3, offset=19).document["result"]
    assert [one["id"] for one in page] == ["Title", *ids[20:22]]
    assert marketo.get(f"{FORM}/fields.json", maxReturn=201).codes == ["1003"]


def test_the_available_fields_of_members_are_custom_ones(marketo):
    assert marketo.get(f"{FORM}/programMemberFields.json").document["warnings"] == WARNING
    member_field(marketo)
    assert marketo.get(f"{FORM}/programMemberFields.json").document["result"] == [
        {"id": "seats", "isRequired": False, "dataType": "string", "maxLength": 255}
    ]
    assert marketo.get(f"{FORM}/programMemberFields.json", maxReturn=0).codes == ["1003"]


def test_a_field_is_added_as_documented(marketo):
    form_id = create(marketo)
    made = add_field(
        marketo, form_id, "NumberOfEmployees", maxLength=125, defaultValue="this is default", required=True,
        fieldWidth=100, validationMessage="hey, you there?", label="employee count", hintText="Hint me", minValue=10,
    )  # fmt: skip
    assert made == {
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
    assert fields(marketo, form_id)[-1] == made


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({}, ["701"]),
        ({"fieldId": "ShoeColour"}, ["702"]),
        ({"fieldId": "Id"}, ["702"]),
        ({"fieldId": "Email"}, ["709"]),
        ({"fieldId": "City", "label": "x" * 2_001}, ["701"]),
        ({"fieldId": "City", "label": "x" * 2_000}, []),
        ({"fieldId": "City", "maxLength": 0}, ["1003"]),
        ({"fieldId": "City", "maxLength": 1}, []),
        ({"fieldId": "City", "maxLength": 32_000}, []),
        ({"fieldId": "City", "maxLength": 32_001}, ["1003"]),
        ({"fieldId": "City", "fieldWidth": -1}, ["1003"]),
        ({"fieldId": "City", "fieldType": "telepathy"}, ["1003"]),
        ({"fieldId": "City", "values": "Rome,Paris"}, ["709"]),
        ({"fieldId": "City", "minValue": 2, "maxValue": 1}, ["709"]),
        ({"fieldId": "City", "minValue": 1, "maxValue": 1}, []),
        ({"fieldId": "City", "minValue": "few"}, ["1001"]),
        ({"fieldId": "seats"}, ["709"]),  # a member's, and the form is in no program
    ],
)
def test_what_cannot_be_added(marketo, options, codes):
    member_field(marketo)
    form_id = create(marketo)
    assert marketo.form(f"{FORM}/{form_id}/fields.json", **options).codes == codes
    assert len(fields(marketo, form_id)) == (3 if codes else 4)


def test_fields_of_members_need_a_program(marketo):
    member_field(marketo)
    website = {"id": program(marketo), "type": "Program"}
    folder = marketo.form("/rest/asset/v1/folders.json", name="Local", parent=website).result[0].id
    form_id = create(marketo, folder={"id": folder, "type": "Folder"})
    assert add_field(marketo, form_id, "seats")["label"] == "Seats:"
    copy = f"{FORM}/{form_id}/clone.json"
    assert marketo.form(copy, name="Copy", folder=FORMS).codes == ["709"]
    assert marketo.get(f"{FORM}/byName.json", name="Copy").document["warnings"] == WARNING
    assert marketo.form(copy, name="Copy", folder=website).codes == []


def test_a_list_has_a_default_choice(marketo):
    form_id = create(marketo)
    made = add_field(marketo, form_id, "Salutation", fieldType="picklist", values="MR, MS")
    select = {"label": "Select...", "value": "", "isDefault": True, "selected": True}
    assert made["dataType"] == "select"
    assert made["fieldMetaData"] == {
        "multiSelect": False,
        "values": [select, {"label": "MR", "value": "MR"}, {"label": "MS", "value": "MS"}],
        "visibleLines": 1,
    }
    values = [{"label": "Mister", "value": "MR", "isDefault": True}, {"label": "Miss", "value": "MS"}]
    path = f"{FORM}/{form_id}/field/Salutation.json"
    (changed,) = marketo.form(path, values=values, multiSelect=True).document["result"]
    assert changed["fieldMetaData"] == {"multiSelect": True, "values": values, "visibleLines": 1}
    assert marketo.form(path, values="[{'isDefault': true}]").codes == ["701"]
    assert marketo.form(path, values="[1, 2").codes == ["1001"]
    for count, codes in ((1_000, []), (1_001, ["1003"])):
        assert marketo.form(path, values=",".join(map(str, range(count)))).codes == codes


def test_a_form_that_grows_too_large_stays_as_it_is(marketo):
    form_id = create(marketo)
    values = ",".join(f"{number:0450d}" for number in range(1_000))  # each is a label, too
    add_field(marketo, form_id, "City", fieldType="radio", values=values)
    path = f"{FORM}/{form_id}/fields.json"
    assert marketo.form(path, fieldId="Site", fieldType="radio", values=values).codes == ["709"]
    assert ids(marketo, form_id)[-1] == "City"


def test_types_have_details_of_their_own(marketo):
    form_id = create(marketo)
    agrees = add_field(marketo, form_id, "Unsubscribed", initiallyChecked=True, labelToRight=True)
    assert agrees["fieldMetaData"] == {"initiallyChecked": True, "labelToRight": True}
    assert add_field(marketo, form_id, "Street", visibleLines=5)["fieldMetaData"] == {"visibleLines": 5}
    assert add_field(marketo, form_id, "Phone", maskInput="999-9999")["fieldMetaData"] == {"maskInput": "999-9999"}
    kind = add_field(marketo, form_id, "LeadScore", fieldType="range", minValue=0.5, maxValue=9)
    assert (kind["dataType"], kind["fieldMetaData"]) == ("range", {"minValue": 0.5, "maxValue": 9})


def test_a_field_changes_as_documented(marketo):
    form_id = create(marketo)
    path = f"{FORM}/{form_id}/field/LastName.json"
    (changed,) = marketo.form(path, label="enter the last name here", required=True).document["result"]
    assert (changed["label"], changed["required"], changed["maxLength"]) == ("enter the last name here", True, 255)
    assert fields(marketo, form_id)[1] == changed
    assert marketo.form(f"{FORM}/{form_id}/field/Phone.json", label="Phone").codes == ["702"]
    assert marketo.form(f"{FORM}/99/field/LastName.json", label="Name").codes == ["702"]
    assert marketo.form(path, fieldType="telepathy").codes == ["1003"]


def test_a_field_goes(marketo):
    form_id = create(marketo)
    path = f"{FORM}/{form_id}/field/FirstName/delete.json"
    assert marketo.form(path).document["result"] == [{"id": form_id}]
    assert ids(marketo, form_id) == ["LastName", "Email"]
    assert marketo.form(path).codes == ["702"]


def test_a_field_that_a_rule_looks_at_stays(marketo):
    form_id = create(marketo)
    rule = {"ruleType": "show", "rules": [{"subjectField": "LastName", "operator": "isNotEmpty", "values": []}]}
    marketo.form(f"{FORM}/{form_id}/field/Email/visibility.json", visibilityRule=rule)
    assert marketo.form(f"{FORM}/{form_id}/field/LastName/delete.json").codes == ["709"]
    assert marketo.form(f"{FORM}/{form_id}/field/Email/delete.json").codes == []
    assert marketo.form(f"{FORM}/{form_id}/field/LastName/delete.json").codes == []


# -- rules ----------------------------------------------------------------------------------------------------------


def test_rules_are_replaced_as_a_whole(marketo):
    form_id = create(marketo)
    path = f"{FORM}/{form_id}/field/Email/visibility.json"
    rule = {"subjectField": "LastName", "operator": "isNotEmpty", "values": [], "altLabel": "Email:"}
    answer = marketo.form(path, visibilityRule={"ruleType": "show", "rules": [rule]}).document
    assert answer["result"] == [{"formFieldId": "Email", "ruleType": "show", "rules": [rule]}]
    assert fields(marketo, form_id)[2]["visibilityRules"] == {"ruleType": "show", "rules": [rule]}
    answer = marketo.form(path, visibilityRule={"ruleType": "alwaysShow", "rules": [rule]}).document
    assert answer["result"] == [{"formFieldId": "Email", **ALWAYS}]


def test_a_rule_may_narrow_the_choices(marketo):
    form_id = create(marketo)
    add_field(marketo, form_id, "Salutation", fieldType="picklist", values="MR,MS")
    sent = {"subjectField": "LastName", "operator": "is", "values": ["Simpson"]}
    choice = {"label": "MS", "value": "MS"}
    answer = marketo.form(
        f"{FORM}/{form_id}/field/Salutation/visibility.json",
        visibilityRule={"ruleType": "show", "rules": [sent | {"pickListValues": [choice]}]},
    )
    assert answer.document["result"][0]["rules"] == [sent | {"picklistFilterValues": [choice]}]


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (None, ["701"]),
        ({"ruleType": "sometimes", "rules": []}, ["1003"]),
        ({"ruleType": "show", "rules": []}, ["709"]),
        ({"ruleType": "show", "rules": [{"subjectField": "Phone", "operator": "isEmpty"}]}, ["709"]),
        ({"ruleType": "show", "rules": [{"subjectField": "Email", "operator": "isEmpty"}]}, ["709"]),
        ({"ruleType": "show", "rules": [{"subjectField": "LastName", "operator": "looksLike"}]}, ["1003"]),
        ({"ruleType": "show", "rules": [{"operator": "isEmpty"}]}, ["701"]),
        ({"ruleType": "hide", "rules": [{"subjectField": "LastName", "operator": "isEmpty"}] * 100}, []),
        ({"ruleType": "hide", "rules": [{"subjectField": "LastName", "operator": "isEmpty"}] * 101}, ["1003"]),
    ],
)
def test_what_is_no_rule(marketo, rule, codes):
    form_id = create(marketo)
    sent = {} if rule is None else {"visibilityRule": rule}
    assert marketo.form(f"{FORM}/{form_id}/field/Email/visibility.json", **sent).codes == codes


def test_rules_need_their_field(marketo):
    rule = {"ruleType": "alwaysShow", "rules": []}
    for path in (f"{create(marketo)}/field/Phone", "99/field/Email"):
        assert marketo.form(f"{FORM}/{path}/visibility.json", visibilityRule=rule).codes == ["702"]


# -- places ---------------------------------------------------------------------------------------------------------


def at(field_id, row, column=0, **more):
    return {"columnNumber": column, "rowNumber": row, "fieldName": field_id, **more}


def arrange(client, form_id, *positions):
    return client.form(f"{FORM}/{form_id}/reArrange.json", positions=list(positions))


def test_fields_are_put_into_other_places(marketo):
    form_id = create(marketo)
    answer = arrange(marketo, form_id, at("Email", 0), at("LastName", 1, 1), at("FirstName", 1))
    assert answer.document["result"] == [{"id": form_id}]
    found = [(one["id"], one["rowNumber"], one["columnNumber"]) for one in fields(marketo, form_id)]
    assert found == [("Email", 0, 0), ("FirstName", 1, 0), ("LastName", 1, 1)]


@pytest.mark.parametrize(
    "positions",
    [
        [at("FirstName", 0), at("LastName", 1)],
        [at("FirstName", 0), at("LastName", 1), at("Email", 2), at("Phone", 3)],
        [at("FirstName", 0), at("LastName", 1), at("Email", 1)],
        [at("FirstName", 0), at("LastName", 1), at("Email", 2), at("Email", 3)],
        [at("FirstName", 0), at("LastName", 1), at("Email", 10)],
        [at("FirstName", 0), at("LastName", 1), at("Email", 2, 3)],
        [at("FirstName", 0), at("LastName", 1), at("Email", -1)],
        [at("FirstName", 0), at("LastName", 1, fieldList=[at("Email", 0)])],
    ],
)
def test_what_is_no_arrangement(marketo, positions):
    form_id = create(marketo)
    assert arrange(marketo, form_id, *positions).codes == ["709"]
    assert ids(marketo, form_id) == ["FirstName", "LastName", "Email"]


def test_the_corners_of_a_form_are_places(marketo):
    form_id = create(marketo)
    assert arrange(marketo, form_id, at("FirstName", 0), at("LastName", 9), at("Email", 9, 2)).codes == []
    assert marketo.form(f"{FORM}/{form_id}/reArrange.json").codes == ["701"]
    assert arrange(marketo, 99, at("Email", 0)).codes == ["702"]


def test_a_form_has_thirty_places(marketo):
    form_id = create(marketo)
    offered = [one["id"] for one in marketo.get(f"{FORM}/fields.json", maxReturn=40).document["result"]]
    new = [id for id in offered if id not in ("FirstName", "LastName", "Email")]
    made = [add_field(marketo, form_id, id) for id in new[:27]]
    assert (made[6]["rowNumber"], made[6]["columnNumber"]) == (9, 0)
    assert (made[7]["rowNumber"], made[7]["columnNumber"]) == (0, 1)
    assert (made[26]["rowNumber"], made[26]["columnNumber"]) == (9, 2)
    assert marketo.form(f"{FORM}/{form_id}/fields.json", fieldId=new[27]).codes == ["709"]


# -- texts ----------------------------------------------------------------------------------------------------------


def rich_text(client, form_id, text, head='name="text"\r\nContent-Type: text/html'):
    """As the guide sends it: one part of a multipart body."""
    body = f"--mark\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n--mark--\r\n".encode()
    return client.send(
        "POST",
        f"{FORM}/{form_id}/richText.json",
        content=body,
        headers={"content-type": "multipart/form-data; boundary=mark"},
    )


def test_a_text_comes_as_a_part_or_a_file_or_in_a_form(marketo):
    form_id = create(marketo)
    text = "<div>Fancy Rich Text Component</div>"
    (made,) = rich_text(marketo, form_id, text).document["result"]
    assert base64.urlsafe_b64decode(made["id"]).startswith(b"HtmlText_20")
    assert made == {
        "id": made["id"],
        "labelWidth": 260,
        "dataType": "htmltext",
        "rowNumber": 3,
        "columnNumber": 0,
        "visibilityRules": ALWAYS,
        "text": text,
    }
    file = 'name="text"; filename="text.html"'
    assert rich_text(marketo, form_id, text, file).result[0].text == text
    assert marketo.form(f"{FORM}/{form_id}/richText.json", text=text).result[0].text == text
    assert [one["dataType"] for one in fields(marketo, form_id)][3:] == ["htmltext"] * 3
    assert marketo.form(f"{FORM}/{form_id}/field/{made['id']}.json", label="Text").codes == ["709"]
    assert marketo.form(f"{FORM}/{form_id}/field/{made['id']}/delete.json").codes == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["701"]),
        ("<p>Read our <scripture>", []),
        ("<p>Hello</p><SCRIPT>alert(1)</SCRIPT>", ["709"]),
        ("< link rel='stylesheet' href='x'>", ["709"]),
        ("<meta charset='utf-8'>", ["709"]),
        ("<p>" + "x" * 65_532, []),
        ("<p>" + "x" * 65_533, ["701"]),
    ],
)
def test_what_is_no_text(marketo, text, codes):
    form_id = create(marketo)
    assert rich_text(marketo, form_id, text).codes == codes
    assert rich_text(marketo, 99, "<p>Hello</p>").codes == ["702"]


@pytest.mark.parametrize("character", ["x", "é", "💡"])
def test_rich_text_has_65535_bytes_at_most(marketo, character):
    """Release notes of October 2021."""
    form_id, size = create(marketo), len(character.encode())
    text = character * (65_535 // size)
    most = text + "x" * (65_535 - len(text.encode()))
    assert rich_text(marketo, form_id, most).success
    refused = rich_text(marketo, form_id, most + "x")
    words = "Operation cannot be completed. 'content' exceeds a maximum length of 65,535 bytes"
    assert (refused.codes, refused.messages) == (["701"], [words])


def test_a_file_that_is_no_text_is_malformed(marketo):
    form_id = create(marketo)
    body = b'--mark\r\nContent-Disposition: form-data; name="text"; filename="x"\r\n\r\n\xff\xfe\r\n--mark--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=mark"}
    answer = marketo.send("POST", f"{FORM}/{form_id}/richText.json", content=body, headers=headers)
    assert answer.codes == ["613"]
    assert marketo.form(f"{FORM}/{form_id}/richText.json", text="x" * 65_537).codes == ["701"]


# -- sets -----------------------------------------------------------------------------------------------------------


def test_fields_move_into_a_set_and_go_with_it(marketo):
    form_id = create(marketo)
    (made,) = marketo.form(f"{FORM}/{form_id}/fieldSet.json", label="Names").document["result"]
    assert (made["dataType"], made["label"], made["rowNumber"]) == ("fieldset", "Names", 3)
    assert base64.urlsafe_b64decode(made["id"]).startswith(b"Fieldset_20")
    inside = [at("LastName", 0), at("FirstName", 0, 1)]
    assert arrange(marketo, form_id, at("Email", 0), at(made["id"], 1, fieldList=inside)).codes == []
    found = fields(marketo, form_id)
    assert [one["id"] for one in found] == ["Email", made["id"], "LastName", "FirstName"]
    assert found[1]["fields"] == ["LastName", "FirstName"]
    path = f"{FORM}/{form_id}/fieldSet/{made['id']}/field"
    assert marketo.form(f"{path}/Email/delete.json").codes == ["702"]
    assert marketo.form(f"{path}/LastName/delete.json").document["result"] == [{"id": form_id}]
    assert marketo.form(f"{FORM}/{form_id}/field/{made['id']}/delete.json").codes == []
    assert ids(marketo, form_id) == ["Email"]


def test_what_a_set_needs(marketo):
    form_id = create(marketo)
    path = f"{FORM}/{form_id}/fieldSet.json"
    assert marketo.form(path).codes == ["701"]
    assert marketo.form(path, label="x" * 256).codes == ["701"]
    assert marketo.form(f"{FORM}/99/fieldSet.json", label="Names").codes == ["702"]
    first, second = (marketo.form(path, label="Names").result[0].id for _ in range(2))
    assert first != second
    inside = [at(second, 0)]
    others = (at("FirstName", 0), at("LastName", 1), at("Email", 2))
    assert arrange(marketo, form_id, *others, at(first, 3, fieldList=inside)).codes == ["709"]
    assert marketo.form(f"{FORM}/{form_id}/field/{first}.json", required=True).codes == ["709"]
    assert marketo.form(f"{FORM}/{form_id}/field/{first}.json", label="Others").result[0].label == "Others"


def test_progressive_profiling_is_a_set(marketo):
    form_id = create(marketo, progressiveProfiling=True)
    profiling = {"id": "Profiling", "dataType": "profiling", "rowNumber": 3, "columnNumber": 0}
    assert fields(marketo, form_id)[-1] == profiling
    add_field(marketo, form_id, "Phone")
    others = (at("FirstName", 0), at("LastName", 1), at("Email", 2))
    assert arrange(marketo, form_id, *others, at("Profiling", 3, fieldList=[at("Phone", 0)])).codes == []
    assert marketo.form(f"{FORM}/{form_id}/field/Profiling.json", blankFields=2).result[0].blankFields == 2
    assert fields(marketo, form_id)[3]["fields"] == ["Phone"]
    assert marketo.form(f"{FORM}/{form_id}/field/Profiling/delete.json").codes == ["709"]
    marketo.form(f"{FORM}/{form_id}.json", progressiveProfiling=False)
    assert ids(marketo, form_id) == ["FirstName", "LastName", "Email", "Phone"]
    assert fields(marketo, form_id)[3]["rowNumber"] == 3


def test_changes_of_fields_are_changes_of_the_form(marketo):
    form_id = create(marketo)
    marketo.server.instance.clock.offset_ms += HOUR
    marketo.token = marketo.fresh_token()
    add_field(marketo, form_id, "City")
    (form,) = marketo.get(f"{FORM}/{form_id}.json").result
    assert form.updatedAt > form.createdAt
