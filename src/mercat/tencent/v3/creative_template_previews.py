"""/v3.0/creative_template_previews: pages that show creatives."""

from mercat.domain.advertising.creatives import creative_previews
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of
from mercat.tencent.v3.preview_pages import page_url


@tencent.post("/v3.0/creative_template_previews/get", needs=Scope.ADS_MANAGEMENT, reads=True)
def get(call: TencentCall) -> Document:
    """Read the URL of a page that shows a creative for an hour."""
    link = creative_previews.to_creative(call.tx, owner_of(call), call.body["dynamic_creative_id"])
    return {"preview_url": page_url(call, link)}
