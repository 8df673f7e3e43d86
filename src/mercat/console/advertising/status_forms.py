"""The form that suspends or resumes an ad group or a creative. It names the new status, so it may be sent again."""

from typing import Any, Final

from mercat.console.request import ConsoleRequest
from mercat.domain.advertising.ad_groups.ad_group_facts import NORMAL, SUSPENDED
from mercat.domain.advertising.collection import Collection
from mercat.model.refusals import NotAllowed
from mercat.store.tx import Tx

STATUSES: Final = (NORMAL, SUSPENDED)


async def save(request: ConsoleRequest, collection: Collection[Any]) -> None:
    """Suspend or resume the object that the path names. Raises NotFound, NotAllowed, and what refuses an update."""
    status = request.text("status")
    if status not in STATUSES:
        raise NotAllowed("status", status[:64], STATUSES)

    def work(tx: Tx) -> None:
        item = collection.of_any_account(tx, request.id)
        if item.document["configured_status"] != status:
            collection.update(tx, item.account_id, item.id, {"configured_status": status})

    await request.write(work)
