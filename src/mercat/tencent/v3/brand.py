"""/v3.0/brand: the names and pictures under which an account advertises."""

from typing import Final

from mercat.domain.advertising.materials.brands import brands
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of, page
from mercat.tencent.v3.previews import with_preview
from mercat.wire.uploads import Upload

NEEDS: Final = Scope.ADS_MANAGEMENT


@tencent.get("/v3.0/brand/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """List brands, a page at a time."""
    answer = page(call, brands.find)
    return answer | {"list": [with_preview(call, item, "image_url") for item in answer["list"]]}


@tencent.post("/v3.0/brand/add", needs=NEEDS)
def add(call: TencentCall, upload: Upload) -> Document:
    """Store a brand with its picture, sent as a file."""
    if "brand_image_file" not in upload.files:
        raise Missing("brand_image_file")
    brand = brands.keep(call.tx, owner_of(call), call.body["name"], upload.files["brand_image_file"].read())
    own = {"account_id": brand.account_id, "created_time": brand.created_ms // SECOND}
    return with_preview(call, brand.document | own, "image_url")
