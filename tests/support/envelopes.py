"""What every Marketo answer looks like, whatever became of the call."""

import re
from typing import Any

from mercat.wire.operation import Operation
from support.catalog import ASSET_PREFIX
from support.server import Response

REQUEST_ID = re.compile(r"[0-9a-f]+#[0-9a-f]+")
MEMBERS = {"requestId", "success", "errors", "warnings", "result", "nextPageToken", "moreResult"}

FILES = ("file.json", "failures.json", "warnings.json")


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
    """An envelope in HTTP 200; a file, or none, where the operation answers with one."""
    assert answer.status == 200 or (operation.path.endswith(FILES) and answer.status in (200, 206, 404)), answer
    if answer.headers["content-type"].startswith("application/json"):
        check_envelope(answer.document, asset=operation.path.startswith(ASSET_PREFIX))
    else:
        assert operation.path.startswith("/bulk/") or operation.path.endswith("/fullContent.json"), answer
