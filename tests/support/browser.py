"""A browser for tests: keeps cookies, reads forms as a person would, fills them in and sends them."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

from support.server import Response, Server

PASSWORD = "correct horse battery"
ADMIN = "ada@mercat.test"
CELLS = ("td", "th", "dt", "dd", "p", "h1", "small")


@dataclass
class Form:
    """A form with the values that it would send if nobody touched it."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page:
    """An answer, read as HTML."""

    path: str
    response: Response
    forms: list[Form]
    links: list[str]
    text: str

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def location(self) -> str:
        return self.response.headers.get("location", "")

    def header(self, name: str) -> str:
        return self.response.headers.get(name, "")

    def beside(self, name: str) -> str:
        """What is said to be wrong beside an input; empty if its value is not marked."""
        html = self.response.content.decode()
        marked = re.search(rf'(aria-invalid="true"|<fieldset[^>]*) aria-describedby="{re.escape(name)}-error', html)
        said = re.search(rf'<p class="wrong" id="{re.escape(name)}-error">([^<]*)</p>', html)
        return unescape(said[1]) if marked and said else ""

    def value(self, name: str, part: str = "") -> str:
        """What stands in an input of a form."""
        return next(value for found, value in self.form(part).fields if found == name)

    def form(self, part: str = "") -> Form:
        """The form whose action contains `part`; the log-out form of the page's head does not count."""
        return next(form for form in self.forms if part in form.action and "logout" not in form.action)


class Browser:
    """Visits a server; a redirect is answered as it is, unless `follow` is asked for."""

    def __init__(self, server: Server, address: str = "127.0.0.1", **headers: str) -> None:
        self.server = server
        self.address = address
        self.headers = headers
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []

    def get(self, path: str, *, follow: bool = False, **headers: str) -> Page:
        page = self._send("GET", path, b"", headers)
        while follow and page.status in (302, 303, 307, 308):
            page = self._send("GET", page.location, b"", headers)
        return page

    def post(self, path: str, fields: list[tuple[str, str]], **headers: str) -> Page:
        sent = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self._send("POST", path, urlencode(fields).encode(), sent)

    def submit(self, page: Page, part: str = "", **values: Any) -> Page:
        """Send a form of a page with some fields filled in; a list ticks exactly these boxes."""
        form = page.form(part)
        fields = [(name, value) for name, value in form.fields if name not in values]
        for name, value in values.items():
            fields += [(name, str(item)) for item in (value if isinstance(value, list) else [value])]
        return self.post(form.action or page.path, fields)

    def log_in(self, email: str = ADMIN, password: str = PASSWORD, path: str = "/console/") -> Page:
        """From a page that wants a log-in, over the form, back to where it leads."""
        return self.submit(self.get(path, follow=True), "login", email=email, password=password)

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Page:
        sent = {**self.headers, **headers}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = self.server.call(method, path.partition("#")[0], headers=sent, content=body, client=self.address)
        for cookie in response.set_cookies:
            self.set_cookies.append(cookie)
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in cookie:
                del self.cookies[name]
        reader = _Reader()
        reader.feed(response.content.decode())
        return Page(urlsplit(path)._replace(fragment="").geturl(), response, reader.forms, reader.links, reader.text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text = ""
        self._select = ""
        self._area: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in CELLS:
            self.text += " "
        if tag == "form":
            self.forms.append(Form(found.get("action", "")))
        elif tag == "a":
            self.links.append(found.get("href", ""))
        elif tag == "input":
            self.text += " " + found.get("value", "") + " " if "readonly" in found else ""
            ticked = found.get("type") not in ("checkbox", "radio") or "checked" in found
            if self.forms and "name" in found and ticked:
                self.forms[-1].fields.append((found["name"], found.get("value", "on")))
        elif tag == "textarea":
            self._area = [found.get("name", "")]
        elif tag == "select":
            self._select = found.get("name", "")
        elif tag == "option" and self._select:
            self.forms[-1].fields = [pair for pair in self.forms[-1].fields if pair[0] != self._select] + (
                [(self._select, found.get("value", ""))]
                if "selected" in found or not any(pair[0] == self._select for pair in self.forms[-1].fields)
                else [pair for pair in self.forms[-1].fields if pair[0] == self._select]
            )

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            name, *pieces = self._area
            if name and self.forms:
                self.forms[-1].fields.append((name, "".join(pieces).removeprefix("\n")))
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.append(data)
        self.text += data
