"""/rest/asset/v1/landingPages: pages made from templates, with a URL and metadata, and their life."""

import pytest

from support import forms
from support.databases import INSTANCE_ID
from support.forms import FORMS, WARNING, ZONE, program
from support.landing_pages import FREE_FORM, GUIDED, PAGE, PAGES, add, create, page, sections, step, template

ALL = "/rest/asset/v1/landingPages.json"
BASE = f"https://app-mercat.marketo.com/lp/{INSTANCE_ID}/"


def get(client, page_id, **query):
    return client.get(f"{PAGE}/{page_id}.json", **query).document


def update(client, page_id, **changes):
    return client.form(f"{PAGE}/{page_id}.json", **changes)


def refusal(answer):
    (error,) = answer.document["errors"]
    return error["code"], error["message"]


def test_a_new_page_is_a_draft_from_a_template(marketo):
    template_id = template(marketo)
    options = {"description": "this is a test", "title": "test create", "keywords": "awesome", "workspace": "default"}
    (made,) = create(marketo, template_id, "createLandingPage", **options).document["result"]
    assert made == {
        "id": 1,
        "name": "createLandingPage",
        "description": "this is a test",
        "createdAt": made["createdAt"],
        "updatedAt": made["createdAt"],
        "folder": {"type": "Folder", "value": 8, "folderName": "Landing Pages"},
        "workspace": "Default",
        "status": "draft",
        "template": template_id,
        "title": "test create",
        "keywords": "awesome",
        "robots": "index, nofollow",
        "formPrefill": False,
        "mobileEnabled": False,
        "URL": f"{BASE}createLandingPage.html",
        "computedUrl": "https://app-mercat.marketo.com/#LP1B2",
    }
    by_name = marketo.get(f"{PAGE}/byName.json", name="createLandingPage").document
    assert get(marketo, 1)["result"] == marketo.get(ALL).document["result"] == by_name["result"] == [made]


def test_a_search_by_name_has_pages(marketo):
    template_id = template(marketo)
    for folder in (PAGES, {"id": program(marketo), "type": "Program"}):
        create(marketo, template_id, "Offer", folder)
    (second,) = marketo.get(f"{PAGE}/byName.json", name="Offer", offset=1, maxReturn=1).document["result"]
    assert second["folder"]["type"] == "Program"
    assert marketo.get(f"{PAGE}/byName.json", name="Offer", offset=2).document["warnings"] == WARNING


def test_a_list_is_of_a_folder_and_a_status(marketo):
    template_id = template(marketo)
    event = {"id": program(marketo), "type": "Program"}
    first = create(marketo, template_id, "First").result[0].id
    second = create(marketo, template_id, "Second", event).result[0].id
    step(marketo, first, "approveDraft")
    assert [one["id"] for one in marketo.get(ALL, folder=event).document["result"]] == [second]
    assert [one["id"] for one in marketo.get(ALL, status="approved").document["result"]] == [first]
    assert get(marketo, second, status="approved")["warnings"] == WARNING


def test_metadata_changes_in_the_draft(marketo):
    page_id = page(marketo)
    assert step(marketo, page_id, "approveDraft").document["result"] == [{"id": page_id}]
    changes = {
        "name": "Renamed",
        "description": "Other",
        "title": "<Title>",
        "keywords": "a,b",
        "robots": "noindex, nofollow",
        "customHeadHTML": "<script>1</script>",
        "facebookOgTags": '<meta property="og:image">',
        "mobileEnabled": True,
        "prefillForm": True,
        "styleOverRide": "p { color: red }",
        "metaTagsDescription": "About it",
        "urlPageName": "offers_2.html",
    }
    (draft,) = update(marketo, page_id, **changes).document["result"]
    names = ("name", "description", "title", "keywords", "robots", "customHeadHTML", "facebookOgTags", "mobileEnabled")
    assert {name: draft[name] for name in names} == {name: changes[name] for name in names}
    assert (draft["URL"], draft["formPrefill"], draft["status"]) == (f"{BASE}offers_2.html", True, "draft")
    (live,) = get(marketo, page_id)["result"]
    assert (live["name"], live["URL"], live["formPrefill"]) == ("Offer", f"{BASE}Offer.html", False)
    assert step(marketo, page_id, "discardDraft").document["result"] == [{"id": page_id}]
    assert get(marketo, page_id, status="draft")["warnings"] == WARNING


def test_the_guides_spelling_of_prefill_is_understood(marketo):
    assert create(marketo, template(marketo), formPrefill=True).result[0].formPrefill


def test_the_url_follows_from_program_and_name(marketo):
    event = {"id": program(marketo, "Spring Event"), "type": "Program"}
    (made,) = create(marketo, template(marketo), "Sign up - now!", event).document["result"]
    assert made["URL"] == f"{BASE}Spring-Event_Sign-up---now.html"
    (renamed,) = update(marketo, made["id"], name="Other").document["result"]
    assert renamed["URL"] == made["URL"]


