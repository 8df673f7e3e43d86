"""/v3.0/profiles: the pages with the picture and the name of an advertiser in WeChat Moments."""

from typing import Final

from mercat.domain.advertising.materials.profiles import profiles
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, page
from mercat.tencent.v3.previews import with_preview

NEEDS: Final = Scope.ADS_MANAGEMENT

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.one_id("/v3.0/profiles/add", profiles.add)
endpoints.one_id("/v3.0/profiles/delete", profiles.delete)


@tencent.get("/v3.0/profiles/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """List profiles that match the filter, a page at a time."""
    answer = page(call, profiles.find)
    return answer | {"list": [with_preview(call, item, "head_image_url") for item in answer["list"]]}
