"""/v3.0/dynamic_ad_video and /v3.0/dynamic_ad_video_templates: videos of products, and the templates for them."""

from typing import Final

from mercat.domain.advertising.creatives import dynamic_ads
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, chosen, owner_of, page
from mercat.tencent.v3.previews import with_preview
from mercat.tencent.v3.template_pictures import with_picture

NEEDS: Final = Scope.ADS_MANAGEMENT
COVER: Final = "video_preview_image_url"


@tencent.post("/v3.0/dynamic_ad_video/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Make a video of products with a template."""
    return with_preview(call, dynamic_ads.add_video(call.tx, owner_of(call), call.body), COVER)


@tencent.get("/v3.0/dynamic_ad_video/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """Read the newest video that was made of a product with a template."""
    return chosen(call, with_preview(call, dynamic_ads.get_video(call.tx, owner_of(call), call.body), COVER))


@tencent.get("/v3.0/dynamic_ad_video_templates/get", needs=NEEDS)
def get_templates(call: TencentCall) -> Document:
    """List templates of videos for products, a page at a time."""
    answer = page(call, dynamic_ads.find_video_templates)
    return answer | {"list": [with_picture(call, item, "cover_image_url") for item in answer["list"]]}
