"""/rest/asset/v1/forms: forms as assets with a draft and an approved version."""

import pytest

from mercat.model.clock import HOUR
from support.forms import FORMS, WARNING, ZONE, approve, approved, create, program

FORM = "/rest/asset/v1/form"


def get(client, form_id, **params):
    return client.get(f"{FORM}/{form_id}.json", **params).document.get("result")


def test_a_new_form_is_a_draft_with_the_usual_look(marketo):
    answer = marketo.form("/rest/asset/v1/forms.json", name="newForm", description="test", folder=FORMS).document
    (made,) = answer["result"]
    assert made == {
        "id": 1,
        "name": "newForm",
        "description": "test",
        "createdAt": made["createdAt"],
        "updatedAt": made["createdAt"],
        "url": "https://app-mercat.marketo.com/#FO1B2",
        "status": "draft",
        "theme": "simple",
        "language": "English",
        "locale": "en_US",
        "progressiveProfiling": False,
        "labelPosition": "left",
        "fontFamily": "Helvetica",
        "fontSize": "13px",
        "folder": {"type": "Folder", "value": 10, "folderName": "Forms"},
        "knownVisitor": {"type": "form", "template": None},
        "thankYouList": [{"followupType": "none", "followupValue": None, "default": True}],
        "buttonLocation": 120,
        "buttonLabel": "Submit",
        "waitingLabel": "Please Wait",
    }
    assert made["createdAt"].endswith("Z+0000") and (answer["errors"], answer["warnings"]) == ([], [])
    for path in ("form/1.json", "form/byName.json?name=newForm", "forms.json"):
        assert marketo.get(f"/rest/asset/v1/{path}").document["result"] == [made]


def test_the_language_brings_locale_and_button(marketo):
    form_id = create(marketo, language="French")
    (made,) = get(marketo, form_id)
    assert (made["locale"], made["buttonLabel"], made["waitingLabel"]) == ("fr_FR", "Envoyer", "Veuillez patienter")
    (changed,) = marketo.form(f"{FORM}/{form_id}.json", language="english", locale="en_GB").document["result"]
    assert (changed["language"], changed["locale"], changed["buttonLabel"]) == ("English", "en_GB", "Submit")


def test_nothing_found_is_a_warning(marketo):
    for path in ("form/99.json", "form/byName.json?name=Nothing", "forms.json", "form/99/thankYouPage.json"):
        answer = marketo.get(f"/rest/asset/v1/{path}").document
        assert (answer["success"], answer["warnings"], "result" in answer) == (True, WARNING, False)


def test_what_a_search_needs(marketo):
    form_id = create(marketo)
    for path in (f"{form_id}.json?status=ready", f"{form_id}/thankYouPage.json?status=ready"):
        assert marketo.get(f"{FORM}/{path}").codes == ["1003"]
    assert marketo.get(f"{FORM}/first.json").codes == ["1001"]
    assert marketo.get(f"{FORM}/byName.json").codes == ["701"]
    assert marketo.get(f"{FORM}/byName.json", name="Contact", folder={"id": 10, "type": "Drawer"}).codes == ["1001"]


def test_names_are_unique_in_their_place(marketo):
    first = create(marketo)
    website = {"id": program(marketo), "type": "Program"}
    second = create(marketo, folder=website)
    found = marketo.get(f"{FORM}/byName.json", name="Contact").result
    assert [one.id for one in found] == [first, second]
    (inside,) = marketo.get(f"{FORM}/byName.json", name="Contact", folder=website).result
    assert inside.folder.folderName == "Website"
    assert marketo.form("/rest/asset/v1/forms.json", name="contact ", folder=FORMS).codes == ["709"]
    other = create(marketo, "Other")
    assert marketo.form(f"{FORM}/{other}.json", name="CONTACT").codes == ["709"]
    assert marketo.form(f"{FORM}/{other}.json", name="Other").codes == []


def test_browsing_knows_versions_and_folders(marketo):
    draft = create(marketo, "Draft")
    ready = approved(marketo, "Ready")
    both = approved(marketo, "Both", {"id": program(marketo), "type": "Program"})
    marketo.form(f"{FORM}/{both}.json", theme="inset")
    for params, expected in (
        ({}, [(draft, "draft"), (ready, "approved"), (both, "approved")]),
        ({"status": "draft"}, [(draft, "draft"), (both, "draft")]),
        ({"status": "Approved"}, [(ready, "approved"), (both, "approved")]),
        ({"status": "approved with draft"}, [(both, "approved")]),
        ({"folder": FORMS}, [(draft, "draft"), (ready, "approved")]),
        ({"maxReturn": 1, "offset": 1}, [(ready, "approved")]),
    ):
        found = marketo.get("/rest/asset/v1/forms.json", **params).result
        assert [(one.id, one.status) for one in found] == expected, params


