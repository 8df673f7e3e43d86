"""/v3.0/adcreative_previews_qrcode: QR codes that lead to previews of ad groups."""

from mercat.domain.advertising.creatives import creative_previews
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, chosen, owner_of
from mercat.tencent.v3.preview_pages import code_url


@tencent.get("/v3.0/adcreative_previews_qrcode/get", needs=Scope.ADS_MANAGEMENT)
def get(call: TencentCall) -> Document:
    """Read the URL of a QR code that leads to the creatives of an ad group for an hour."""
    link = creative_previews.to_ad_group(call.tx, owner_of(call), call.body["adgroup_id"])
    return chosen(call, {"qrcode_url": code_url(call, link)})
