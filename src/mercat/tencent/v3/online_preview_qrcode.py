"""/v3.0/online_preview_qrcode: QR codes that lead to previews of creatives."""

from mercat.domain.advertising.creatives import creative_previews
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, chosen, owner_of
from mercat.tencent.v3.preview_pages import code_url


@tencent.get("/v3.0/online_preview_qrcode/get", needs=Scope.ADS_MANAGEMENT)
def get(call: TencentCall) -> Document:
    """Read the URL of a QR code that leads to a creative, or to a combination of its components, for an hour."""
    body, parts = call.body, call.body.get("preview_creative_components")
    link = creative_previews.to_creative(call.tx, owner_of(call), body["dynamic_creative_id"], parts)
    user_id_type = body.get("user_id_type") or creative_previews.WECHAT
    about = {"expiration_time": link.expires_s, "user_id_type": user_id_type}
    return chosen(call, {"qrcode_url": code_url(call, link), **about})
