"""/rest/asset/v1/email/{id}/content: headers, and the sections that the template declares."""

import pytest

from mercat.domain.files import files
from mercat.domain.snippets import snippets
from mercat.model.assets import Kind, Ref
from support.emails import EMAIL, LEGACY, full, left_template, made, one, sections, send
from support.forms import WARNING
from support.pictures import png


def snippet(client, html="<i>Yours</i>", *, approved=True):
    def work(tx):
        document = snippets.create(tx, Ref(Kind.FOLDER, 13), "Footer", "")
        document = snippets.set_content(tx, document.id, "HTML", html)
        return (snippets.KIND.approve(tx, document) if approved else document).id

    return client.server.instance.write_now(work)


def test_a_template_without_modules_has_sections_alone(marketo):
    email_id = made(marketo, LEGACY)
    answer = marketo.get(f"{EMAIL}/{email_id}/content.json").document
    assert answer["result"] == [
        {
            "htmlId": "main",
            "value": [
                {"type": "HTML", "value": "Hello &amp; <b>welcome</b>"},
                {"type": "Text", "value": "Hello & welcome"},
            ],
            "contentType": "Text",
        }
    ]


def test_modules_come_with_what_is_in_them(marketo):
    email_id = made(marketo)
    answer = marketo.get(f"{EMAIL}/{email_id}/content.json").document["result"]
    assert [section["htmlId"] for section in answer] == [
        "intro", "footer", "hero", "picture", "story", "text", "clip", "video",
    ]  # fmt: skip
    by_id = {section["htmlId"]: section for section in answer}
    assert by_id["story"] == {
        "htmlId": "story", "contentType": "Module", "index": 1, "parentHtmlId": "wrapper", "isLocked": False,
    }  # fmt: skip
    assert by_id["picture"] == {
        "htmlId": "picture",
        "value": {"width": "600", "externalUrl": "/a.png", "linkUrl": "https://example.com"},
        "contentType": "Image",
        "parentHtmlId": "hero",
        "isLocked": False,
    }
    assert by_id["video"]["value"] == {}
    assert by_id["footer"]["contentType"] == "Snippet"


def test_what_nobody_changed_is_as_in_the_template(marketo):
    email_id = made(marketo, LEGACY)
    assert full(marketo, email_id) == LEGACY


def test_a_text_changes_its_section_alone(marketo):
    email_id = made(marketo, LEGACY)
    answer = send(marketo, email_id, "content/main", type="Text", value="<h1>Hello World!</h1>", textValue="Hello!")
    assert answer.document["result"] == [{"id": email_id}]
    assert sections(marketo, email_id)["main"]["value"] == [
        {"type": "HTML", "value": "<h1>Hello World!</h1>"},
        {"type": "Text", "value": "Hello!"},
    ]
    assert full(marketo, email_id) == LEGACY.replace("Hello &amp; <b>welcome</b>", "<h1>Hello World!</h1>")
    assert full(marketo, email_id, type="Text") == "Hello!"
    send(marketo, email_id, "content/main", type="Text", textValue="Bye")
    assert [text["value"] for text in sections(marketo, email_id)["main"]["value"]] == ["<h1>Hello World!</h1>", "Bye"]


def test_the_text_follows_the_html_while_it_is_copied(marketo):
    email_id = made(marketo, LEGACY, autoCopyToText=True)
    send(marketo, email_id, "content/main", type="Text", value="<h1>One</h1>", textValue="Two")
    assert sections(marketo, email_id)["main"]["value"][1]["value"] == "One"
    assert full(marketo, email_id, type="text") == "One"
    marketo.form(f"{EMAIL}/{email_id}.json", autoCopyToText=False)
    assert full(marketo, email_id, type="Text") == "Two"


def test_a_section_embeds_a_snippet(marketo):
    snippet_id = snippet(marketo)
    email_id = made(marketo)
    for section in ("intro", "footer"):
        assert send(marketo, email_id, f"content/{section}", type="Snippet", value=snippet_id).codes == []
        answer = sections(marketo, email_id)[section]
        assert (answer["contentType"], answer["value"]) == ("Snippet", str(snippet_id))
    assert full(marketo, email_id).count("<i>Yours</i>") == 2
    assert send(marketo, email_id, "approveDraft").codes == []
    assert marketo.form(f"/rest/asset/v1/snippet/{snippet_id}/unapprove.json").codes == ["709"]


