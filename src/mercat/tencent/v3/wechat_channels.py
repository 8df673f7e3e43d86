"""/v3.0/wechat_channels_...: the channels in WeChat that accounts may use, and those that they opened for ads."""

from typing import Final

from mercat.domain.advertising.wechat import ad_channels
from mercat.domain.advertising.wechat.ad_channels import ad_channels as opened
from mercat.domain.advertising.wechat.ad_channels import bindings, keep_file
from mercat.domain.advertising.wechat.channels import channel_authorizations
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, owner_of, page
from mercat.tencent.v3.previews import with_preview
from mercat.wire.operation import MIB, Limits

NEEDS: Final = Scope.ADS_MANAGEMENT
UPLOAD: Final = Limits(body_bytes=11 * MIB)  # 10 MiB of base64, and the JSON around it

endpoints = Endpoints(__name__, needs=NEEDS)

# Lists count looks at approvals, after which these may end.
endpoints.page("/v3.0/wechat_channels_authorization/get", channel_authorizations.find, reads=False)
endpoints.single("/v3.0/wechat_channels_authorization/add", channel_authorizations.ask, method="POST")
endpoints.one_id("/v3.0/wechat_channels_authorization/update", channel_authorizations.set_terms)
endpoints.single("/v3.0/wechat_channels_authorization/delete", channel_authorizations.end, method="POST")
endpoints.one_id("/v3.0/wechat_channels_ad_account/add", opened.add)
endpoints.one_id("/v3.0/wechat_channels_ad_account/update", opened.update)
endpoints.one_id("/v3.0/wechat_channels_ad_account/delete", opened.delete)
endpoints.single("/v3.0/wechat_channels_ad_account_validation/get", opened.validate, reads=False)
endpoints.single("/v3.0/wechat_channels_ad_account_wechat_binding/add", bindings.begin, method="POST")
endpoints.single("/v3.0/wechat_channels_ad_account_wechat_binding/get", bindings.show, reads=False)


@tencent.get("/v3.0/wechat_channels_accounts/get", needs=NEEDS, reads=False)
def get(call: TencentCall) -> Document:
    """List the channels that an account may use, or might use before, a page at a time."""
    answer = page(call, ad_channels.usable)
    return answer | {"list": [with_preview(call, item, "wechat_channels_account_icon") for item in answer["list"]]}


@tencent.get("/v3.0/wechat_channels_ad_account/get", needs=NEEDS, reads=False)
def get_opened(call: TencentCall) -> Document:
    """List the channels that an account opened for ads, a page at a time."""
    answer = page(call, opened.find)
    return answer | {"list": [with_preview(call, item, "head_image_url") for item in answer["list"]]}


@tencent.post("/v3.0/wechat_channels_ad_account_certification_file/add", needs=NEEDS, limits=UPLOAD)
def add_file(call: TencentCall) -> Document:
    """Store the file of a certificate, sent in base64."""
    return keep_file(call.tx, owner_of(call), call.body)
