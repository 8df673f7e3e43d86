"""/v3.0/watermarks: warnings that are added to images."""

from typing import Final

from msgspec.structs import replace

from mercat.domain.advertising.collection import Search, Slice, Window
from mercat.domain.advertising.materials.watermarks import FAILED, PROCESSING, SUCCESS, watermarks
from mercat.model.refusals import Missing
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of, page
from mercat.tencent.v3.previews import with_preview

NEEDS: Final = Scope.ADS_MANAGEMENT
MOST_UNPAGED: Final = 1_000
REUSED: Final = "复用已有处理结果"
REASONS: Final = {
    SUCCESS: "处理完成",
    PROCESSING: "已提交处理，请稍后查询结果",
    FAILED: "素材不存在或不支持添加警示语",
}


@tencent.post("/v3.0/watermarks/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Add warnings to images. Each image succeeds or fails on its own."""
    texts = [config["text_content"] for config in call.body["watermark_configs"]]
    results = [_result(call, material, texts) for material in call.body["materials"]]
    counts = {name: sum(result["status"] == name for result in results) for name in REASONS}
    return {"total_count": len(results), **{f"{name}_count": counts[name] for name in REASONS}, "results": results}


@tencent.get("/v3.0/watermarks/get", needs=NEEDS, reads=False)  # it counts the polls of records that wait
def get(call: TencentCall) -> Document:
    """List records of added warnings, a page at a time; a page number of 0 asks for all."""
    answer = page(call, _find)
    urls = ("original_material_url", "result_material_url")
    for name in urls:
        answer["list"] = [with_preview(call, item, name) for item in answer["list"]]
    return answer


def _find(tx: Tx, search: Search) -> Slice:
    if search.window.page == 0:
        search = replace(search, window=Window(MOST_UNPAGED))
    watermarks.advance(tx, watermarks.find_single(tx, search).items)
    return watermarks.find_single(tx, search)


def _result(call: TencentCall, material: Document, texts: list[str]) -> Document:
    if "material_id" not in material:
        raise Missing("materials.material_id")
    about = {"original_material_id": material["material_id"], "material_type": "IMAGE", "texts": texts}
    record, is_reused = watermarks.put(call.tx, owner_of(call), about)
    reason = REUSED if is_reused else REASONS[record.document["status"]]
    members = record.document | {"record_id": str(record.id), "reason": reason}
    return call.endpoint.select(call.endpoint.item, with_preview(call, members, "result_material_url"))
