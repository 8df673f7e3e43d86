"""What every Marketo answer looks like, whatever became of the call."""

import re
from typing import Any

from mercat.wire.operation import Operation
from support.catalog import ASSET_PREFIX, IDENTITY_PREFIX, INGESTION_PREFIX, USERS_PREFIX
from support.server import Response

REQUEST_ID = re.compile(r"[0-9a-f]+#[0-9a-f]+")
MEMBERS = {"requestId", "success", "errors", "warnings", "result", "nextPageToken", "moreResult", "pageDetails"}

FILES = ("file.json", "failures.json", "warnings.json")


def check_envelope(document: dict[str, Any], *, asset: bool, filters: bool = False) -> None:
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
    assert isinstance(document.get("result", []), dict if filters and "result" in document else list)
    if asset:
        assert isinstance(document["errors"], list)
        assert isinstance(document["warnings"], list)
    else:
        assert document.get("errors") != []
        assert document.get("warnings") != []


def check_answer(answer: Response, operation: Operation) -> None:
    """An envelope in HTTP 200; a file, or none, where the operation answers with one. Three parts have their own."""
    for prefix, check in OWN.items():
        if operation.path.startswith(prefix):
            check(answer)
            return
    assert answer.status == 200 or (operation.path.endswith(FILES) and answer.status in (200, 206, 404)), answer
    if answer.headers["content-type"].startswith("application/json"):
        check_envelope(
            answer.document, asset=operation.path.startswith(ASSET_PREFIX), filters=operation.path.endswith("/filter")
        )
    else:
        assert operation.path.startswith("/bulk/") or operation.path.endswith("/fullContent.json"), answer


def check_token(answer: Response) -> None:
    """A token, or 401 with the members that OAuth has for it."""
    if answer.status == 200:
        assert set(answer.document) == {"access_token", "token_type", "expires_in", "scope"}, answer
    else:
        assert (answer.status, set(answer.document)) == (401, {"error", "error_description"}), answer


def check_ingestion(answer: Response) -> None:
    """202 and nothing, or another status with one code of it; always with the request's id."""
    assert answer.headers["x-request-id"]
    if answer.status == 202:
        assert answer.content == b"", answer
        return
    assert answer.status in (400, 401, 403, 404, 413, 415, 429), answer
    assert set(answer.document) == {"error_code", "message"}
    assert re.fullmatch(r"\d{6,7}", answer.document["error_code"])
    assert answer.document["message"]


def check_bare(answer: Response) -> None:
    """What was asked for and nothing around it, or a status with errors."""
    if answer.status == 200:
        assert not answer.content or answer.document is not None
        return
    assert answer.status in (400, 401, 403, 404, 405), answer
    assert set(answer.document) == {"requestId", "errors"}
    check_envelope({**answer.document, "success": False}, asset=False)


OWN = {IDENTITY_PREFIX: check_token, INGESTION_PREFIX: check_ingestion, USERS_PREFIX: check_bare}
