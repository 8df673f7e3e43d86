"""/v3.0/finder_ad_object_list: ads in WeChat Channels that are posts as well."""

from mercat.domain.advertising.wechat import channels_ads
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, page
from mercat.tencent.v3.previews import with_preview


@tencent.get("/v3.0/finder_ad_object_list/get", needs=Scope.ADS_MANAGEMENT)
def get(call: TencentCall) -> Document:
    """List the ads in WeChat Channels that are posts, a page at a time."""
    answer = page(call, channels_ads.find)
    return answer | {"list": [_with_video(call, item) for item in answer["list"]]}


def _with_video(call: TencentCall, item: Document) -> Document:
    post = item.get("finder_object", {})
    if "medias" not in post:
        return item
    return item | {"finder_object": post | {"medias": with_preview(call, post["medias"], "url")}}