def test_an_email_with_a_snippet_that_is_a_draft_is_not_approved(marketo):
    snippet_id = snippet(marketo, approved=False)
    email_id = made(marketo)
    send(marketo, email_id, "content/intro", type="Snippet", value=snippet_id)
    refused = send(marketo, email_id, "approveDraft").document
    assert refused["errors"] == [{"code": "709", "message": "Snippet is not approved"}]


@pytest.mark.parametrize("value", ["999", "footer"])
def test_a_snippet_has_to_be_there(marketo, value):
    email_id = made(marketo)
    refused = send(marketo, email_id, "content/intro", type="Snippet", value=value).document
    assert refused["errors"] == [{"code": "702", "message": f"{value} Snippet not found"}]


def test_a_template_names_the_snippet_that_an_email_begins_with(marketo):
    snippet_id = snippet(marketo)
    html = f'<div class="mktoSnippet" id="end" mktoName="End" mktoDefaultSnippetId="{snippet_id}"></div>'
    email_id = made(marketo, html + '<div class="mktoSnippet" id="no" mktoName="No" mktoDefaultSnippetId="99"></div>')
    assert sections(marketo, email_id)["end"]["value"] == str(snippet_id)
    assert full(marketo, email_id).count("<i>Yours</i>") == 1


def test_an_image_changes_its_source_and_link(marketo):
    email_id = made(marketo)
    changes = {"altText": 'A "b"', "externalUrl": "https://example.com/b.png", "height": 40, "style": "border:0"}
    assert send(marketo, email_id, "content/picture", type="Image", linkUrl="https://x.test/", **changes).codes == []
    assert sections(marketo, email_id)["picture"]["value"] == {
        "width": "600", "linkUrl": "https://x.test/", **changes, "height": "40",
    }  # fmt: skip
    tag = '<img src="https://example.com/b.png" width="600" alt="A &quot;b&quot;" height="40" style="border:0">'
    assert f'<a href="https://x.test/">{tag}</a>' in full(marketo, email_id)
    send(marketo, email_id, "content/picture", width="300")
    assert sections(marketo, email_id)["picture"]["value"]["width"] == "300"
    assert sections(marketo, email_id)["picture"]["value"]["height"] == "40"


def upload(client, email_id, content=b"", section="picture", filename="b c.png", **form):
    path = f"{EMAIL}/{email_id}/content/{section}.json"
    return client.upload(path, content or png(), part="image", filename=filename, **form)


def test_an_image_is_uploaded_with_its_section(marketo):
    email_id = made(marketo)
    assert upload(marketo, email_id, altText="New").document["result"] == [{"id": email_id}]
    image = sections(marketo, email_id)["picture"]["value"]
    assert (image["altText"], image["externalUrl"].endswith("/images/b%20c.png")) == ("New", True)
    assert f'<img src="{image["externalUrl"]}" width="600" alt="New">' in full(marketo, email_id)
    (file,) = marketo.get("/rest/asset/v1/files.json").document["result"]
    assert (file["url"], file["name"], file["mimeType"]) == (image["externalUrl"], "b c.png", "image/png")


def test_an_email_uses_the_files_that_its_images_show(marketo):
    email_id = made(marketo)
    upload(marketo, email_id)
    url = sections(marketo, email_id)["picture"]["value"]["externalUrl"]

    def users():
        def work(tx):
            return [user.id for user in files.KIND.users(tx, files.KIND.get(tx, 1), offset=0, limit=9)]

        return marketo.server.instance.read_now(work)

    assert users() == [email_id]
    for address, after in (("https://example.com/x.png", []), (url, [email_id]), (f"{url}.png", [])):
        send(marketo, email_id, "content/picture", type="Image", externalUrl=address)
        assert users() == after
    send(marketo, email_id, "content/picture", type="Image", externalUrl=f"{url}?v=2")
    send(marketo, email_id, "content/picture", type="Image", altText="Still the same")
    assert users() == [email_id]


def test_an_uploaded_image_replaces_one_of_its_name_if_told(marketo):
    email_id = made(marketo)
    upload(marketo, email_id)
    refused = upload(marketo, email_id).document
    assert refused["errors"] == [{"code": "709", "message": "File with the same name already exists"}]
    assert upload(marketo, email_id, overWrite=True).codes == []
    assert upload(marketo, email_id, b"text", filename="c.png").codes == ["1003"]
    assert upload(marketo, email_id, section="intro", filename="d.png").codes == ["709"]
    assert send(marketo, email_id, "content/picture", image="text").codes == ["1003"]
    assert [file["id"] for file in marketo.get("/rest/asset/v1/files.json").document["result"]] == [1]


