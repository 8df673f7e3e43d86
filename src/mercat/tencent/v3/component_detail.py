"""/v3.0/component_detail: what components show, behind their ids."""

from mercat.domain.advertising.components import component_details
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, page
from mercat.tencent.v3.previews import with_preview


@tencent.get("/v3.0/component_detail/get", needs=Scope.ADS_MANAGEMENT)
def get(call: TencentCall) -> Document:
    """List components with the pages, pictures and films that they show, a page at a time."""
    answer = page(call, component_details.find)
    for item in answer["list"]:
        detail = item.get("component_detail", {})
        for name, urls in (("image_list", ("image_url",)), ("video_list", ("video_url", "cover_url"))):
            for url in urls:
                detail |= {name: [with_preview(call, each, url) for each in detail[name]]} if name in detail else {}
    return answer
