"""/rest/asset/v1/landingPage/{id}/content: sections of every type, their order and look."""

import pytest

from support import forms
from support.forms import WARNING
from support.landing_pages import FREE_FORM, GUIDED, PAGE, add, html_of, page, sections, snippet, step
from support.pictures import png

FILES = "/rest/asset/v1/files.json"
IMAGES = {"id": 16, "type": "Folder"}  # Design Studio > Default > Images and Files


def refusal(answer):
    (error,) = answer.document["errors"]
    return error["code"], error["message"]


def section(client, page_id, section_id):
    return next(one for one in sections(client, page_id) if one["id"] == section_id)


def change(client, page_id, section_id, type, **options):
    return step(client, page_id, f"content/{section_id}", type=type, **options)


def image(client, name="logo.png", content=None):
    picture = png() if content is None else content
    answer = client.upload(FILES, picture, part="file", name=name, folder=IMAGES)
    return answer.document["result"][0]


def test_a_new_free_form_page_has_no_sections(marketo):
    page_id = page(marketo)
    assert marketo.get(f"{PAGE}/{page_id}/content.json").document["warnings"] == WARNING
    assert marketo.get(f"{PAGE}/99/content.json").document["warnings"] == WARNING


def test_sections_of_every_type_are_listed_in_their_order(marketo):
    page_id, form_id, snippet_id = page(marketo), forms.approved(marketo), snippet(marketo, "<b>snip</b>")
    picture = image(marketo)
    look = {"zIndex": "15", "left": "359px", "top": "122px"}
    assert add(marketo, page_id, "Form", form_id, **look).document["result"] == [{"id": page_id}]
    add(marketo, page_id, "RichText", "<p>Rich</p>", contentId="text")
    add(marketo, page_id, "HTML", "<script>1</script>", hideMobile=True)
    add(marketo, page_id, "Image", picture["id"], linkUrl="https://www.example.com/", imageOpenNewWindow=True)
    add(marketo, page_id, "Snippet", snippet_id, width="50%")
    add(marketo, page_id, "Rectangle", backgroundColor="#ffcc00", borderStyle="solid", opacity="0.5")
    rows = sections(marketo, page_id)
    assert rows[0] == {
        "id": "1",
        "type": "Form",
        "index": 1,
        "content": {
            "content": str(form_id),
            "contentType": "Form",
            "contentUrl": f"https://app-mercat.marketo.com/#FO{form_id}A1",
        },
        "followupType": "formDefined",
        "formattingOptions": {"zIndex": 15, "left": "359px", "top": "122px"},
    }
    assert [(row["id"], row["index"], row["type"]) for row in rows[1:]] == [
        ("text", 2, "RichText"),
        ("2", 3, "HTML"),
        ("3", 4, "Image"),
        ("4", 5, "Snippet"),
        ("5", 6, "Rectangle"),
    ]
    assert [row["content"] for row in rows if isinstance(row["content"], str)] == [
        "<p>Rich</p>",
        "<script>1</script>",
        "",
    ]
    assert rows[3]["content"]["contentUrl"] == picture["url"]
    assert rows[2]["formattingOptions"] == {"hideMobile": True}
    assert rows[5]["formattingOptions"] == {"backgroundColor": "#ffcc00", "borderStyle": "solid", "opacity": "0.5"}


def test_elements_lie_in_the_place_for_them(marketo):
    page_id, form_id = page(marketo), forms.approved(marketo)
    add(marketo, page_id, "RichText", "<p>Rich</p>", contentId="text", left="1px", zIndex=3, hideDesktop=True)
    add(marketo, page_id, "Image", image(marketo)["id"], linkUrl="/a?b=1&c=2", imageOpenNewWindow=True)
    add(marketo, page_id, "Form", form_id)
    html = html_of(marketo, page_id)
    inside = html.partition('<div id="mktoContent">')[2]
    style = "position:absolute;left:1px;z-index:3"
    assert inside.startswith(f'<div id="text" class="mktoSection mktoHideDesktop" style="{style}"><p>Rich</p></div>\n')
    assert '<a href="/a?b=1&amp;c=2" target="_blank"><img src="' in inside
    assert f'<form id="mktoForm_{form_id}"' in inside
    assert '<input type="email" id="Email" name="Email" value="">' in inside


def test_a_section_changes_its_content_look_and_place(marketo):
    page_id = page(marketo)
    for name in ("a", "b", "c"):
        add(marketo, page_id, "HTML", name, contentId=name, left="1px")
    answer = change(marketo, page_id, "c", "HTML", value="new", index=1, top="2px")
    assert answer.document["result"] == [{"id": page_id}]
    assert [row["id"] for row in sections(marketo, page_id)] == ["c", "a", "b"]
    row = section(marketo, page_id, "c")
    assert (row["content"], row["formattingOptions"]) == ("new", {"left": "1px", "top": "2px"})
    change(marketo, page_id, "c", "HTML", layer=7)
    row = section(marketo, page_id, "c")
    assert (row["content"], row["formattingOptions"]["zIndex"], row["index"]) == ("new", 7, 1)