def test_a_form_with_an_image_may_be_multipart_without_one(marketo):
    email_id = made(marketo)
    path = f"{EMAIL}/{email_id}/content/picture.json"
    answer = marketo.upload(path, b"https://example.com/c.png", part="externalUrl", filename="", type="Image")
    assert answer.codes == ["701"]  # a file is no text here
    assert sections(marketo, email_id)["picture"]["value"]["externalUrl"] == "/a.png"


def test_an_image_that_is_the_region_keeps_its_own_attributes(marketo):
    html = '<p>${x}</p><meta class="mktoString" id="x" mktoName="X" default="y">'
    html += '<img class="mktoImg" id="logo" mktoName="Logo" src="${x}.png">'
    email_id = made(marketo, html)
    send(marketo, email_id, "content/logo", type="Image", altText="Us")
    assert '<img class="mktoImg" id="logo" mktoname="Logo" src="y.png" alt="Us">' in full(marketo, email_id)


@pytest.mark.parametrize(
    ("url", "picture"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://img.youtube.com/vi/dQw4w9WgXcQ/hqdefault.jpg"),
        ("https://youtu.be/dQw4w9WgXcQ", "https://img.youtube.com/vi/dQw4w9WgXcQ/hqdefault.jpg"),
        ("https://vimeo.com/76979871", "https://vumbnail.com/76979871.jpg"),
    ],
)
def test_a_video_is_a_link_with_its_picture(marketo, url, picture):
    email_id = made(marketo)
    assert send(marketo, email_id, "content/video", type="Video", videoUrl=url).codes == []
    assert sections(marketo, email_id)["video"]["value"] == {"videoUrl": url}
    assert f'<a href="{url}" target="_blank"><img src="{picture}" alt="Video"></a>' in full(marketo, email_id)


def test_a_video_comes_from_two_sites(marketo):
    email_id = made(marketo)
    refused = send(marketo, email_id, "content/video", type="Video", videoUrl="https://example.com/v.mp4").document
    assert refused["errors"] == [{"code": "709", "message": "Videos must be either from YouTube or Vimeo"}]
    assert send(marketo, email_id, "content/video", type="Video").codes == ["701"]


@pytest.mark.parametrize(
    ("section", "type"), [("picture", "Text"), ("intro", "Image"), ("video", "Snippet"), ("footer", "HTML")]
)
def test_a_section_takes_what_its_kind_takes(marketo, section, type):
    email_id = made(marketo)
    refused = send(marketo, email_id, f"content/{section}", type=type, value="1").document
    message = f"Section '{section}' does not support content of type '{type}'"
    assert refused["errors"] == [{"code": "709", "message": message}]


def test_refused_sections(marketo):
    email_id = made(marketo)
    refused = send(marketo, email_id, "content/nothing", type="Text", value="x").document
    assert refused["errors"] == [{"code": "702", "message": "nothing Section not found"}]
    assert send(marketo, email_id, "content/hero", type="Text", value="x").codes == ["702"]  # a module
    assert send(marketo, email_id, "content/more", type="Text", value="x").codes == ["702"]  # in a module not in use
    assert send(marketo, email_id, "content/intro", type="Sound", value="x").codes == ["1003"]
    assert send(marketo, email_id, "content/intro", type="Text").codes == ["701"]
    assert send(marketo, email_id, "content/picture", type="Image").codes == ["701"]


@pytest.mark.parametrize("html", ["<script>x</script>", '<a href="javascript:x">y</a>', "<p onclick=x>y</p>"])
def test_a_section_holds_no_script(marketo, html):
    email_id = made(marketo)
    refused = send(marketo, email_id, "content/intro", type="Text", value=html).document
    assert refused["errors"] == [{"code": "709", "message": "Content cannot include JavaScript"}]


def test_sections_have_a_bound_together(marketo):
    email_id = made(marketo)
    assert send(marketo, email_id, "content/intro", type="Text", value="x" * 1_040_000).codes == []
    assert send(marketo, email_id, "content/text", type="Text", value="x" * 20_000).codes == ["709"]


def test_changes_go_into_the_draft(marketo):
    email_id = made(marketo, LEGACY)
    send(marketo, email_id, "approveDraft")
    send(marketo, email_id, "content/main", type="Text", value="new")
    texts = {status: sections(marketo, email_id, status=status)["main"]["value"] for status in ("approved", "draft")}
    assert [texts[status][0]["value"] for status in texts] == ["Hello &amp; <b>welcome</b>", "new"]
    assert full(marketo, email_id) == LEGACY
    assert "new" in full(marketo, email_id, status="draft")
    assert marketo.get(f"{EMAIL}/{email_id}/content.json", status="odd").codes == ["1003"]


