"""/v3.0/dynamic_creative_previews: the people who may preview a creative."""

from mercat.domain.advertising.creatives import creative_previews
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of
from mercat.tencent.v3.adcreative_previews import bound


@tencent.post("/v3.0/dynamic_creative_previews/add", needs=Scope.ADS_MANAGEMENT)
def add(call: TencentCall) -> Document:
    """Let people of WeChat preview a creative, or a combination of its components."""
    return bound(call, creative_previews.bind_to_creative(call.tx, owner_of(call), call.body))
