"""/v3.0/dynamic_ad_images and /v3.0/dynamic_ad_image_templates: images of products, and the templates for them."""

from typing import Final

from mercat.domain.advertising.collection import Search, Slice
from mercat.domain.advertising.creatives import dynamic_ads
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of, page
from mercat.tencent.v3.previews import with_preview
from mercat.tencent.v3.template_pictures import with_picture

NEEDS: Final = Scope.ADS_MANAGEMENT


@tencent.post("/v3.0/dynamic_ad_images/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Make an image of products with a template."""
    return {"image_id": str(dynamic_ads.add_image(call.tx, owner_of(call), call.body))}


@tencent.get("/v3.0/dynamic_ad_images/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """List images that were made with templates, a page at a time."""
    answer = page(call, _find)
    return answer | {"list": [with_preview(call, item, "sample_image_url") for item in answer["list"]]}


@tencent.get("/v3.0/dynamic_ad_image_templates/get", needs=NEEDS)
def get_templates(call: TencentCall) -> Document:
    """List templates of images for products, a page at a time."""
    answer = page(call, dynamic_ads.find_image_templates)
    return answer | {"list": [with_picture(call, item, "image_url") for item in answer["list"]]}


def _find(tx: Tx, search: Search) -> Slice:
    part = dynamic_ads.find_images(tx, search)
    items = [item.with_members({"sample_image_url": item.document["preview_url"]}) for item in part.items]
    return Slice(items, part.total)
