"""Every Marketo operation keeps the bounds of address and body, and says what is wrong with a body it cannot read."""

import pytest

from mercat.marketo.dialects import ASSET_URI_BYTES, URI_BYTES
from mercat.wire.operation import Operation
from support.catalog import ASSET_PREFIX, INGESTION_PREFIX, MARKETO, WITH_BODY, WRITING, Callers, call, filled, name_of
from support.server import Response

JSON = {"content-type": "application/json"}


def padded(path: str, size: int) -> str:
    """The path with a query that brings it to `size` bytes."""
    return f"{path}?padding=".ljust(size, "x")


def code(answer: Response) -> str | None:
    if answer.content.startswith(b'{"error_code"'):
        return str(answer.document["error_code"])
    errors = answer.document.get("errors") if answer.content.startswith(b"{") else None
    return errors[0]["code"] if errors else None


@pytest.mark.parametrize("operation", MARKETO, ids=name_of)
def test_an_address_of_the_limit_is_answered_and_one_byte_more_is_414(operation: Operation, callers: Callers) -> None:
    path = filled(operation.path)
    limit = ASSET_URI_BYTES if path.startswith(ASSET_PREFIX) else URI_BYTES
    most = callers.stranger.send(operation.method, padded(path, limit))
    over = callers.stranger.send(operation.method, padded(path, limit + 1))
    assert [most.status == 414, over.status] == [False, 414]


@pytest.mark.parametrize("operation", WRITING, ids=name_of)
def test_a_body_of_the_limit_is_read_and_one_byte_more_is_413(operation: Operation, callers: Callers) -> None:
    limit = operation.limits.body_bytes
    path = filled(operation.path)
    most = callers.stranger.send("POST", path, content=b" " * limit, headers=JSON)
    over = callers.stranger.send("POST", path, content=b" " * (limit + 1), headers=JSON)
    assert [most.status == 413, over.status] == [False, 413]


@pytest.mark.parametrize("operation", WITH_BODY, ids=name_of)
@pytest.mark.parametrize(
    "content", [b'{"input": [', b"\xff\xfe", b"{} {}", b"'", b"{" * 100_000], ids=lambda body: str(body[:12])
)
def test_a_body_that_is_no_json_is_609(operation: Operation, content: bytes, callers: Callers) -> None:
    answer = call(callers.everything, operation, content=content)
    assert code(answer) == ("4000801" if operation.path.startswith(INGESTION_PREFIX) else "609")


@pytest.mark.parametrize("operation", WITH_BODY, ids=name_of)
@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_612(operation: Operation, media_type: str, callers: Callers) -> None:
    answer = call(callers.everything, operation, content=b'{"a": 1}', headers={"content-type": media_type})
    assert code(answer) == ("4000801" if operation.path.startswith(INGESTION_PREFIX) else "612")


@pytest.mark.parametrize("operation", WRITING, ids=name_of)
@pytest.mark.parametrize("content", [b"[]", b"null", b"1", b'"text"', b'{"input": {}}', b'{"input": [1, null, []]}'])
def test_json_of_another_shape_is_refused_without_a_system_error(
    operation: Operation, content: bytes, callers: Callers
) -> None:
    answer = call(callers.everything, operation, content=content, headers=JSON)
    assert answer.status < 500
    assert code(answer) not in ("611", "603")
