"""Emails for tests: templates, and calls on emails made from them."""

from typing import Any

from mercat.domain.emails import emails, templates
from mercat.model.assets import Kind, Ref
from support.marketo import MarketoClient
from support.server import Response

TEMPLATES = Ref(Kind.FOLDER, 12)  # Design Studio > Default > Email Templates
FOLDER: dict[str, Any] = {"id": 11, "type": "Folder"}  # Design Studio > Default > Emails
EMAIL = "/rest/asset/v1/email"
EMAILS = "/rest/asset/v1/emails.json"
HEADERS = {
    "subject": "Hey There",
    "fromName": "SomeBody",
    "fromEmail": "somebody@example.com",
    "replyEmail": "replies@example.com",
}
LEGACY = "<html><body>\r\n<DIV class=\"mktEditable\" id='main'>Hello &amp; <b>welcome</b></DIV></body></html>"
MODULAR = """<!DOCTYPE html>
<html><head>
<meta class="mktoString" id="title" mktoName="Title" default="News &amp; more">
<meta class="mktoNumber" id="space" mktoName="Space" default="20" min="0" max="100" units="px">
<meta class="mktoColor" id="tint" mktoName="Tint" default="#336699" mktoModuleScope="true">
<meta class="mktoString" id="label" mktoName="Label" default="Go" mktoModuleScope="true">
</head>
<body style="padding:${space}"><h1>${title}</h1>
<div class="mktoText" id="intro" mktoName="Intro">Dear reader</div>
<table class="mktoContainer" id="wrapper" mktoName="Wrapper">
<tr class="mktoModule" id="hero" mktoName="Hero" style="color:${tint}"><td>
  <div class="mktoImg" id="picture" mktoName="Picture">
  <a href="https://example.com"><img src="/a.png" width="600"></a></div>
</td></tr>
<tr class="mktoModule" id="story" mktoName="Story"><td style="color:${tint}">
  <div class="mktoText" id="text" mktoName="Text"><p>A story</p></div><a href="#">${label}</a>
</td></tr>
<tr class="mktoModule" id="clip" mktoName="Clip"><td><div class="mktoVideo" id="video" mktoName="Video"></div></td></tr>
<tr class="mktoModule" id="extra" mktoName="Extra" mktoAddByDefault="false"><td>
  <div class="mktoText" id="more" mktoName="More">More</div></td></tr>
<tr class="mktoModule" id="old" mktoName="Old" mktoActive="false"><td>Old</td></tr>
</table>
<div class="mktoSnippet" id="footer" mktoName="Footer"></div>
</body></html>
"""


def template(client: MarketoClient, html: str = MODULAR, *, name: str = "Template", approved: bool = True) -> int:
    """A template; its id."""

    def work(tx: Any) -> int:
        document = templates.create(tx, TEMPLATES, name, "", html)
        if approved:
            templates.KIND.approve(tx, document)
        return document.id

    return int(client.server.instance.write_now(work))


def create(client: MarketoClient, template_id: int, name: str = "Email", **options: Any) -> Response:
    """Create an email from a template."""
    return client.form(EMAILS, **{"name": name, "folder": FOLDER, "template": template_id, **HEADERS, **options})


def made(client: MarketoClient, html: str = MODULAR, **options: Any) -> int:
    """An email of a template of its own; its id."""
    return int(create(client, template(client, html), **options).result[0].id)


def send(client: MarketoClient, email_id: int, step: str, **options: Any) -> Response:
    """Call an operation on an email."""
    return client.form(f"{EMAIL}/{email_id}/{step}.json", **options)


def one(client: MarketoClient, email_id: int, **query: Any) -> Any:
    """An email as it is answered."""
    return client.get(f"{EMAIL}/{email_id}.json", **query).document["result"][0]


def sections(client: MarketoClient, email_id: int, **query: Any) -> dict[str, dict[str, Any]]:
    """The modules and sections of an email, by their ids."""
    answer = client.get(f"{EMAIL}/{email_id}/content.json", **query).document
    return {section["htmlId"]: section for section in answer["result"]}


def full(client: MarketoClient, email_id: int, **query: Any) -> str:
    """An email as somebody gets it."""
    return str(client.get(f"{EMAIL}/{email_id}/fullContent.json", **query).document["result"][0]["content"])


def left_template(client: MarketoClient, email_id: int) -> None:
    """Edit the code of an email, which no operation does."""
    client.server.instance.write_now(lambda tx: emails.edit_code(tx, email_id))
