"""/v3.0/batch_requests: several calls in one."""

from typing import Any, Final

from mercat.tencent.batches import answer_part
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.refusals import TooManyParts
from mercat.tencent.scopes import Scope
from mercat.wire.http import Response

MOST_PARTS: Final = 100


@tencent.post("/v3.0/batch_requests/add", needs=Scope.ADS_MANAGEMENT)
async def run_batch(call: TencentCall) -> dict[str, Any]:
    """Run several calls with one token, in order. Each has its own result, transaction, limits and scopes."""
    parts = call.body["batch_request_spec"]
    if len(parts) > MOST_PARTS:
        raise TooManyParts
    answers = [await answer_part(call, part["relative_path"], part.get("body", "")) for part in parts]
    return {"list": [_result(answer) for answer in answers]}


def _result(answer: Response) -> dict[str, Any]:
    headers = [("Content-Type", answer.content_type), *answer.headers]
    return {
        "http_code": answer.status,
        "headers": [{"name": name, "value": value} for name, value in headers],
        "body": answer.body.decode(),
    }
