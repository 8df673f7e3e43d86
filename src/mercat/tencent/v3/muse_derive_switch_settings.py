"""/v3.0/muse_derive_switch_settings: the ways in which material is derived."""

from mercat.domain.advertising.creatives import creative_hints
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, chosen, owner_of
from mercat.tencent.v3.template_pictures import with_picture


@tencent.get("/v3.0/muse_derive_switch_settings/get", needs=Scope.ADS_MANAGEMENT)
def get(call: TencentCall) -> Document:
    """List the ways in which material is derived for a kind of product."""
    settings = creative_hints.derive_methods(call.tx, owner_of(call), call.body)
    methods = [with_picture(call, method, "style_img") for method in settings["derive_method_list"]]
    return chosen(call, settings | {"derive_method_list": methods})
