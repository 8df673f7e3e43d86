"""/rest/asset/v1/email/{id}/dynamicContent: sections and headers that follow a segmentation."""

import pytest

from mercat.domain.segments import segmentations
from mercat.model.refusals import InUse
from mercat.model.smart_lists import Segment
from support.emails import EMAIL, full, left_template, made, one, sections, send
from support.pictures import png
from support.segments import doing, made_people, made_segmentation, rules_of

SOUTHWEST = {"Southwest": [["Country", "is", "Mexico"]], "North": [["Country", "is", "Canada"]]}


def segmented(client, name="Region", **options):
    return doing(client.server.instance)(lambda tx: made_segmentation(tx, SOUTHWEST, name, **options))


def person(client, **fields):
    (number,) = doing(client.server.instance)(lambda tx: made_people(tx, {"email": "ada@example.com", **fields}))
    return number


def dynamic(client, email_id, content_id, **query):
    return client.get(f"{EMAIL}/{email_id}/dynamicContent/{content_id}.json", **query)


@pytest.fixture
def email_id(marketo):
    """An email whose intro follows a segmentation."""
    number = made(marketo)
    send(marketo, number, "content/intro", type="DynamicContent", value=segmented(marketo))
    return number


def test_a_section_follows_a_segmentation(marketo, email_id):
    section = sections(marketo, email_id)["intro"]
    assert (section["contentType"], section["value"]) == ("DynamicContent", "RVMtaW50cm8=")
    (answer,) = dynamic(marketo, email_id, section["value"]).document["result"]
    assert answer == {
        "createdAt": answer["createdAt"],
        "updatedAt": answer["updatedAt"],
        "segmentation": 1001,
        "content": [
            {"segmentId": str(number), "segmentName": name, "type": "HTML", "content": "Dear reader"}
            for number, name in ((1001, "Southwest"), (1002, "North"), (1003, "Default"))
        ],
    }


def test_each_segment_sees_its_content(marketo, email_id):
    path = "dynamicContent/RVMtaW50cm8="
    answer = send(marketo, email_id, path, segment="southwest", type="HTML", value="Hola", textValue="Hola!").document
    assert answer["result"] == [{"id": email_id}]
    send(marketo, email_id, "dynamicContent/intro", segment="1002", value="Hello, eh")
    mexico, canada, france = (person(marketo, country=country) for country in ("Mexico", "Canada", "France"))
    for number, words in ((mexico, "Hola"), (canada, "Hello, eh"), (france, "Dear reader")):
        assert f'mktoName="Intro">{words}</div>' in full(marketo, email_id, leadId=number)
    assert 'mktoName="Intro">Dear reader</div>' in full(marketo, email_id)
    assert "Hola!" in full(marketo, email_id, leadId=mexico, type="Text")
    types = [part["type"] for part in dynamic(marketo, email_id, "intro").document["result"][0]["content"]]
    assert types == ["HTML", "Text", "HTML", "HTML"]


def test_a_default_comes_along(marketo):
    email_id, segmentation = made(marketo), segmented(marketo)
    value = {"type": "DynamicContent", "segmentation": segmentation, "default": "<b>For all</b>"}
    assert send(marketo, email_id, "content/intro", type="DynamicContent", value=value).codes == []
    parts = dynamic(marketo, email_id, "intro").document["result"][0]["content"]
    assert [part["content"] for part in parts] == ["<b>For all</b>"] * 3
    assert "<b>For all</b>" in full(marketo, email_id)


