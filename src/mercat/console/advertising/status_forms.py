"""The page of an ad group or a creative, and its form that suspends or resumes it. The form names the new status, so it
may be sent again.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.responses import Response

from mercat.console.advertising import account_choice
from mercat.console.request import ConsoleRequest
from mercat.domain.advertising.ad_groups.ad_group_facts import NORMAL, SUSPENDED
from mercat.domain.advertising.collection import Collection
from mercat.model.refusals import NotAllowed, NotFound, Refusal
from mercat.store.tx import Tx

STATUSES: Final = (NORMAL, SUSPENDED)

Details = Callable[[ConsoleRequest, Refusal | None], Awaitable[Response]]


async def page(
    request: ConsoleRequest, template: str, work: Callable[[Tx], dict[str, Any]], refusal: Refusal | None
) -> Response:
    """The page of an object, with what refused its form."""
    context = await request.read(work, offload=True)
    problem = request.problem(refusal) if refusal else ""
    return request.page(template, 400 if refusal else 200, days=account_choice.DAYS, problem=problem, **context)


async def answer(request: ConsoleRequest, collection: Collection[Any], home: str, details: Details) -> Response:
    """Suspend or resume the object that the path names, and lead to its page; `details` shows why it is refused."""
    try:
        await _save(request, collection)
    except NotFound:
        raise
    except Refusal as refusal:
        return await details(request, refusal)
    return request.go(f"{home}/{request.id}", "changed")


async def _save(request: ConsoleRequest, collection: Collection[Any]) -> None:
    status = request.text("status")
    if status not in STATUSES:
        raise NotAllowed("status", status[:64], STATUSES)

    def work(tx: Tx) -> None:
        item = collection.of_any_account(tx, request.id)
        if item.document["configured_status"] != status:
            collection.update(tx, item.account_id, item.id, {"configured_status": status})

    await request.write(work)
