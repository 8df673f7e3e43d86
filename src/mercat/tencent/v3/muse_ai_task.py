"""/v3.0/muse_ai_task: tasks that make pictures and captions."""

from mercat.domain.advertising.materials import muse
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, chosen, owner_of
from mercat.tencent.v3.previews import with_preview


@tencent.post("/v3.0/muse_ai_task/add", needs=Scope.ADS_MANAGEMENT)
def add(call: TencentCall) -> Document:
    """Start a task: pictures from words or from a picture, or captions of pictures."""
    return muse.add(call.tx, owner_of(call), call.body)


@tencent.get("/v3.0/muse_ai_task/get", needs=Scope.ADS_MANAGEMENT, reads=False)  # it counts polls
def get(call: TencentCall) -> Document:
    """Read a task, with its results once it is done."""
    task = muse.get(call.tx, owner_of(call), call.body)
    if "results" in task:
        task["results"] = [with_preview(call, result, "url") for result in task["results"]]
    return chosen(call, task)