def test_sections_are_removed(marketo):
    page_id = page(marketo)
    for name in ("a", "b"):
        add(marketo, page_id, "HTML", name, contentId=name)
    assert step(marketo, page_id, "content/a/delete").document["result"] == [{"id": page_id}]
    assert [row["id"] for row in sections(marketo, page_id)] == ["b"]
    assert refusal(step(marketo, page_id, "content/a/delete")) == ("702", "a Section not found")


def test_changes_of_sections_go_into_the_draft(marketo):
    page_id = page(marketo)
    add(marketo, page_id, "HTML", "old")
    step(marketo, page_id, "approveDraft")
    change(marketo, page_id, "1", "HTML", value="new")
    assert [row["content"] for row in sections(marketo, page_id)] == ["old"]
    assert [row["content"] for row in sections(marketo, page_id, status="draft")] == ["new"]


def test_a_guided_page_has_the_sections_of_its_template(marketo):
    page_id = page(marketo, GUIDED)
    rows = sections(marketo, page_id)
    assert [(row["id"], row["type"], row["index"]) for row in rows] == [
        ("logo", "Image", 1),
        ("intro", "RichText", 2),
        ("form", "Form", 3),
        ("footer", "Snippet", 4),
        ("clip", "Video", 5),
    ]
    assert rows[1]["content"] == "\n<p>Hello &amp; welcome</p>"
    assert "formattingOptions" not in rows[1]


def test_regions_of_a_guided_page_are_filled(marketo):
    page_id, form_id, snippet_id = page(marketo, GUIDED), forms.approved(marketo), snippet(marketo, "<i>s</i>")
    picture = image(marketo)
    add(marketo, page_id, "Form", form_id, contentId="form")
    change(marketo, page_id, "footer", "Snippet", value=snippet_id)
    change(marketo, page_id, "logo", "Image", value=picture["id"])
    change(marketo, page_id, "intro", "HTML", value="<h2>${heading}</h2>")
    html = html_of(marketo, page_id)
    assert f'<img class="mktoImg" id="logo" mktoName="Logo" src="{picture["url"]}" alt="">' in html
    assert '<div class="mktoText" id="intro" mktoName="Intro"><h2>Hello World!</h2></div>' in html
    assert '<div class="mktoSnippet" id="footer" mktoName="Footer"><i>s</i></div>' in html
    assert f'mktoName="Form"><form id="mktoForm_{form_id}"' in html
    step(marketo, page_id, "content/intro/delete")
    assert section(marketo, page_id, "intro")["content"] == "\n<p>Hello &amp; welcome</p>"
    assert step(marketo, page_id, "approveDraft").document["success"]


@pytest.mark.parametrize(
    ("type", "value", "code", "message"),
    [
        ("Form", "77", "702", "77 Form not found"),
        ("Form", "x", "702", "x Form not found"),
        ("Form", "", "701", "value cannot be blank"),
        ("Snippet", "77", "702", "77 Snippet not found"),
        ("Image", "77", "702", "77 Image not found"),
        ("Image", "x", "702", "x Image not found"),
        ("Video", "3", "702", "3 Video not found"),
        ("SocialButton", "3", "702", "3 Social Button not found"),
        ("Rectangle", "x", "1003", "Invalid value 'x' for 'value'"),
        ("RichText", "<script>1</script>", "709", "Rich text cannot contain script, meta or link tags"),
        ("HTML", "", "701", "value cannot be blank"),
        ("DynamicContent", "1001", "1003", "Invalid value 'DynamicContent' for 'type'"),
        ("Poll", "1", "1003", "Invalid value 'Poll' for 'type'"),
    ],
)
def test_content_that_cannot_be_is_refused(marketo, type, value, code, message):
    page_id = page(marketo)
    assert refusal(add(marketo, page_id, type, value)) == (code, message)
    assert sections(marketo, page_id) == []


def test_only_an_image_is_shown_as_one(marketo):
    text = image(marketo, "text.txt", b"words")
    assert refusal(add(marketo, page(marketo), "Image", text["id"])) == ("702", f"{text['id']} Image not found")


def test_a_rich_text_has_a_length(marketo):
    page_id = page(marketo)
    assert add(marketo, page_id, "RichText", "x" * 65_535).document["success"]
    message = "Operation cannot be completed. 'content' exceeds a maximum length of 65,535 bytes"
    assert refusal(add(marketo, page_id, "RichText", "x" * 65_536)) == ("701", message)


