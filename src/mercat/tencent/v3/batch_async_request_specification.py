"""/v3.0/batch_async_request_specification: one task, with the result of each of its items."""

from typing import Any

from msgspec.structs import replace

from mercat.domain.advertising.collection import Search, Slice
from mercat.domain.advertising.tasks.batch_tasks import RESULT, batch_tasks
from mercat.domain.advertising.tasks.tasks import SYSTEM_ERROR, Result
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of, page


@tencent.get("/v3.0/batch_async_request_specification/get", needs=Scope.ADS_MANAGEMENT)
def get(call: TencentCall) -> Document:
    """Show a task, and a page of its items with their results."""
    summary = batch_tasks.summary(call.tx, owner_of(call), call.body["task_id"])
    return call.endpoint.select(call.endpoint.data, {"summary": summary}) | page(call, _details)


def _details(tx: Tx, search: Search) -> Slice:
    part = batch_tasks.details(tx, search)
    return replace(part, items=[item.with_members(_outcome(item.document[RESULT])) for item in part.items])


def _outcome(result: Result | None) -> dict[str, Any]:
    if result is None or not result.refusal:
        return {"code": 0, "message": ""}
    from mercat.tencent import errors  # it names the refusals of all engines, so it imports them

    if result.refusal == SYSTEM_ERROR:
        code, english, _ = errors.system_error()
    else:
        code, english, _ = errors.code_and_texts(errors.remade(result.refusal, result.facts))
    return {"code": code, "message": english}