def test_the_bounds_of_a_page(marketo):
    create(marketo)
    for params, codes in (
        ({"maxReturn": 0}, ["1003"]),
        ({"maxReturn": 1}, []),
        ({"maxReturn": 200}, []),
        ({"maxReturn": 201}, ["1003"]),
        ({"offset": -1}, ["1003"]),
        ({"status": "ready"}, ["1003"]),
    ):
        assert marketo.get("/rest/asset/v1/forms.json", **params).codes == codes, params


def test_changes_of_an_approved_form_wait_in_its_draft(marketo):
    form_id = approved(marketo)
    marketo.server.instance.clock.offset_ms += HOUR
    marketo.token = marketo.fresh_token()
    (changed,) = marketo.form(f"{FORM}/{form_id}.json", theme="inset", fontSize="11px").document["result"]
    assert (changed["status"], changed["theme"], changed["fontSize"]) == ("draft", "inset", "11px")
    assert changed["updatedAt"] > changed["createdAt"]
    (live,) = get(marketo, form_id)
    assert (live["status"], live["theme"], live["url"][-2:]) == ("approved", "simple", "A1")
    assert get(marketo, form_id, status="draft") == [changed]
    approve(marketo, form_id)
    (live,) = get(marketo, form_id)
    assert (live["status"], live["theme"]) == ("approved", "inset")
    assert get(marketo, form_id, status="draft") is None


def titles(client, form_id, **params):
    return [(one["status"], one["name"], one["description"]) for one in get(client, form_id, **params) or []]


def named(client, name, **params):
    found = client.get(f"{FORM}/byName.json", name=name, **params).document.get("result", [])
    return [one["id"] for one in found]


def test_a_form_without_an_approved_version_has_its_new_name_at_once(marketo):
    form_id = create(marketo)
    (changed,) = marketo.form(f"{FORM}/{form_id}.json", name="Other", description="Told").document["result"]
    assert (changed["name"], changed["description"], changed["status"]) == ("Other", "Told", "draft")
    assert titles(marketo, form_id) == [("draft", "Other", "Told")]


def test_name_and_description_of_an_approved_form_wait_in_its_draft(marketo):
    form_id = approved(marketo)
    (changed,) = marketo.form(f"{FORM}/{form_id}.json", name="Other", description="Told").document["result"]
    assert (changed["name"], changed["description"], changed["status"]) == ("Other", "Told", "draft")
    assert titles(marketo, form_id) == [("approved", "Contact", "")]
    assert titles(marketo, form_id, status="draft") == [("draft", "Other", "Told")]
    approve(marketo, form_id)
    assert titles(marketo, form_id) == [("approved", "Other", "Told")]
    assert titles(marketo, form_id, status="draft") == []


@pytest.mark.parametrize("verb", ["discardDraft", "unapprove"])
def test_a_draft_that_is_given_up_takes_its_name_along(marketo, verb):
    form_id = approved(marketo)
    marketo.form(f"{FORM}/{form_id}.json", name="Other", description="Told")
    assert marketo.form(f"{FORM}/{form_id}/{verb}.json").codes == []
    ((_, name, description),) = titles(marketo, form_id)
    assert (name, description) == ("Contact", "")
    assert create(marketo, "Other") == form_id + 1


def test_a_part_that_is_not_sent_stays_as_the_draft_has_it(marketo):
    form_id = approved(marketo)
    marketo.form(f"{FORM}/{form_id}.json", name="Other")
    marketo.form(f"{FORM}/{form_id}.json", theme="inset")
    (changed,) = marketo.form(f"{FORM}/{form_id}.json", description="Told").document["result"]
    assert (changed["name"], changed["description"], changed["theme"]) == ("Other", "Told", "inset")


def test_a_search_by_name_looks_at_the_version_that_it_shows(marketo):
    form_id = approved(marketo)
    marketo.form(f"{FORM}/{form_id}.json", name="Other")
    for name, params, expected in (
        ("Contact", {}, [form_id]),
        ("Contact", {"status": "approved"}, [form_id]),
        ("Contact", {"status": "approved with draft"}, [form_id]),
        ("Contact", {"status": "draft"}, []),
        ("Other", {}, []),
        ("Other", {"status": "draft"}, [form_id]),
        ("OTHER", {"status": "draft"}, []),
    ):
        assert named(marketo, name, **params) == expected, (name, params)
    draft = create(marketo, "Third")
    assert named(marketo, "Third", status="draft") == [draft]