def test_a_name_without_letters_for_a_url_gets_one(marketo):
    template_id = template(marketo)
    assert create(marketo, template_id, "页面").document["result"][0]["URL"] == f"{BASE}page.html"
    assert create(marketo, template_id, "活动").document["result"][0]["URL"] == f"{BASE}page-1.html"


def test_many_names_that_are_alike_have_urls_of_their_own(marketo):
    template_id = template(marketo)
    answers = [create(marketo, template_id, "页" * number).document["result"][0]["URL"] for number in range(1, 24)]
    assert len(set(answers)) == len(answers)
    assert answers[19] == f"{BASE}page-19.html"
    assert len(answers[20]) == len(f"{BASE}page-0123456789abcdef.html")


def test_the_urls_of_a_program_are_free_when_it_is_gone(marketo):
    program_id = program(marketo)
    page(marketo, folder={"id": program_id, "type": "Program"}, urlPageName="offer")
    assert marketo.form(f"/rest/asset/v1/program/{program_id}/delete.json").document["success"]
    assert create(marketo, template(marketo), urlPageName="offer").document["success"]


def test_no_two_pages_have_the_same_url(marketo):
    template_id = template(marketo)
    first = create(marketo, template_id, "First").result[0].id
    second = create(marketo, template_id, "Second").result[0].id
    taken = ("709", "URL page name 'FIRST' is already in use")
    assert refusal(update(marketo, second, urlPageName="FIRST")) == taken
    assert refusal(create(marketo, template_id, "Third", urlPageName="FIRST")) == taken
    step(marketo, first, "approveDraft")
    assert update(marketo, first, urlPageName="moved").document["success"]
    assert refusal(update(marketo, second, urlPageName="FIRST")) == taken  # the approved version still has it
    step(marketo, first, "approveDraft")
    assert update(marketo, second, urlPageName="FIRST").document["success"]


@pytest.mark.parametrize(("name", "code"), [(".html", "701"), ("a/b", "1003"), ("a b", "1003"), ("x" * 256, "701")])
def test_a_url_that_cannot_be_is_refused(marketo, name, code):
    assert refusal(create(marketo, template(marketo), urlPageName=name))[0] == code


def test_a_url_may_be_as_long_as_a_name(marketo):
    assert create(marketo, template(marketo), urlPageName="x" * 255).document["success"]


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("title", 2_000),
        ("keywords", 2_000),
        ("robots", 255),
        ("metaTagsDescription", 2_000),
        ("customHeadHTML", 65_535),
        ("facebookOgTags", 65_535),
        ("styleOverRide", 65_535),
    ],
)
def test_texts_of_the_head_have_a_length(marketo, field, limit):
    page_id = page(marketo)
    assert update(marketo, page_id, **{field: "x" * limit}).document["success"]
    too_long = update(marketo, page_id, **{field: "x" * (limit + 1)})
    assert refusal(too_long) == ("701", f"{field} cannot exceed more than {limit} characters")


def test_robots_are_words(marketo):
    page_id = page(marketo)
    assert refusal(update(marketo, page_id, robots="<b>"))[0] == "1003"


def test_only_free_form_pages_have_a_mobile_version(marketo):
    page_id = page(marketo, GUIDED)
    message = "Only free-form landing pages have a mobile version"
    assert refusal(update(marketo, page_id, mobileEnabled=True)) == ("709", message)
    assert update(marketo, page_id, mobileEnabled=False).document["success"]


def test_a_page_needs_an_approved_template(marketo):
    assert refusal(create(marketo, 77)) == ("702", "77 Landing Page Template not found")
    form = {"name": "New", "folder": {"id": 9, "type": "Folder"}}
    draft = marketo.form("/rest/asset/v1/landingPageTemplates.json", **form).result[0].id
    assert refusal(create(marketo, draft)) == ("709", "Landing Page Template is not approved")


def test_names_and_places_that_do_not_fit_are_refused(marketo):
    template_id = template(marketo)
    assert create(marketo, template_id).document["success"]
    assert refusal(create(marketo, template_id, " offer"))[0] == "709"
    assert refusal(create(marketo, template_id, folder=FORMS)) == ("711", "Incompatible Folder Type")
    assert refusal(create(marketo, template_id, folder=ZONE)) == ("711", "Incompatible Folder Type")
    assert refusal(create(marketo, template_id, folder={"id": 999, "type": "Folder"}))[0] == "710"
    assert refusal(create(marketo, template_id, "Other", workspace="Elsewhere"))[0] == "1003"


