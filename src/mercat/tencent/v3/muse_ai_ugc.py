"""/v3.0/muse_ai_ugc: edited results of tasks that become material of an account."""

from mercat.domain.advertising.materials import muse
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of
from mercat.wire.operation import MIB, Limits


@tencent.post("/v3.0/muse_ai_ugc/add", needs=Scope.ADS_MANAGEMENT, limits=Limits(body_bytes=15 * MIB))
def add(call: TencentCall) -> Document:
    """Store an image that somebody made of a result, sent in base64."""
    return {"media_id": muse.store_edited(call.tx, owner_of(call), call.body)}
