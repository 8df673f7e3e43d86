"""/rest/asset/v1/landingPage/{id}: variables, dynamic content, and pages as people see them."""

import pytest

from mercat.domain.segments import segmentations
from mercat.model.refusals import InUse
from support import forms
from support.forms import WARNING
from support.landing_pages import GUIDED, PAGE, add, create, html_of, page, sections, snippet, step, template
from support.segments import doing, made_people, made_segmentation

SOUTHWEST = {"Southwest": [["Country", "is", "Mexico"]], "North": [["Country", "is", "Canada"]]}


def refusal(answer):
    (error,) = answer.document["errors"]
    return error["code"], error["message"]


def segmented(client, name="Region", **options):
    return doing(client.server.instance)(lambda tx: made_segmentation(tx, SOUTHWEST, name, **options))


def person(client, **fields):
    (number,) = doing(client.server.instance)(lambda tx: made_people(tx, {"email": "ada@example.com", **fields}))
    return number


def dynamic(client, page_id, content_id, **query):
    return client.get(f"{PAGE}/{page_id}/dynamicContent/{content_id}.json", **query)


def content(client, page_id, **query):
    return client.get(f"{PAGE}/{page_id}/fullContent.json", **query)


def variables(client, page_id, **query):
    return client.get(f"{PAGE}/{page_id}/variables.json", **query).document


def put(client, page_id, variable_id, value):
    return step(client, page_id, f"variable/{variable_id}", value=value)


# -- variables --------------------------------------------------------------------------------------------------------


def test_a_guided_page_has_the_variables_of_its_template(marketo):
    page_id = page(marketo, GUIDED)
    assert variables(marketo, page_id)["result"] == [
        {"id": "heading", "value": "Hello World!", "type": "string"},
        {"id": "accent", "value": "#ffffff", "type": "color"},
        {"id": "wide", "value": "true", "type": "boolean"},
    ]
    assert variables(marketo, page(marketo, name="Free"))["warnings"] == WARNING
    assert variables(marketo, 99)["warnings"] == WARNING


def test_a_variable_has_another_value_in_the_draft(marketo):
    page_id = page(marketo, GUIDED)
    step(marketo, page_id, "approveDraft")
    answer = marketo.form(f"{PAGE}/{page_id}/variable/heading.json?value=Hello+Brave+New+World!").document
    assert answer["result"] == [{"id": "heading", "value": "Hello Brave New World!", "type": "String"}]
    assert put(marketo, page_id, "wide", "FALSE").document["result"][0]["value"] == "false"
    assert variables(marketo, page_id)["result"][0]["value"] == "Hello World!"
    assert variables(marketo, page_id, status="draft")["result"][0]["value"] == "Hello Brave New World!"
    step(marketo, page_id, "approveDraft")
    html = html_of(marketo, page_id)
    assert "<title>Hello Brave New World!</title>" in html
    assert '<body  style="color: #ffffff; width: 50%">' in html