# -- headers ----------------------------------------------------------------------------------------------------------


def test_headers_change_by_type_and_value(marketo):
    email_id = made(marketo, LEGACY)
    headers = {
        "subject": {"type": "Text", "value": "Gettysburg Address"},
        "fromEmail": {"type": "Text", "value": "abe@testmail.com"},
        "fromName": {"type": "Text", "value": "Abe Lincoln"},
        "replyTO": {"type": "Text", "value": "replies@testmail.com"},
    }
    answer = send(marketo, email_id, "content", isOpenTrackingDisabled=True, **headers).document
    assert answer["result"] == [{"id": email_id}]
    email = one(marketo, email_id)
    assert [email[name] for name in ("subject", "fromEmail", "fromName", "replyEmail")] == list(headers.values())
    assert email["isOpenTrackingDisabled"] is True
    send(marketo, email_id, "content", subject={"type": "Text", "value": "Other"})
    assert (one(marketo, email_id)["subject"]["value"], one(marketo, email_id)["fromName"]["value"]) == (
        "Other",
        "Abe Lincoln",
    )


def test_refused_headers(marketo):
    email_id = made(marketo, LEGACY)
    assert send(marketo, email_id, "content", subject={"type": "HTML", "value": "x"}).codes == ["1003"]
    assert send(marketo, email_id, "content", subject="plain").codes != []
    assert send(marketo, email_id, "content", subject={"type": "Text", "value": "x" * 2_001}).codes == ["701"]
    refused = send(marketo, email_id, "content", subject={"type": "DynamicContent", "value": "99"}).document
    assert refused["errors"] == [{"code": "702", "message": "99 Segmentation not found"}]


# -- code of its own --------------------------------------------------------------------------------------------------


def replace(client, email_id, html):
    return client.upload(f"{EMAIL}/{email_id}/fullContent.json", html.encode(), part="content", filename="email.html")


def test_the_html_of_an_email_without_a_template_is_replaced(marketo):
    email_id = made(marketo, LEGACY)
    left_template(marketo, email_id)
    assert full(marketo, email_id) == LEGACY
    html = "<html><body><p>All new</p></body></html>"
    answer = replace(marketo, email_id, html).document
    assert (answer["result"], answer["warnings"]) == ([{"id": email_id}], [])
    assert full(marketo, email_id) == html
    assert one(marketo, email_id)["template"] is None
    send(marketo, email_id, "content", subject={"type": "Text", "value": "Still"})
    assert send(marketo, email_id, "approveDraft").codes == []


def test_an_email_with_a_template_keeps_its_html(marketo):
    email_id = made(marketo, LEGACY)
    refused = replace(marketo, email_id, "<p>x</p>").document
    assert refused["errors"] == [{"code": "709", "message": "Email is still linked to its template"}]
    assert replace(marketo, 99, "<p>x</p>").codes == ["702"]


def test_html_with_a_script_is_refused(marketo):
    email_id = made(marketo, LEGACY)
    left_template(marketo, email_id)
    refused = replace(marketo, email_id, "<p>x</p><script>y</script>").document
    assert refused["errors"] == [{"code": "709", "message": "Content cannot include JavaScript"}]
    assert full(marketo, email_id) == LEGACY


def test_malformed_html_is_a_warning_and_is_not_approved(marketo):
    email_id = made(marketo, LEGACY)
    left_template(marketo, email_id)
    answer = replace(marketo, email_id, '<div class="mktEditable">x</div>').document
    assert answer["warnings"] == ["Element of class 'mktEditable' has no id"]
    assert send(marketo, email_id, "approveDraft").codes == ["709"]


@pytest.mark.parametrize("what", ["content", "variables"])
def test_an_email_without_a_template_has_no_parts(marketo, what):
    email_id = made(marketo, LEGACY)
    left_template(marketo, email_id)
    refused = marketo.get(f"{EMAIL}/{email_id}/{what}.json").document
    message = "API only allows operations on emails with a template"
    assert refused["errors"] == [{"code": "709", "message": message}]
    for step, form in (("content/main", {"type": "Text", "value": "x"}), ("content/main/delete", {})):
        assert send(marketo, email_id, step, **form).document["errors"][0]["message"] == message


def test_a_version_or_type_that_is_not_there_is_not_shown(marketo):
    email_id = made(marketo, LEGACY)
    for what in ("content", "fullContent"):
        assert marketo.get(f"{EMAIL}/{email_id}/{what}.json", status="approved").document["warnings"] == WARNING
    assert marketo.get(f"{EMAIL}/{email_id}/fullContent.json", type="Picture").codes == ["1003"]
