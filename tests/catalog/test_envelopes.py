"""Every Marketo answer has the envelope of its part of the API, whatever became of the call."""

import re
from typing import Any

import pytest

from mercat.wire.operation import Operation
from support.catalog import (
    ASSET_PREFIX,
    IDENTITY_PREFIX,
    INGESTION_PREFIX,
    MARKETO,
    USERS_PREFIX,
    Callers,
    call,
    name_of,
)
from support.server import Response

REQUEST_ID = re.compile(r"[0-9a-f]+#[0-9a-f]+")
MEMBERS = {"requestId", "success", "errors", "warnings", "result", "nextPageToken", "moreResult"}
OWN_ANSWERS = (IDENTITY_PREFIX, INGESTION_PREFIX, USERS_PREFIX)
ENVELOPED = [operation for operation in MARKETO if not operation.path.startswith(OWN_ANSWERS)]


def check_envelope(document: dict[str, Any], *, asset: bool) -> None:
    """Types and presence of the members; errors exactly where there is no success."""
    assert set(document) <= MEMBERS
    assert REQUEST_ID.fullmatch(document["requestId"])
    assert isinstance(document["success"], bool)
    assert bool(document.get("errors")) == (not document["success"])
    for error in document.get("errors", []):
        assert set(error) == {"code", "message"}
        assert re.fullmatch(r"\d{3,4}", error["code"])
        assert isinstance(error["message"], str)
        assert error["message"]
    assert all(isinstance(warning, str) for warning in document.get("warnings", []))
    assert isinstance(document.get("result", []), list)
    if asset:
        assert isinstance(document["errors"], list)
        assert isinstance(document["warnings"], list)
    else:
        assert document.get("errors") != []
        assert document.get("warnings") != []


def check_answer(answer: Response, operation: Operation) -> None:
    assert answer.status == 200 or (operation.path.endswith("file.json") and answer.status in (200, 206, 404)), answer
    if answer.headers["content-type"].startswith("application/json"):
        check_envelope(answer.document, asset=operation.path.startswith(ASSET_PREFIX))
    else:
        assert operation.path.startswith("/bulk/") or operation.path.endswith("/fullContent.json"), answer


@pytest.mark.parametrize("operation", ENVELOPED, ids=name_of)
def test_a_refusal_has_the_envelope(operation: Operation, callers: Callers) -> None:
    check_answer(call(callers.stranger, operation), operation)


@pytest.mark.parametrize("operation", ENVELOPED, ids=name_of)
def test_the_barest_call_has_the_envelope(operation: Operation, callers: Callers) -> None:
    check_answer(call(callers.everything, operation), operation)


@pytest.mark.parametrize("operation", ENVELOPED, ids=name_of)
@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "💡", "'; DROP", "%00", "{}", "null", "1e9"])
def test_odd_values_have_the_envelope(operation: Operation, value: str, callers: Callers) -> None:
    """Every parameter the operation takes gets the same odd value, and so does every segment of its path."""
    kinds = [kind for place, kind in operation.places.items() if place in ("query", "form")]
    names = [field for kind in kinds for field in kind.__struct_encode_fields__]
    path = re.sub(r"\{[^}]*\}", value.encode().hex() if value in ("", "{}") else value, operation.path)
    path = "".join(letter if letter.isascii() and letter not in " '" else "%F0%9F%92%A1" for letter in path)
    answer = callers.everything.send(
        operation.method,
        path,
        query=[(name, value) for name in names],
        content=b"{}" if "body" in operation.places else b"",
        headers={"content-type": "application/json"} if "body" in operation.places else {},
    )
    check_answer(answer, operation)
    assert "611" not in (answer.codes if answer.content.startswith(b"{") else [])