def test_a_template_in_use_stays(marketo):
    template_id = template(marketo)
    page_id = create(marketo, template_id).result[0].id
    path = f"/rest/asset/v1/landingPageTemplate/{template_id}/unapprove.json"
    assert refusal(marketo.form(path)) == ("709", "Landing Page Template is in use")
    step(marketo, page_id, "delete")
    assert marketo.form(path).document["success"]


def test_an_approved_page_is_not_deleted(marketo):
    page_id = page(marketo)
    step(marketo, page_id, "approveDraft")
    assert refusal(step(marketo, page_id, "delete")) == ("709", "Approved landing page cannot be deleted")
    (draft,) = step(marketo, page_id, "unapprove").document["result"]
    assert draft["status"] == "draft"
    assert step(marketo, page_id, "delete").document["result"] == [{"id": page_id}]
    assert get(marketo, page_id)["warnings"] == WARNING
    assert create(marketo, template(marketo), urlPageName="Offer").document["success"]  # its URL is free


def test_a_copy_has_a_url_of_its_own(marketo):
    page_id = page(marketo, title="Title")
    event = {"id": program(marketo), "type": "Program"}
    (copy,) = step(marketo, page_id, "clone", name="Offer", folder=event, description="Copied").document["result"]
    assert (copy["title"], copy["description"], copy["URL"]) == ("Title", "Copied", f"{BASE}Website_Offer.html")


def test_a_copy_may_be_from_another_template_of_the_type(marketo):
    page_id = page(marketo)
    other, guided = template(marketo, FREE_FORM, "Other"), template(marketo, GUIDED, "Guided")
    (copy,) = step(marketo, page_id, "clone", name="Copy", folder=PAGES, template=other).result
    assert copy.template == other
    refused = step(marketo, page_id, "clone", name="Third", folder=PAGES, template=guided)
    assert refusal(refused) == ("709", "Landing page template is not of the same type")


@pytest.mark.parametrize("name", ["approveDraft", "unapprove", "discardDraft", "delete"])
def test_a_step_of_no_page_is_refused(marketo, name):
    assert refusal(step(marketo, 99, name)) == ("702", "99 Landing Page not found")


def followup(client, form_id, page_id):
    thankyou = [{"followupType": "lp", "followupValue": page_id, "default": True}]
    return client.form(f"/rest/asset/v1/form/{form_id}/thankYouPage.json", thankyou=thankyou)


def test_a_form_leads_to_a_page(marketo):
    page_id, form_id = page(marketo), forms.create(marketo)
    rule = {"followupType": "lp", "followupValue": str(page_id), "default": True}
    assert followup(marketo, form_id, page_id).document["result"][0]["thankYouList"] == [rule]
    assert refusal(step(marketo, page_id, "delete")) == ("709", "Landing Page is in use")
    step(marketo, page_id, "approveDraft")
    message = "Unapprove landing page failed. Landing page is in use by one or more forms as a follow-up page with form"
    assert refusal(step(marketo, page_id, "unapprove")) == ("709", f"{message} IDs:[{form_id}]")
    marketo.form(f"/rest/asset/v1/form/{form_id}/delete.json")
    assert step(marketo, page_id, "unapprove").document["success"]


@pytest.mark.parametrize("value", [99, 0, -1, "x", "", "9" * 19])
def test_a_form_leads_to_no_page_that_is_not_there(marketo, value):
    assert refusal(followup(marketo, forms.create(marketo), value)) == ("709", "Landing page does not exist")


def test_a_copy_of_a_program_has_pages_of_its_own(marketo):
    program_id = program(marketo, "Spring Event")
    place = {"id": program_id, "type": "Program"}
    form_id, page_id = forms.create(marketo, "Form", place), page(marketo, folder=place)
    forms.approve(marketo, form_id)
    add(marketo, page_id, "Form", form_id)
    step(marketo, page_id, "approveDraft")
    followup(marketo, form_id, page_id)
    forms.approve(marketo, form_id)
    made = marketo.form(f"/rest/asset/v1/program/{program_id}/clone.json", name="Autumn Event", folder=ZONE)
    copy_place = {"id": made.result[0].id, "type": "Program"}
    (copy,) = marketo.get(ALL, folder=copy_place).document["result"]
    (form,) = marketo.get("/rest/asset/v1/forms.json", folder=copy_place).document["result"]
    assert (copy["URL"], copy["status"]) == (f"{BASE}Autumn-Event_Offer.html", "approved")
    assert sections(marketo, copy["id"])[0]["content"]["content"] == str(form["id"])
    assert form["thankYouList"][0]["followupValue"] == str(copy["id"])
    assert step(marketo, page_id, "content/1/delete").document["success"]
    assert len(sections(marketo, copy["id"])) == 1


def test_a_list_of_an_unknown_status_is_refused(marketo):
    assert marketo.get("/rest/asset/v1/landingPages.json", status="ready").codes == ["1003"]