def test_an_image_and_a_snippet_follow_segmentations(marketo):
    email_id, segmentation = made(marketo), segmented(marketo)
    send(marketo, email_id, "content/picture", type="DynamicContent", value=segmentation)
    send(marketo, email_id, "dynamicContent/picture", segment="North", type="Image", externalUrl="/b.png")
    send(marketo, email_id, "content/video", type="DynamicContent", value=segmentation)
    send(marketo, email_id, "dynamicContent/video", segment="North", videoUrl="https://youtu.be/abc")
    parts = dynamic(marketo, email_id, "picture").document["result"][0]["content"]
    assert [(part["type"], part["content"]) for part in parts] == [
        ("Image", "/a.png"), ("Image", "/b.png"), ("Image", "/a.png"),
    ]  # fmt: skip
    html = full(marketo, email_id, leadId=person(marketo, country="Canada"))
    assert '<img src="/b.png" width="600">' in html
    assert "https://youtu.be/abc" in html
    assert '<img src="/a.png" width="600">' in full(marketo, email_id)


def test_a_segment_that_comes_later_sees_what_default_sees(marketo, email_id):
    send(marketo, email_id, "content", subject={"type": "DynamicContent", "value": 1001})
    send(marketo, email_id, "dynamicContent/intro", segment="Default", value="For the rest")
    send(marketo, email_id, "dynamicContent/subject", segment="Default", value="Rest")
    later = [["Country", "is", "France"]]

    def work(tx):
        segments = segmentations.get_approved(tx, 1001).segments[:-1]
        added = Segment(segmentations.NEW, "East", rules_of(tx, *later))
        segmentations.KIND.approve(tx, segmentations.define(tx, 1001, [*segments, added]))

    doing(marketo.server.instance)(work)
    france = person(marketo, country="France")
    assert 'mktoName="Intro">For the rest</div>' in full(marketo, email_id, leadId=france)
    for content_id, words in (
        ("intro", ["Dear reader"] * 2 + ["For the rest"] * 2),
        ("subject", ["Hey There"] * 2 + ["Rest"] * 2),
    ):
        parts = dynamic(marketo, email_id, content_id).document["result"][0]["content"]
        assert [part["content"] for part in parts] == words


def test_a_large_section_follows_a_segmentation_of_many_segments(marketo):
    email_id = made(marketo)
    many = {f"Segment {number}": [["Country", "is", f"Country {number}"]] for number in range(99)}
    segmentation = doing(marketo.server.instance)(lambda tx: made_segmentation(tx, many, "Many"))
    send(marketo, email_id, "content/intro", type="Text", value="x" * 100_000)
    assert send(marketo, email_id, "content/intro", type="DynamicContent", value=segmentation).codes == []
    send(marketo, email_id, "dynamicContent/intro", segment="Segment 7", value="Seven")
    parts = dynamic(marketo, email_id, "intro").document["result"][0]["content"]
    assert [len(part["content"]) for part in parts] == [100_000] * 7 + [5] + [100_000] * 92
    assert "Seven" in full(marketo, email_id, leadId=person(marketo, country="Country 7"))


def test_an_image_for_a_segment_is_uploaded(marketo):
    email_id, segmentation = made(marketo), segmented(marketo)
    send(marketo, email_id, "content/picture", type="DynamicContent", value=segmentation)
    path = f"{EMAIL}/{email_id}/dynamicContent/picture.json"
    assert marketo.upload(path, png(), part="image", filename="snow.png", segment="North").codes == []
    parts = dynamic(marketo, email_id, "picture").document["result"][0]["content"]
    assert [part["content"].endswith("/snow.png") for part in parts] == [False, True, False]


def test_headers_follow_a_segmentation(marketo):
    email_id, segmentation = made(marketo), segmented(marketo)
    send(marketo, email_id, "content", subject={"type": "DynamicContent", "value": segmentation})
    header = one(marketo, email_id)["subject"]
    assert header == {"type": "DynamicContent", "value": "RVMtc3ViamVjdA=="}
    send(marketo, email_id, f"dynamicContent/{header['value']}", segment="North", type="Text", value="Hello, eh")
    parts = dynamic(marketo, email_id, header["value"]).document["result"][0]["content"]
    assert [(part["segmentName"], part["type"], part["content"]) for part in parts] == [
        ("Southwest", "Text", "Hey There"),
        ("North", "Text", "Hello, eh"),
        ("Default", "Text", "Hey There"),
    ]
    assert send(marketo, email_id, "approveDraft").codes == []
    refused = send(marketo, email_id, "dynamicContent/subject", segment="North", type="Image", value="x")
    assert refused.codes == ["709"]
    send(marketo, email_id, "dynamicContent/subject", segment="North", value=" ")
    assert send(marketo, email_id, "approveDraft").codes == ["709"]
    send(marketo, email_id, "content", subject={"type": "Text", "value": "Plain"})
    assert one(marketo, email_id, status="draft")["subject"] == {"type": "Text", "value": "Plain"}


