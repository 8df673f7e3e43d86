"""Every Tencent Ads operation lets in whom it should, keeps its bounds, and answers in the envelope."""

import functools
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import given
from schemathesis import GenerationMode

from mercat.app.catalogue import coverage, documents
from mercat.tencent import contract
from mercat.tencent.scopes import ALL
from mercat.wire.http import JSON
from mercat.wire.operation import Operation
from support.catalog import SCOPED, SIGNED, TENCENT, bounded, name_of
from support.server import Response, Server
from support.tencent import TencentClient

FILES = ("/v3.0/async_report_files/get",)  # answer the bytes of a file
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
BY_CONTRACT = [operation for operation in SIGNED if not operation.sources and operation.path not in FILES]
READING_JSON = [
    operation
    for operation in BY_CONTRACT
    if operation.method == "POST" and contract.endpoint(operation.path).facts.content == JSON
]

Clients = Callable[..., TencentClient]


@pytest.fixture(scope="module")
def client_with(shared_server: Server) -> Clients:
    """Makes clients with exactly the given scopes."""

    @functools.cache
    def make(*scopes: str) -> TencentClient:
        return TencentClient(shared_server, scopes, "-".join(scopes) or "nobody")

    return make


@pytest.fixture(scope="module")
def client(client_with: Clients) -> TencentClient:
    """A client with every scope."""
    return client_with(*ALL)


def check_envelope(answer: Response) -> dict[str, Any]:
    """Code and both messages always; the trace on errors, and in the header."""
    assert answer.status == 200, answer
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    document: dict[str, Any] = answer.document
    assert set(document) <= {"code", "message", "message_cn", "data", "errors", "code_type", "trace_id"}
    assert [type(document[name]) for name in ("code", "message", "message_cn")] == [int, str, str]
    if document["code"] == 0:
        assert [document["message"], document["message_cn"]] == ["", ""]
    else:
        assert document["message"]
        assert document["message_cn"]
        assert "data" not in document
        assert document["code_type"] == "BusinessException", answer
        assert document["trace_id"] == answer.headers["x-tsa-trace-id"]
    assert re.fullmatch(r"\d+%,\d+%", answer.headers["x-ratelimit-remaining"])
    return document


def code(answer: Response) -> int:
    found: int = check_envelope(answer)["code"]
    return found


# -- who asks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", SIGNED, ids=name_of)
def test_every_operation_refuses_a_call_without_its_common_parameters(
    operation: Operation, client: TencentClient
) -> None:
    for name in ("access_token", "timestamp", "nonce"):
        answer = client.send(operation.method, operation.path, common=client.common(**{name: None}))
        assert code(answer) == 12000


@pytest.mark.parametrize(("token", "expected"), [("", 11005), ("0" * 32, 11002)], ids=["empty", "unknown"])
@pytest.mark.parametrize("operation", SIGNED, ids=name_of)
def test_every_operation_refuses_a_bad_token(
    operation: Operation, token: str, expected: int, client: TencentClient
) -> None:
    answer = client.send(operation.method, operation.path, common=client.common(access_token=token))
    assert code(answer) == expected


@pytest.mark.parametrize("operation", SIGNED, ids=name_of)
def test_every_operation_refuses_an_old_timestamp_and_a_used_nonce(operation: Operation, client: TencentClient) -> None:
    signed = client.common()
    old = client.send(operation.method, operation.path, common={**signed, "timestamp": signed["timestamp"] - 400})
    assert code(old) == 12101
    client.send(operation.method, operation.path, common=signed)
    assert code(client.send(operation.method, operation.path, common=signed)) == 12100


@pytest.mark.parametrize("operation", SCOPED, ids=name_of)
def test_every_operation_refuses_who_has_every_other_scope(operation: Operation, client_with: Clients) -> None:
    assert isinstance(operation.needs, tuple)
    others = tuple(scope for scope in ALL if scope not in operation.needs)
    if not others:
        pytest.skip("every scope admits")
    assert code(client_with(*others).send(operation.method, operation.path)) == 11014


@pytest.mark.parametrize(
    ("operation", "scope"),
    [(operation, scope) for operation in SCOPED for scope in operation.needs],  # type: ignore[union-attr]
    ids=name_of,
)
def test_every_alternative_scope_admits(operation: Operation, scope: str, client_with: Clients) -> None:
    answer = client_with(scope).send(operation.method, operation.path)
    if operation.path not in FILES:
        assert code(answer) != 11014


def test_every_operation_needs_the_documented_scopes() -> None:
    listed = {str(entry): set(entry.scopes) for entry in coverage.documented("tencent")}
    declared = {str(operation): set(operation.needs) for operation in SIGNED if isinstance(operation.needs, tuple)}
    assert {name: needs for name, needs in declared.items() if needs != listed.get(name, needs)} == {}


