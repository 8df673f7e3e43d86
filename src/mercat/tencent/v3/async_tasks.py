"""/v3.0/async_tasks: tasks that create or update the channel packages of Android apps."""

from typing import Final

from mercat.domain.advertising.tasks.channel_packages import package_tasks
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, page

NEEDS: Final = Scope.ADS_MANAGEMENT

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.one_id("/v3.0/async_tasks/add", package_tasks.add)


@tencent.get("/v3.0/async_tasks/get", needs=NEEDS, reads=False)  # it counts the polls of tasks
def get(call: TencentCall) -> Document:
    """List tasks that match the filter, a page at a time."""
    return page(call, package_tasks.find)