def test_a_static_content_ends_the_dynamic_one(marketo, email_id):
    send(marketo, email_id, "content/intro", type="Text", value="Same for all")
    assert sections(marketo, email_id)["intro"]["contentType"] == "Text"
    refused = dynamic(marketo, email_id, "intro").document
    assert refused["errors"] == [{"code": "709", "message": "Section 'intro' has no dynamic content"}]
    assert send(marketo, email_id, "dynamicContent/intro", segment="North", value="x").codes == ["709"]


def test_a_segmentation_in_use_stays_approved(marketo, email_id):
    def work(tx):
        return segmentations.KIND.unapprove(tx, segmentations.KIND.get(tx, 1001))

    with pytest.raises(InUse):
        doing(marketo.server.instance)(work)


def test_refused_dynamic_content(marketo, email_id):
    default = {"segmentation": 1001, "default": "<p>x</p>"}
    assert send(marketo, email_id, "content/picture", type="DynamicContent", value=default).codes == ["709"]
    draft = segmented(marketo, "Draft", approved=False)
    other = segmented(marketo, "Other")
    refused = send(marketo, email_id, "content/text", type="DynamicContent", value=draft).document
    assert refused["errors"] == [{"code": "709", "message": "Segmentation is not approved"}]
    for value in ("999", "Region", '{"segmentation": 999}'):
        assert send(marketo, email_id, "content/text", type="DynamicContent", value=value).codes == ["702"]
    for value in ('{"segmentation"', '{"default": 1}', "{}"):
        assert send(marketo, email_id, "content/text", type="DynamicContent", value=value).codes == ["1003"]
    assert send(marketo, email_id, "content/text", type="DynamicContent").codes == ["701"]
    stranger = doing(marketo.server.instance)(lambda tx: first_segment(tx, other))
    for segment in (str(stranger), "West", "999"):
        refused = send(marketo, email_id, "dynamicContent/intro", segment=segment, value="x")
        assert refused.codes == ["702"]
    assert send(marketo, email_id, "dynamicContent/intro", value="x").codes == ["701"]
    assert send(marketo, email_id, "dynamicContent/nothing", segment="North", value="x").codes == ["702"]
    assert dynamic(marketo, email_id, "nothing").codes == ["702"]
    script = send(marketo, email_id, "dynamicContent/intro", segment="North", value="<script>x</script>")
    assert script.codes == ["709"]


def first_segment(tx, segmentation_id):
    return segmentations.get_approved(tx, segmentation_id).segments[0].id


def test_a_copied_module_follows_the_same_segmentation(marketo):
    email_id, segmentation = made(marketo), segmented(marketo)
    send(marketo, email_id, "content/text", type="DynamicContent", value=segmentation)
    send(marketo, email_id, "dynamicContent/text", segment="North", value="Snow")
    send(marketo, email_id, "content/story/duplicate")
    send(marketo, email_id, "dynamicContent/text2", segment="North", value="Ice")
    html = full(marketo, email_id, leadId=person(marketo, country="Canada"))
    assert (html.count("Snow"), html.count("Ice")) == (1, 1)


def test_an_email_with_dynamic_content_keeps_its_html(marketo, email_id):
    left_template(marketo, email_id)
    path = f"{EMAIL}/{email_id}/fullContent.json"
    refused = marketo.upload(path, b"<p>x</p>", part="content").document
    assert refused["errors"] == [{"code": "709", "message": "Email has dynamic content"}]
