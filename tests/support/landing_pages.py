"""Landing pages for tests: made through the API, with as much as a test needs."""

from typing import Any

from support.marketo import MarketoClient

TEMPLATES = {"id": 9, "type": "Folder"}  # Design Studio > Default > Landing Page Templates
PAGES = {"id": 8, "type": "Folder"}  # Design Studio > Default > Landing Pages
TEMPLATE = "/rest/asset/v1/landingPageTemplate"
PAGE = "/rest/asset/v1/landingPage"
FREE_FORM = '<html><head><title></title></head><body>\r\n<div id="mktoContent"></div></body></html>'
GUIDED = (
    "<!DOCTYPE html>\r\n<html><head>\n"
    '<meta class="mktoString" id="heading" mktoName="Heading" default="Hello World!">\n'
    '<meta class="mktoColor" id="accent" mktoName="Accent" default="#ffffff">\n'
    '<meta class="mktoBoolean" id="wide" mktoName="Wide" default="true" true_value="100%" false_value="50%">\n'
    "<title>${heading}</title></head>\n"
    '<body  style="color: ${accent}; width: ${wide}">\n'
    '<img class="mktoImg" id="logo" mktoName="Logo" src="https://www.example.com/logo.png" alt="">\n'
    '<div class="mktoText" id="intro" mktoName="Intro">\n<p>Hello &amp; welcome</p></div>\n'
    '<div class="mktoForm" id="form" mktoName="Form"></div>\n'
    '<div class="mktoSnippet" id="footer" mktoName="Footer"></div>\n'
    '<div class="mktoVideo" id="clip" mktoName="Clip"></div>\n'
    "</body></html>\n"
)


def template(client: MarketoClient, html: str = FREE_FORM, name: str = "Template", **options: Any) -> int:
    """An approved template; its id."""
    type = "freeForm" if "mktoContent" in html else "guided"
    form = {"name": name, "folder": TEMPLATES, "templateType": type, **options}
    number: int = client.form("/rest/asset/v1/landingPageTemplates.json", **form).result[0].id
    client.upload(f"{TEMPLATE}/{number}/content.json", html.encode(), part="content")
    answer = client.form(f"{TEMPLATE}/{number}/approveDraft.json").document
    assert answer["success"], answer
    return number


def create(client: MarketoClient, template_id: int, name: str = "Offer", folder: Any = PAGES, **options: Any) -> Any:
    """The answer to creating a page."""
    return client.form("/rest/asset/v1/landingPages.json", name=name, folder=folder, template=template_id, **options)


def page(client: MarketoClient, html: str = FREE_FORM, name: str = "Offer", folder: Any = PAGES, **options: Any) -> int:
    """A draft from a template of its own; its id."""
    template_id = template(client, html, name=f"Template of {name}")
    number: int = create(client, template_id, name, folder, **options).result[0].id
    return number


def step(client: MarketoClient, page_id: int, name: str, /, **form: Any) -> Any:
    """The answer to a step of a page's life, or another change."""
    return client.form(f"{PAGE}/{page_id}/{name}.json", **form)


def add(client: MarketoClient, page_id: int, type: str, value: Any = "", **options: Any) -> Any:
    """The answer to adding a section."""
    return step(client, page_id, "content", type=type, value=value, **options)


def sections(client: MarketoClient, page_id: int, **query: Any) -> list[dict[str, Any]]:
    """The sections of a page."""
    listed: list[dict[str, Any]] = client.get(f"{PAGE}/{page_id}/content.json", **query).document.get("result", [])
    return listed


def html_of(client: MarketoClient, page_id: int, **query: Any) -> str:
    """A page as it is rendered."""
    text: str = client.get(f"{PAGE}/{page_id}/fullContent.json", **query).document["result"][0]["content"]
    return text


def snippet(client: MarketoClient, html: str = "<i>Yours</i>", name: str = "Snippet") -> int:
    """An approved snippet; its id."""
    folder = {"id": 13, "type": "Folder"}  # Design Studio > Default > Snippets
    number: int = client.form("/rest/asset/v1/snippets.json", name=name, folder=folder).result[0].id
    client.form(f"/rest/asset/v1/snippet/{number}/content.json", type="HTML", content=html)
    client.form(f"/rest/asset/v1/snippet/{number}/approveDraft.json")
    return number
