"""/healthz, /readyz, /openapi/*.json, /docs: what the server says of itself."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from mercat.app.catalogue import coverage, documents
from support.databases import INSTANCE_ID
from support.server import Server

PAGES = ("/healthz", "/readyz", "/openapi/marketo.json", "/docs", "/docs/page.css", "/docs/page.js")


def test_a_living_server_is_healthy_and_ready(server: Server) -> None:
    for path in ("/healthz", "/readyz"):
        answer = server.call("GET", path)
        assert [answer.status, answer.headers["content-type"]] == [200, "text/plain;charset=UTF-8"]


def test_a_server_whose_database_is_gone_is_healthy_and_not_ready(server: Server, monkeypatch: Any) -> None:
    async def gone(*_: Any, **__: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(server.instance, "read", gone)
    assert server.call("GET", "/healthz").status == 200
    answer = server.call("GET", "/readyz")
    assert [answer.status, answer.content] == [503, b"the database does not answer\n"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_only_read(path: str, server: Server) -> None:
    answer = server.call("POST", path, content=b"x")
    assert [answer.status, answer.headers["allow"]] == [405, "GET, HEAD"]
    head = server.call("HEAD", path)
    assert [head.status, head.content] == [200, b""]


@pytest.mark.parametrize("path", ["/docs/", "/docs/page.html", "/docs/../pages.py", "/openapi", "/openapi/other.json"])
def test_other_addresses_below_are_not_found(path: str, server: Server) -> None:
    assert server.call("GET", path).status == 404


def test_pages_of_an_unknown_instance_are_not_found(server: Server) -> None:
    assert server.call("GET", "/i/999-XXX-999/openapi/marketo.json").status == 404


def test_openapi_is_the_generated_document_with_the_address_of_the_instance(server: Server) -> None:
    plain = server.call("GET", "/openapi/marketo.json").document
    assert plain.pop("servers") == [{"url": "/"}]
    assert plain == documents.openapi("marketo")
    prefixed = server.call("GET", f"/i/{INSTANCE_ID}/openapi/marketo.json").document
    assert prefixed["servers"] == [{"url": f"/i/{INSTANCE_ID}"}]


def test_the_explorer_lists_every_declared_operation_and_loads_nothing_from_elsewhere(server: Server) -> None:
    answer = server.call("GET", "/docs")
    assert answer.headers["content-type"] == "text/html;charset=UTF-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = Page()
    page.feed(answer.content.decode())
    assert page.operations == {
        (protocol, operation.method, operation.path)
        for protocol in coverage.PROTOCOLS
        for operation in coverage.declared(protocol)
    }
    assert page.scripts_inside == 0
    for address in page.addresses:
        assert not re.match(r"[a-z]+:|//", address)
        assert server.call("GET", f"/{address}").status == 200


def test_the_explorer_lists_what_is_documented_and_not_built_apart(server: Server) -> None:
    text = server.call("GET", "/docs").content.decode()
    shown = set(re.findall(r"<p data-entry><b>(\w+)</b> <code>([^<]+)</code>", text))
    assert shown == {(row.method, row.path) for row in coverage.rows() if not row.built}
    assert ("POST", "/rest/asset/v1/emails.json") not in shown
    protocols = {row.protocol for row in coverage.rows() if not row.built}
    assert text.count("<h3>Documented, not built yet</h3>") == len(protocols)


class Page(HTMLParser):
    """What the explorer's HTML holds."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: set[tuple[str, str, str]] = set()
        self.addresses: list[str] = []
        self.scripts_inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "details":
            self.operations.add((given["data-protocol"], given["data-method"], given["data-path"]))
        self.addresses += [given[name] for name in ("href", "src") if name in given]
        self.scripts_inside += (tag == "script" and "src" not in given) + ("style" in given)