# -- what is asked --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v3.0/no_such_resource/get", "/v3.0/adgroups/no_such_action", "/v3.0/adgroups"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_path_that_nobody_documents_is_unknown(method: str, path: str, client: TencentClient) -> None:
    assert code(client.send(method, path)) == 12007


@pytest.mark.parametrize("operation", TENCENT, ids=name_of)
def test_another_method_is_unknown(operation: Operation, client: TencentClient) -> None:
    present = {other.method for other in TENCENT if other.path == operation.path}
    for method in METHODS:
        if method not in present:
            assert code(client.send(method, operation.path)) == 12007


@pytest.mark.parametrize("operation", READING_JSON, ids=name_of)
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"{} {}", b"[" * 100_000], ids=lambda body: str(body[:6]))
def test_a_body_that_is_no_json_is_12003(operation: Operation, content: bytes, client: TencentClient) -> None:
    answer = client.send("POST", operation.path, content=content, headers={"content-type": JSON})
    assert code(answer) in ((12003, 18001) if content == b"" else (12003,))


@pytest.mark.parametrize("operation", READING_JSON, ids=name_of)
@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_of_another_type_is_refused(operation: Operation, media_type: str, client: TencentClient) -> None:
    answer = client.send("POST", operation.path, content=b"{}", headers={"content-type": media_type})
    assert code(answer) in (12003, 18002)


@pytest.mark.parametrize("operation", READING_JSON, ids=name_of)
@pytest.mark.parametrize("value", [[], None, 1, "text", {"account_id": []}, {"account_id": "1"}], ids=json.dumps)
def test_json_of_another_shape_is_refused(operation: Operation, value: Any, client: TencentClient) -> None:
    endpoint = contract.endpoint(operation.path)
    needs_some = any(rule.required for place, rule in endpoint.rules.items() if "." not in place)
    if isinstance(value, dict) and not value.keys() & endpoint.inputs.keys() and not needs_some:
        pytest.skip("the endpoint has no such member and needs no other, and unknown members are ignored")
    assert code(client.send("POST", operation.path, json=value)) != 0


@pytest.mark.parametrize("operation", BY_CONTRACT, ids=name_of)
def test_the_barest_call_names_what_is_missing(operation: Operation, client: TencentClient) -> None:
    endpoint = contract.endpoint(operation.path)
    answer = client.send(operation.method, operation.path, json={} if operation.method == "POST" else None)
    required = {name for name, rule in endpoint.rules.items() if rule.required and "." not in name}
    if required and endpoint.facts.content != "multipart/form-data":
        document = check_envelope(answer)
        assert document["code"] == 18001
        assert any(f"'{name}'" in document["message"] for name in required | {"fields"})
    else:
        check_envelope(answer)


# -- whatever is sent -----------------------------------------------------------------------------------------------


@functools.cache
def schema() -> Any:
    return schemathesis.openapi.from_dict(documents.openapi("tencent"))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("operation", BY_CONTRACT, ids=name_of)
def test_generated_calls_are_answered_in_the_envelope(
    operation: Operation, mode: GenerationMode, client: TencentClient
) -> None:
    described = schema()[operation.path][operation.method]

    @bounded
    @given(case=described.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        query = case.query if isinstance(case.query, dict) else {}
        query = {name: value for name, value in query.items() if name not in ("access_token", "timestamp", "nonce")}
        pairs = [(name, _text(value)) for name, value in _of_account(client, query).items()]
        if case.media_type == JSON and len(urlencode(pairs)) < 4_000:
            body = case.body if isinstance(case.body, dict | list | str | int | float | bool) else None
            check_envelope(_owned(client, operation, pairs, body))
        elif len(urlencode(pairs)) < 4_000:
            check_envelope(client.send(operation.method, operation.path, query=pairs))

    run()


def _owned(client: TencentClient, operation: Operation, pairs: list[tuple[str, str]], body: Any) -> Response:
    """The answer to a body that is sent for the client's own account."""
    if isinstance(body, dict):
        body = _of_account(client, body)
    content = json.dumps(body).encode()
    return client.send(operation.method, operation.path, query=pairs, content=content, headers={"content-type": JSON})


def _of_account(client: TencentClient, members: dict[str, Any]) -> dict[str, Any]:
    """The members with the client's own account in place of another, so that calls come past the check of it."""
    is_other = isinstance(members.get("account_id"), int)
    return {**members, "account_id": client.account_id} if is_other else members


def _text(value: Any) -> str:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else json.dumps(value)
