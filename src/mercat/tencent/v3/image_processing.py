"""/v3.0/image_processing: images made from images."""

from mercat.domain.advertising.materials import image_processing
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of


@tencent.post("/v3.0/image_processing/add", needs=Scope.ADS_MANAGEMENT)
def add(call: TencentCall) -> Document:
    """Create an image from one of the account, in another size."""
    return {"image_id": str(image_processing.process(call.tx, owner_of(call), call.body))}
