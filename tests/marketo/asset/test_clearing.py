"""Empty parameters of updates: a text becomes empty, a name is refused, everything else stays as it is."""

import pytest

from support import emails, forms, landing_pages

PROGRAMS = {"id": 15, "type": "Folder"}


def program(marketo, name="Launch"):
    return (
        marketo.form("/rest/asset/v1/programs.json", name=name, folder=PROGRAMS, type="Default", channel="Content")
        .result[0]
        .id
    )


MAKERS = {
    "folder": lambda marketo: marketo.form("/rest/asset/v1/folders.json", name="Launches", parent=PROGRAMS),
    "form": lambda marketo: marketo.form("/rest/asset/v1/forms.json", name="Sign up", folder=forms.FORMS),
    "program": lambda marketo: marketo.form(
        "/rest/asset/v1/programs.json", name="Launch", folder=PROGRAMS, type="Default", channel="Content"
    ),
    "smartCampaign": lambda marketo: marketo.form(
        "/rest/asset/v1/smartCampaigns.json", name="Invite", folder={"id": program(marketo), "type": "Program"}
    ),
    "snippet": lambda marketo: marketo.form(
        "/rest/asset/v1/snippets.json", name="Footer", folder={"id": 13, "type": "Folder"}
    ),
    "staticList": lambda marketo: marketo.form(
        "/rest/asset/v1/staticLists.json", name="Guests", folder={"id": 5, "type": "Folder"}
    ),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_an_empty_description_clears_it_and_an_empty_name_is_refused(marketo, kind):
    asset_id = MAKERS[kind](marketo).result[0].id
    options = {"type": "Folder"} if kind == "folder" else {}
    path = f"/rest/asset/v1/{kind}/{asset_id}.json"
    assert marketo.form(path, description="abc", **options).result[0].description == "abc"
    assert marketo.form(path, description="", **options).result[0].description == ""
    refused = marketo.form(path, name="", **options)
    assert [(error.code, error.message) for error in refused.errors] == [("701", "name cannot be blank")]


def test_an_empty_parameter_that_is_no_text_stays_absent(marketo):
    asset_id = MAKERS["form"](marketo).result[0].id
    path = f"/rest/asset/v1/form/{asset_id}.json"
    before = marketo.form(path, theme="round", progressiveProfiling="true").result[0]
    after = marketo.form(path, theme="", progressiveProfiling="").result[0]
    assert (after.theme, after.progressiveProfiling) == (before.theme, before.progressiveProfiling) == ("round", True)


def test_the_texts_of_a_field_of_a_form_can_be_cleared(marketo):
    form_id = forms.create(marketo)
    texts = {"hintText": "Ada", "instructions": "Your first name", "defaultValue": "A", "validationMessage": "Please"}
    path = f"/rest/asset/v1/form/{form_id}/field/FirstName.json"
    assert marketo.form(path, label="Name", **texts).document["result"][0].items() >= texts.items()
    field = marketo.form(path, label="", **dict.fromkeys(texts, "")).document["result"][0]
    assert {field["label"], *(field[name] for name in texts)} == {""}


def test_the_pre_header_of_an_email_can_be_cleared(marketo):
    path = f"{emails.EMAIL}/{emails.made(marketo)}.json"
    assert marketo.form(path, preHeader="News").document["result"][0]["preHeader"] == "News"
    assert not marketo.form(path, preHeader="").document["result"][0].get("preHeader")


def test_the_head_of_a_landing_page_can_be_cleared(marketo):
    path = f"{landing_pages.PAGE}/{landing_pages.page(marketo)}.json"
    texts = {"title": "Offer", "keywords": "offer, spring", "customHeadHTML": "<i></i>"}
    assert marketo.form(path, **texts).document["result"][0].items() >= texts.items()
    assert not marketo.form(path, **dict.fromkeys(texts, "")).document["result"][0].keys() & texts.keys()


def test_a_copy_of_a_campaign_may_have_no_description(marketo):
    campaign_id = MAKERS["smartCampaign"](marketo).result[0].id
    folder = {"id": program(marketo, "Other"), "type": "Program"}
    marketo.form(f"/rest/asset/v1/smartCampaign/{campaign_id}.json", description="abc")
    path = f"/rest/asset/v1/smartCampaign/{campaign_id}/clone.json"
    assert marketo.form(path, name="One", folder=folder).result[0].description == "abc"
    assert marketo.form(path, name="Two", folder=folder, description="").result[0].description == ""
