"""/v3.0/official_landing_page...: the landing pages of the official editor."""

from typing import Final

from mercat.domain.advertising.pages.official_pages import official_pages
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, chosen, owner_of
from mercat.tencent.v3.previews import with_preview

NEEDS: Final = Scope.ADS_MANAGEMENT

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.page("/v3.0/official_landing_page_list/get", official_pages.find, reads=False)  # it counts looks
endpoints.single("/v3.0/official_landing_page_component/add", official_pages.create, method="POST")
endpoints.single("/v3.0/official_landing_page_submit/update", official_pages.send, method="POST")
endpoints.single("/v3.0/official_landing_page/delete", official_pages.remove, method="POST")


@tencent.get("/v3.0/official_landing_page_detail/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """Read a page with its elements."""
    page = official_pages.detail(call.tx, owner_of(call), call.body["page_id"])
    config = with_preview(call, page["page_config"], "share_thumb_url")
    return chosen(call, page | {"page_config": config})