@pytest.mark.parametrize(
    ("id", "value", "code", "message"),
    [
        ("accent", "red", "709", "Value of variable 'accent' is not of type 'Color'"),
        ("wide", "yes", "709", "Value of variable 'wide' is not of type 'Boolean'"),
        ("nothing", "x", "702", "nothing Variable not found"),
        ("heading", "x" * 65_536, "701", "value cannot exceed more than 65535 characters"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(marketo, id, value, code, message):
    assert refusal(put(marketo, page(marketo, GUIDED), id, value)) == (code, message)


def test_a_value_is_text_in_html(marketo):
    page_id = page(marketo, GUIDED)
    put(marketo, page_id, "heading", "<b>&</b>")
    assert "<title>&lt;b&gt;&amp;&lt;/b&gt;</title>" in html_of(marketo, page_id)


# -- dynamic content --------------------------------------------------------------------------------------------------


@pytest.fixture
def page_id(marketo):
    """A guided page whose intro follows a segmentation."""
    number = page(marketo, GUIDED)
    step(marketo, number, "content/intro", type="DynamicContent", value=segmented(marketo))
    return number


def test_a_section_follows_a_segmentation(marketo, page_id):
    section = next(one for one in sections(marketo, page_id) if one["id"] == "intro")
    assert (section["type"], section["content"]["content"]) == ("DynamicContent", "RVMtaW50cm8=")
    (answer,) = dynamic(marketo, page_id, section["content"]["content"]).document["result"]
    today = answer["createdAt"]
    assert len(today) == len("2016-07-21")
    words = "\n<p>Hello &amp; welcome</p>"
    assert answer == {
        "createdAt": today,
        "updatedAt": today,
        "segmentation": 1001,
        "segments": [
            {"segmentId": number, "segmentName": name, "type": "RichText", "content": words}
            for number, name in ((1001, "Southwest"), (1002, "North"), (1003, "Default"))
        ],
    }


def test_each_segment_sees_its_content(marketo, page_id):
    path = "dynamicContent/RVMtaW50cm8="
    answer = step(marketo, page_id, path, segment="southwest", value="Hola", type="HTML").document
    assert answer["result"] == [{"id": page_id}]
    step(marketo, page_id, path, segment="1002", value="Hello, eh")
    mexico, canada, france = (person(marketo, country=country) for country in ("Mexico", "Canada", "France"))
    for number, words in ((mexico, "Hola"), (canada, "Hello, eh"), (france, "\n<p>Hello &amp; welcome</p>")):
        assert f'mktoName="Intro">{words}</div>' in html_of(marketo, page_id, leadId=number)
    assert 'mktoName="Intro">\n<p>Hello &amp; welcome</p></div>' in html_of(marketo, page_id)
    north = '[{"segmentationId":1001,"segmentId":1002}]'
    assert 'mktoName="Intro">Hello, eh</div>' in html_of(marketo, page_id, segmentation=north)
    assert 'mktoName="Intro">Hello, eh</div>' in html_of(marketo, page_id, segmentation=north, leadId=mexico)


def test_an_element_of_each_segment_has_a_look_of_its_own(marketo):
    page_id = page(marketo)
    add(marketo, page_id, "HTML", "Hi", left="1px")
    step(marketo, page_id, "content/1", type="DynamicContent", value=segmented(marketo))
    step(marketo, page_id, "dynamicContent/RVMtMQ==", segment="North", value="Eh", left="9px")
    north = '[{"segmentationId":1001,"segmentId":1002}]'
    assert 'style="position:absolute;left:9px">Eh</div>' in html_of(marketo, page_id, segmentation=north)
    assert 'style="position:absolute;left:1px">Hi</div>' in html_of(marketo, page_id)


def test_a_snippet_and_a_form_follow_segmentations(marketo):
    page_id, form_id = page(marketo, GUIDED), forms.approved(marketo)
    segmentation_id = segmented(marketo)
    for section, type, value in (("footer", "Snippet", snippet(marketo)), ("form", "Form", form_id)):
        step(marketo, page_id, f"content/{section}", type="DynamicContent", value=segmentation_id)
        step(marketo, page_id, f"dynamicContent/{section}", segment="North", type=type, value=value)
    html = html_of(marketo, page_id, segmentation='[{"segmentationId":1001,"segmentId":1002}]')
    assert 'mktoName="Footer"><i>Yours</i></div>' in html
    assert f'<form id="mktoForm_{form_id}"' in html
    assert "<form" not in html_of(marketo, page_id)
    assert step(marketo, page_id, "approveDraft").document["success"]


def test_a_section_is_the_same_for_everyone_again(marketo, page_id):
    step(marketo, page_id, "content/intro", type="RichText", value="<p>All</p>")
    refused = dynamic(marketo, page_id, "RVMtaW50cm8=")
    assert refusal(refused) == ("709", "Section 'intro' has no dynamic content")


def test_a_page_keeps_its_segmentation_in_use(marketo, page_id):
    segmentation = marketo.get("/rest/asset/v1/segmentation.json").document["result"][0]
    doing_it = doing(marketo.server.instance)
    with pytest.raises(InUse):
        doing_it(lambda tx: segmentations.KIND.unapprove(tx, segmentations.KIND.get(tx, segmentation["id"])))


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        ("content/intro", {"type": "DynamicContent"}, "701"),
        ("content/intro", {"type": "DynamicContent", "value": "77"}, "702"),
        ("content/intro", {"type": "DynamicContent", "value": "x"}, "702"),
        ("dynamicContent/RVMtaW50cm8=", {"segment": "North", "value": "x"}, "709"),
        ("dynamicContent/RVMteA==", {"segment": "North", "value": "x"}, "702"),
        ("dynamicContent/clip", {"segment": "North", "value": "x"}, "709"),
    ],
)
def test_dynamic_content_that_cannot_be_is_refused(marketo, path, form, code):
    page_id = page(marketo, GUIDED)
    assert refusal(step(marketo, page_id, path, **form))[0] == code


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"segment": "West", "value": "x"}, "702"),
        ({"segment": "99", "value": "x"}, "702"),
        ({"segment": "North", "type": "Image", "value": "1"}, "709"),
        ({"segment": "North", "type": "Odd", "value": "1"}, "1003"),
        ({"segment": "North", "value": "x", "left": "1px"}, "709"),
        ({"segment": "North", "value": "<script>"}, "709"),
    ],
)
def test_a_segments_content_that_cannot_be_is_refused(marketo, page_id, form, code):
    assert refusal(step(marketo, page_id, "dynamicContent/intro", **form))[0] == code


