"""/v3.0/batch_async_requests: tasks that change many ad groups or creatives."""

from typing import Final

from mercat.domain.advertising.tasks.batch_tasks import batch_tasks
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, page

NEEDS: Final = Scope.ADS_MANAGEMENT

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.one_id("/v3.0/batch_async_requests/add", batch_tasks.add)


@tencent.get("/v3.0/batch_async_requests/get", needs=NEEDS, reads=False)  # it counts the polls of tasks
def get(call: TencentCall) -> Document:
    """List tasks that match the filter, a page at a time."""
    return page(call, batch_tasks.find)
