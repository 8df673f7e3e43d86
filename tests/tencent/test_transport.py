"""What goes wrong before a Tencent call begins, or in a text of it, is told in the protocol's own envelope."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from mercat.app.http.bodies import ServerBusy
from mercat.tencent.envelopes import URI_BYTES
from support.sockets import Listening
from tencent.test_adgroups import FIELDS, GET
from tencent.test_protocol import ADVERTISER

CLOSE = b" HTTP/1.1\r\nHost: mercat.test\r\nConnection: close\r\n"


@pytest.fixture
def listening(server) -> Iterator[Listening]:
    application = server.application
    made = Listening(application, words=application.last_words)
    yield made
    made.stop()


def status_and_document(answer: bytes) -> tuple[int, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head[9:12]), json.loads(body)


def padded(tencent, size: int) -> str:
    """An address of so many bytes that asks for ad groups."""
    pairs = [*tencent.common().items(), ("account_id", tencent.account_id), ("fields", json.dumps(FIELDS))]
    start = f"{GET}?{urlencode(pairs)}&ignored="
    return start + "a" * (size - len(start))


def test_all_the_names_that_the_contract_allows_in_fields_fit_into_an_address(tencent, listening):
    names = json.dumps([FIELDS[0]] * 1_000)
    pairs = [*tencent.common().items(), ("account_id", tencent.account_id), ("fields", names)]
    target = f"{GET}?{urlencode(pairs)}"
    assert len(target) > 20_000
    status, document = status_and_document(listening.ask(b"GET " + target.encode() + CLOSE + b"\r\n").read())
    assert (status, document["code"]) == (200, 0), document


def test_1024_names_of_64_bytes_are_looked_at_and_the_first_unknown_one_is_named(tencent, listening):
    names = json.dumps(["f" * 64] * 1_024)
    pairs = [*tencent.common().items(), ("account_id", tencent.account_id), ("fields", names)]
    target = f"{GET}?{urlencode(pairs)}"
    status, document = status_and_document(listening.ask(b"GET " + target.encode() + CLOSE + b"\r\n").read())
    assert (status, document["code"]) == (200, 12009), document


@pytest.mark.parametrize("path", [GET, "/oauth/token"])
def test_an_address_beyond_the_bound_is_414_in_the_envelope(tencent, path):
    most = tencent.server.call("GET", padded(tencent, URI_BYTES))
    assert (most.status, most.document["code"]) == (200, 0)
    over = tencent.server.call("GET", f"{path}?".ljust(URI_BYTES + 1, "a"))
    assert (over.status, over.document["code"], over.document["code_type"]) == (414, 18006, "BusinessException")
    assert over.document["trace_id"] == over.headers["x-tsa-trace-id"]


@pytest.mark.parametrize("path", ["/v3.0/adgroups/get?", "/oauth/token?", "/i/123-ABC-456/v3.0/adgroups/get?"])
def test_what_the_socket_refuses_is_in_the_envelope_too(listening, path):
    head = b"GET " + path.encode()
    long_path = head[:-1] + b"a" * 70_000
    refused = [
        (414, head + b"a" * 140_000 + CLOSE + b"\r\n"),
        (414, long_path + CLOSE + b"\r\n"),
        (431, head + CLOSE + b"X: " + b"a" * 70_000 + b"\r\n\r\n"),
        (400, head + b"#x" + CLOSE + b"\r\n"),
    ]
    for status, sent in refused:
        answered, document = status_and_document(listening.ask(sent).read())
        assert answered == status
        assert set(document) == {"code", "message", "message_cn", "code_type", "trace_id"}
        assert document["code"] == (18006 if status == 414 else 12007)


def test_another_protocol_keeps_its_bare_words_at_the_socket(listening):
    answer = listening.ask(b"GET /rest/v1/leads.json?" + b"a" * 140_000 + CLOSE + b"\r\n").read()
    assert answer.endswith(b"\r\n\r\nRequest-URI Too Long")


def test_a_server_without_memory_for_a_body_says_so_in_the_envelope(tencent, monkeypatch):
    async def busy(*_: Any) -> None:
        raise ServerBusy

    monkeypatch.setattr(tencent.server.application.bodies, "read", busy)
    answer = tencent.server.call("POST", ADVERTISER, content=b"{}")
    assert (answer.status, answer.headers["retry-after"], answer.document["code"]) == (503, "1", 30000)
    assert answer.document["code_type"] == "SysException"


PUBLIC = ["/oauth/token", "/oauth/refresh_token", "/oauth/authorize", "/v3.0/oauth/token"]
TEXTS = ("client_secret", "grant_type", "authorization_code", "refresh_token", "redirect_uri", "state", "scope")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("path", PUBLIC)
def test_a_nul_in_a_parameter_of_oauth_is_64027_wherever_it_stands(server, path, name):
    sound = {"client_id": "1", **dict.fromkeys(TEXTS, "x")}
    answer = server.call("GET", path, query={**sound, name: "a\0b"}.items())
    documented = {
        "/oauth/refresh_token": ("client_secret", "refresh_token"),
        "/oauth/authorize": ("redirect_uri", "state", "scope"),
    }
    reads = documented.get(path, TEXTS[:5])
    assert answer.status == 200
    assert (answer.document["code"] == 64027) is (name in reads), answer
    if name in reads:
        assert name in answer.document["message"]


def test_a_nul_in_marketos_identity_is_refused_in_the_envelope(server):
    for name in ("grant_type", "client_id", "client_secret"):
        answer = server.call("GET", "/identity/oauth/token", query=[(name, "a\0b")])
        assert (answer.status, answer.codes, answer.messages) == (200, ["1003"], [f"Invalid value for '{name}'"])


@pytest.mark.parametrize("protocol", ["marketo", "tencent"])
def test_a_refusal_that_has_no_words_is_a_system_error_and_no_broken_answer(server, monkeypatch, protocol, caplog):
    from mercat.marketo import errors as marketo_errors
    from mercat.model.refusals import UnknownPath
    from mercat.tencent import errors as tencent_errors

    monkeypatch.delitem((marketo_errors if protocol == "marketo" else tencent_errors).CODES, UnknownPath)
    answer = server.call("GET", "/rest/v1/nothing.json" if protocol == "marketo" else "/v3.0/nothing/get")
    assert answer.status == 200
    assert answer.codes == ["611"] if protocol == "marketo" else answer.document["code"] == 30000
    assert "UnknownPath" in caplog.text