def test_a_segmentation_has_to_be_approved(marketo):
    page_id, segmentation_id = page(marketo, GUIDED), segmented(marketo, approved=False)
    refused = step(marketo, page_id, "content/intro", type="DynamicContent", value=segmentation_id)
    assert refusal(refused) == ("709", "Segmentation is not approved")


# -- as a person sees it ----------------------------------------------------------------------------------------------


def test_tokens_are_those_of_the_person_and_the_place(marketo):
    page_id = page(marketo)
    add(marketo, page_id, "RichText", "<p>Dear {{lead.First Name:default=friend}}</p>")
    number = person(marketo, firstName="<Ada>")
    (answer,) = content(marketo, page_id, leadId=number).document["result"]
    assert (answer.keys(), answer["id"]) == ({"id", "content"}, page_id)
    assert "<p>Dear &lt;Ada&gt;</p>" in answer["content"]
    assert "<p>Dear friend</p>" in html_of(marketo, page_id)


def test_values_of_people_need_their_permission(marketo, marketo_with):
    page_id, number = page(marketo), person(marketo)
    reader = marketo_with("Read-Only Assets")
    assert content(reader, page_id).document["success"]
    assert refusal(content(reader, page_id, leadId=number)) == ("603", "Access denied")
    assert content(marketo_with("Read-Only Assets", "Read-Only Lead"), page_id, leadId=number).document["success"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"leadId": 999}, "1004"),
        ({"segmentation": '[{"segmentationId":77,"segmentId":1}]'}, "702"),
        ({"segmentation": "[{"}, "1001"),
        ({"segmentation": '[{"segmentationId":77}]'}, "701"),
    ],
)
def test_nobody_who_is_not_there_sees_a_page(marketo, query, code):
    answer = content(marketo, page(marketo), **query)
    assert answer.codes == [code]
    assert content(marketo, 99).document["warnings"] == WARNING


def test_the_head_has_the_metadata_of_the_page(marketo):
    page_id = page(marketo)
    changes = {
        "title": "Tea & more",
        "keywords": 'tea,"black"',
        "robots": "noindex, nofollow",
        "metaTagsDescription": "All about tea",
        "customHeadHTML": "<script>head()</script>",
        "facebookOgTags": '<meta property="og:title" content="Tea">',
        "styleOverRide": "p { margin: 0 }",
        "mobileEnabled": True,
    }
    marketo.form(f"{PAGE}/{page_id}.json", **changes)
    head = html_of(marketo, page_id).partition("</head>")[0]
    assert head.startswith("<html><head><title>Tea &amp; more</title>")
    lines = [
        '<meta name="robots" content="noindex, nofollow">',
        '<meta name="keywords" content="tea,&quot;black&quot;">',
        '<meta name="description" content="All about tea">',
        '<meta name="viewport" content="width=device-width, initial-scale=1.0">',
        "<style>p { margin: 0 }</style>",
        '<meta property="og:title" content="Tea">',
        "<script>head()</script>",
    ]
    assert [line for line in lines if line not in head] == []


def test_a_page_without_a_head_gets_its_tags_before_the_body(marketo):
    page_id = page(marketo, '<body><div id="mktoContent"></div></body>', title="Title")
    html = html_of(marketo, page_id)
    assert html.startswith('<title>Title</title>\n<meta name="robots" content="index, nofollow">\n<body>')


def test_a_page_tracks_visitors_if_its_template_does(marketo):
    tracking = html_of(marketo, page(marketo))
    assert "<script>Munchkin.init('123-ABC-456', {customName: 'Offer', wsInfo: 'j1RR'});</script>\n</body>" in tracking
    quiet = template(marketo, name="Quiet", enableMunchkin=False)
    page_id = create(marketo, quiet, "Quiet").result[0].id
    assert "Munchkin" not in html_of(marketo, page_id)


def test_a_form_is_filled_with_what_is_known_if_the_page_says_so(marketo):
    form_id = forms.approved(marketo)
    number = person(marketo, firstName='"Ada"')
    for prefill, value in ((False, ""), (True, "&quot;Ada&quot;")):
        page_id = page(marketo, name=f"Prefill {prefill}", prefillForm=prefill)
        add(marketo, page_id, "Form", form_id)
        assert f'name="FirstName" value="{value}">' in html_of(marketo, page_id, leadId=number)


def test_a_page_may_have_a_form_many_times(marketo):
    page_id, form_id, segmentation_id = page(marketo), forms.approved(marketo), segmented(marketo)
    for number in range(20):
        add(marketo, page_id, "Form", form_id, contentId=f"form{number}")
        step(marketo, page_id, f"content/form{number}", type="DynamicContent", value=segmentation_id)
    assert html_of(marketo, page_id).count(f'<form id="mktoForm_{form_id}"') == 20
