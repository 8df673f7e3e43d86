"""/healthz, /readyz, /metrics, /openapi/*.json, /docs: what the server says of itself."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from mercat.app import coverage, documents
from mercat.app.metrics import BUCKETS_SECONDS, Metrics
from support.databases import INSTANCE_ID
from support.marketo import MarketoClient
from support.server import Response, Server

PAGES = ("/healthz", "/readyz", "/metrics", "/openapi/marketo.json", "/docs", "/docs/page.css", "/docs/page.js")
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)*)\})? (\d+(?:\.\d+)?)')


def samples(answer: Response) -> dict[tuple[str, str], float]:
    """The metrics by name and labels; fails on a line that is no sample."""
    found = {}
    for line in answer.content.decode().splitlines():
        if not line.startswith("# "):
            match = SAMPLE.fullmatch(line)
            assert match, line
            found[match[1], match[2] or ""] = float(match[3])
    return found


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


def test_metrics_count_answers_by_protocol_status_and_code(marketo: MarketoClient) -> None:
    for _ in range(3):
        marketo.get("/rest/v1/stats/usage.json")
    marketo.get("/rest/v1/no/such/path.json")
    marketo.server.call("GET", "/identity/oauth/token")
    found = samples(marketo.server.call("GET", "/metrics"))
    assert found["mercat_requests_total", 'protocol="marketo",status="2xx",code=""'] == 3
    assert found["mercat_requests_total", 'protocol="marketo",status="2xx",code="610"'] == 1
    assert found["mercat_requests_total", 'protocol="marketo",status="4xx",code=""'] == 1
    assert found["mercat_request_duration_seconds_count", 'protocol="marketo"'] == 5
    assert found["mercat_request_duration_seconds_bucket", 'protocol="marketo",le="+Inf"'] == 5
    assert found["mercat_requests_in_flight", 'protocol="marketo"'] == 0
    assert found["mercat_instances", ""] == 1


def test_buckets_add_up_and_a_duration_on_the_bound_is_inside() -> None:
    metrics = Metrics(("marketo",))
    for bound in (0.0, *BUCKETS_SECONDS, 99.0):
        metrics.durations["marketo"].observe(bound)
    counts = [float(line.rpartition(" ")[2]) for line in metrics.text(1).splitlines() if "_bucket" in line]
    assert counts == [float(number) for number in range(2, len(BUCKETS_SECONDS) + 2)] + [len(BUCKETS_SECONDS) + 2]


def test_a_call_in_flight_is_counted_while_it_lasts_and_after_it_failed() -> None:
    metrics = Metrics(("marketo",))
    with pytest.raises(ValueError, match="broken"), metrics.flight("marketo"):
        assert 'mercat_requests_in_flight{protocol="marketo"} 1' in metrics.text(1)
        raise ValueError("broken")
    assert metrics.in_flight["marketo"] == 0
    assert sum(metrics.durations["marketo"].counts) == 1


def test_metrics_name_no_secret(marketo_with: Callable[..., MarketoClient]) -> None:
    client = marketo_with("Read-Only Lead")
    client.get("/rest/v1/leads.json", filterType="email", filterValues="somebody@example.com")
    text = client.server.call("GET", "/metrics").content.decode()
    assert client.token is not None
    assert client.token not in text
    assert "example.com" not in text


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
