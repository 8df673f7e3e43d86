"""/v3.0/material_async_tasks: jobs that add warnings to images and videos."""

from typing import Final

from mercat.domain.advertising.collection import Search, Slice
from mercat.domain.advertising.materials.watermarks import DELETED, FAILED, PROCESSING, SUCCESS, watermarks
from mercat.model.advertising import AdObject
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of, page
from mercat.tencent.v3.previews import with_preview

NEEDS: Final = Scope.ADS_MANAGEMENT
STATUSES: Final = {
    PROCESSING: ("MATERIAL_TASK_STATUS_WATERMARK_PROCESSING", "处理中"),
    SUCCESS: ("MATERIAL_TASK_STATUS_WATERMARK_SUCCESS", "成功"),
    FAILED: ("MATERIAL_TASK_STATUS_WATERMARK_FAILED", "素材不存在或不支持添加警示语"),
    DELETED: ("MATERIAL_TASK_STATUS_WATERMARK_DELETED", "已删除"),
}


@tencent.post("/v3.0/material_async_tasks/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Start a job that adds warnings to images or videos, one task for each."""
    spec = call.body["task_specs"].get("watermark_spec")
    if spec is None:
        raise Missing("task_specs.watermark_spec")
    about = {"job_id": call.tx.randomness.uuid(), "material_type": call.body["material_type"], "texts": spec["text"]}
    for detail in call.body["material_detail"]:
        if "material_id" not in detail:
            raise Missing("material_detail.material_id")
        watermarks.put(call.tx, owner_of(call), about | {"original_material_id": detail["material_id"]})
    return {"job_id": about["job_id"]}


@tencent.get("/v3.0/material_async_tasks/get", needs=NEEDS, reads=False)  # it counts the polls of tasks that wait
def get(call: TencentCall) -> Document:
    """List tasks of jobs, a page at a time."""
    answer = page(call, _find)
    for name in ("original_material_url", "result_material_url"):
        for item in answer["list"]:
            if "watermark_result" in item:
                item["watermark_result"] = with_preview(call, item["watermark_result"], name)
    return answer


def _find(tx: Tx, search: Search) -> Slice:
    watermarks.advance(tx, watermarks.find_tasks(tx, search).items)
    part = watermarks.find_tasks(tx, search)
    return Slice([item.with_members({"watermark_result": _task(item)}) for item in part.items], part.total)


def _task(item: AdObject) -> Document:
    document = item.document
    status, message = STATUSES[document["status"]]
    return {
        **{name: document[name] for name in ("material_name", "material_type", "original_material_id")},
        **{name: document[name] for name in ("original_material_url", "result_material_id", "result_material_url")},
        "task_id": str(item.id),
        "task_status": status,
        "message": message,
        "original_material_uuid": document["original_material_md5"],
        "result_material_uuid": document["result_material_md5"],
        "original_cover_image_url": "",
        "result_cover_image_url": "",
        "create_time": item.created_ms // SECOND,
        "update_time": item.updated_ms // SECOND,
    }