def test_a_name_is_taken_by_the_version_in_use_and_by_the_draft(marketo):
    form_id = approved(marketo)
    marketo.form(f"{FORM}/{form_id}.json", name="Other")
    second = create(marketo, "Second")
    for name in ("contact ", "OTHER"):
        assert marketo.form("/rest/asset/v1/forms.json", name=name, folder=FORMS).codes == ["709"], name
        assert marketo.form(f"{FORM}/{second}.json", name=name).codes == ["709"], name
    assert marketo.form(f"{FORM}/{form_id}.json", name="Contact").codes == []
    assert titles(marketo, form_id, status="draft") == [("draft", "Contact", "")]
    assert marketo.form(f"{FORM}/{second}.json", name="Other").codes == []


def test_approving_takes_a_draft(marketo):
    form_id = approved(marketo)
    answer = marketo.form(f"{FORM}/{form_id}/approveDraft.json").document
    assert answer["errors"] == [{"code": "709", "message": "Form has no draft to approve"}]


def test_discarding_takes_both_versions(marketo):
    form_id = create(marketo)
    discard = f"{FORM}/{form_id}/discardDraft.json"
    assert marketo.form(discard).codes == ["709"]
    approve(marketo, form_id)
    assert marketo.form(discard).codes == ["709"]
    marketo.form(f"{FORM}/{form_id}.json", theme="inset")
    assert marketo.form(discard).document["result"] == [{"id": form_id}]
    assert get(marketo, form_id)[0]["theme"] == "simple"
    assert get(marketo, form_id, status="draft") is None


def test_unapproving_leaves_the_approved_version_as_the_draft(marketo):
    form_id = approved(marketo)
    marketo.form(f"{FORM}/{form_id}.json", theme="inset")
    (left,) = marketo.form(f"{FORM}/{form_id}/unapprove.json").document["result"]
    assert (left["status"], left["theme"]) == ("draft", "simple")
    assert get(marketo, form_id, status="approved") is None
    assert marketo.form(f"{FORM}/{form_id}/unapprove.json").codes == ["709"]


def test_a_form_goes_in_any_state_and_its_id_with_it(marketo):
    for number, form_id in enumerate((create(marketo, "Draft"), approved(marketo, "Ready")), 1):
        assert marketo.form(f"{FORM}/{form_id}/delete.json").document["result"] == [{"id": number}]
        assert get(marketo, form_id) is None
    assert create(marketo, "Ready") == 3


def test_a_clone_is_a_draft_like_the_approved_version(marketo):
    form_id = approved(marketo, Company={})
    marketo.form(f"{FORM}/{form_id}.json", theme="inset")
    answer = marketo.form(f"{FORM}/{form_id}/clone.json", name="Copy", folder=FORMS, description="Copied")
    (made,) = answer.document["result"]
    assert (made["id"], made["name"], made["description"], made["status"]) == (2, "Copy", "Copied", "draft")
    assert made["theme"] == "simple"
    names = [one.id for one in marketo.get(f"{FORM}/2/fields.json").result]
    assert names == ["FirstName", "LastName", "Email", "Company"]
    assert marketo.form(f"{FORM}/{form_id}/clone.json", name="copy", folder=FORMS).codes == ["709"]
    assert marketo.form(f"{FORM}/{form_id}/clone.json", name="Copy").codes == ["701"]
    assert marketo.form(f"{FORM}/99/clone.json", name="Copy 2", folder=FORMS).codes == ["702"]


@pytest.mark.parametrize(
    ("folder", "codes"),
    [
        (FORMS, []),
        (ZONE, ["711"]),  # a folder of Marketing Activities outside programs
        ({"id": 11, "type": "Folder"}, ["711"]),  # a folder of emails
        ({"id": 5, "type": "Folder"}, ["711"]),  # the lead database
        ({"id": 999, "type": "Folder"}, ["710"]),
        ({"id": 10, "type": "Drawer"}, ["1001"]),
    ],
)
def test_where_forms_lie(marketo, folder, codes):
    assert marketo.form("/rest/asset/v1/forms.json", name="Contact", folder=folder).codes == codes