def test_a_page_has_a_size(marketo):
    page_id = page(marketo)
    assert add(marketo, page_id, "HTML", "x" * 900_000).document["success"]
    assert refusal(add(marketo, page_id, "HTML", "x" * 200_000)) == ("709", "Landing Page is larger than 1048576 bytes")


def test_a_page_has_a_number_of_sections(marketo):
    page_id = page(marketo)
    for _ in range(200):
        assert add(marketo, page_id, "Rectangle").document["success"]
    assert refusal(add(marketo, page_id, "Rectangle"))[0] == "1003"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"left": "1px;color:red"}, "1003"),
        ({"backgroundColor": 'red"'}, "1003"),
        ({"zIndex": 1_000_001}, "1003"),
        ({"linkUrl": "https://www.example.com/"}, "1003"),  # of a text
        ({"contentId": "a b"}, "1003"),
    ],
)
def test_a_look_that_cannot_be_is_refused(marketo, options, code):
    assert refusal(add(marketo, page(marketo), "HTML", "x", **options))[0] == code


@pytest.mark.parametrize("link", ["javascript:alert(1)", " JavaScript :alert(1)", "data:text/html,x"])
def test_a_link_runs_nothing(marketo, link):
    assert refusal(add(marketo, page(marketo), "Rectangle", linkUrl=link))[0] == "1003"


def test_an_id_is_used_once(marketo):
    page_id = page(marketo)
    add(marketo, page_id, "HTML", "x", contentId="one")
    assert refusal(add(marketo, page_id, "HTML", "x", contentId="one")) == ("709", "Id 'one' is not unique")


def test_a_section_keeps_its_type(marketo):
    page_id = page(marketo)
    add(marketo, page_id, "HTML", "x")
    refused = change(marketo, page_id, "1", "RichText", value="y")
    assert refusal(refused) == ("709", "Section '1' does not support content of type 'RichText'")
    assert refusal(change(marketo, page_id, "9", "HTML", value="y")) == ("702", "9 Section not found")
    assert refusal(change(marketo, page_id, "1", "HTML", index=2))[0] == "1003"


@pytest.mark.parametrize(
    ("section_id", "type", "options", "code", "message"),
    [
        ("intro", "Form", {"value": 1}, "709", "Section 'intro' does not support content of type 'Form'"),
        ("clip", "HTML", {"value": "x"}, "709", "Section 'clip' does not support content of type 'Video'"),
        ("clip", "Video", {"value": "x"}, "702", "x Video not found"),
        ("nothing", "HTML", {"value": "x"}, "702", "nothing Section not found"),
        ("intro", "HTML", {"value": "x", "index": 1}, "1003", "Invalid value '1' for 'index'"),
        (
            "intro",
            "HTML",
            {"value": "x", "top": "1px"},
            "709",
            "Only sections of free-form landing pages have formatting options",
        ),
    ],
)
def test_a_guided_page_refuses_what_its_template_does_not_have(marketo, section_id, type, options, code, message):
    page_id = page(marketo, GUIDED)
    assert refusal(change(marketo, page_id, section_id, type, **options)) == (code, message)


def test_a_filled_region_is_not_added_again(marketo):
    page_id = page(marketo, GUIDED)
    assert refusal(add(marketo, page_id, "HTML", "x")) == ("701", "contentId cannot be blank")
    assert add(marketo, page_id, "HTML", "x", contentId="intro").document["success"]
    assert refusal(add(marketo, page_id, "HTML", "x", contentId="intro")) == ("709", "Id 'intro' is not unique")


def test_an_unapproved_form_holds_an_approval_back(marketo):
    page_id, form_id = page(marketo), forms.create(marketo)
    add(marketo, page_id, "Form", form_id)
    assert refusal(step(marketo, page_id, "approveDraft")) == ("709", "Form is not approved")
    forms.approve(marketo, form_id)
    assert step(marketo, page_id, "approveDraft").document["success"]


def test_a_form_says_which_pages_use_it(marketo):
    page_id, form_id = page(marketo), forms.approved(marketo)
    add(marketo, page_id, "Form", form_id)
    (user,) = marketo.get(f"/rest/asset/v1/form/{form_id}/usedBy.json").document["result"]
    assert (user["id"], user["type"], user["name"]) == (page_id, "Landing Page", "Offer")
    assert refusal(marketo.form(f"/rest/asset/v1/form/{form_id}/delete.json")) == ("709", "Form is in use")


def test_html_that_nobody_edited_comes_back_as_it_was(marketo):
    html = html_of(marketo, page(marketo, FREE_FORM, enableMunchkin=False))
    before, head, after = html.partition('<meta name="robots" content="index, nofollow">\n')
    assert head
    script = after.index("<script")
    end = after.index("</body>")
    assert before + after[:script] + after[end:] == FREE_FORM