def test_what_a_form_needs(marketo):
    path = "/rest/asset/v1/forms.json"
    form_id = create(marketo)
    for options, codes in (
        ({"folder": FORMS}, ["701"]),
        ({"name": "Other"}, ["701"]),
        ({"name": "x" * 256, "folder": FORMS}, ["701"]),
        ({"name": "x" * 255, "folder": FORMS}, []),
        ({"name": "Other", "folder": FORMS, "description": "x" * 2_001}, ["701"]),
        ({"name": "Other", "folder": FORMS, "description": "x" * 2_000}, []),
        ({"name": "Third", "folder": FORMS, "language": "Klingon"}, ["1003"]),
        ({"name": "Third", "folder": FORMS, "locale": "english"}, ["1003"]),
        ({"name": "Third", "folder": FORMS, "theme": "x" * 256}, ["701"]),
        ({"name": "Third", "folder": FORMS, "progressiveProfiling": "perhaps"}, ["1001"]),
    ):
        assert marketo.form(path, **options).codes == codes, options
    assert marketo.form(f"{FORM}/{form_id}.json", language="Klingon").codes == ["1003"]
    for word in ("", "/approveDraft", "/unapprove", "/discardDraft", "/delete", "/submitButton"):
        assert marketo.form(f"{FORM}/99{word}.json").codes == ["702"], word


def test_the_button_is_replaced_as_a_whole(marketo):
    form_id = create(marketo, language="French")
    path = f"{FORM}/{form_id}/submitButton.json"
    (made,) = marketo.form(path, buttonPosition=200, label="Go", waitingLabel="Going", buttonStyle="big").result
    assert (made.buttonLocation, made.buttonLabel, made.waitingLabel) == (200, "Go", "Going")
    (made,) = marketo.form(path, label="Go on").result
    assert (made.buttonLocation, made.buttonLabel, made.waitingLabel) == (120, "Go on", "Veuillez patienter")
    assert marketo.form(path, buttonPosition=-1).codes == ["1003"]
    assert marketo.form(path, label="x" * 256).codes == ["701"]


def test_what_follows_is_replaced_as_a_whole(marketo):
    form_id = create(marketo)
    path = f"{FORM}/{form_id}/thankYouPage.json"
    usual = {"followupType": "none", "followupValue": None, "default": True}
    assert marketo.get(path).document["result"] == [{"id": form_id, "thankYouList": [usual]}]
    rule = {
        "followupType": "url",
        "followupValue": "https://www.example.com/thanks",
        "operator": "is",
        "subjectField": "LastName",
        "values": ["Simpson"],
        "default": False,
    }
    (made,) = marketo.form(path, thankyou=[rule]).document["result"]
    assert made == {"id": form_id, "thankYouList": [rule, usual]}
    default = {"followupType": "url", "followupValue": "https://www.example.com/", "default": True}
    assert marketo.form(path, thankyou=[default]).document["result"][0]["thankYouList"] == [default]
    assert marketo.get(path).document["result"][0]["thankYouList"] == [default]
    assert get(marketo, form_id)[0]["thankYouList"] == [default]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"followupType": "nowhere"}, ["1003"]),
        ({"followupType": "lp", "followupValue": 1}, ["709"]),
        ({"followupValue": "thanks.html"}, ["1003"]),
        ({"followupValue": "https://" + "x" * 1_993}, ["701"]),
        ({"followupValue": "https://" + "x" * 1_992}, []),
        ({"subjectField": "Phone"}, ["709"]),
        ({"subjectField": None}, ["709"]),
        ({"operator": "looksLike"}, ["1003"]),
    ],
)
def test_what_cannot_follow(marketo, change, codes):
    form_id = create(marketo)
    rule = {
        "followupType": "url",
        "followupValue": "https://www.example.com/",
        "operator": "is",
        "subjectField": "Email",
    }
    sent = {name: value for name, value in (rule | {"values": []} | change).items() if value is not None}
    assert marketo.form(f"{FORM}/{form_id}/thankYouPage.json", thankyou=[sent]).codes == codes


def test_only_one_rule_is_the_default_one(marketo):
    form_id = create(marketo)
    rules = [{"followupType": "none", "default": True}] * 2
    assert marketo.form(f"{FORM}/{form_id}/thankYouPage.json", thankyou=rules).codes == ["709"]


def test_a_folder_with_a_form_in_it_stays(marketo):
    folder = marketo.form("/rest/asset/v1/folders.json", name="Mine", parent=FORMS).result[0].id
    form_id = create(marketo, folder={"id": folder, "type": "Folder"})
    assert marketo.form(f"/rest/asset/v1/folder/{folder}/delete.json", type="Folder").codes == ["709"]
    marketo.form(f"{FORM}/{form_id}/delete.json")
    assert marketo.form(f"/rest/asset/v1/folder/{folder}/delete.json", type="Folder").codes == []


def test_a_program_takes_its_forms_with_it(marketo):
    program_id = program(marketo)
    form_id = approved(marketo, folder={"id": program_id, "type": "Program"})
    marketo.form(f"/rest/asset/v1/program/{program_id}/delete.json")
    assert get(marketo, form_id) is None
