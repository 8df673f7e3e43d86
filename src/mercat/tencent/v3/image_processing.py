"""/v3.0/image_processing: images made from images."""

from functools import partial

from mercat.domain.advertising.materials.image_processing import process
from mercat.domain.advertising.materials.images import images
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of


@tencent.post("/v3.0/image_processing/add", needs=Scope.ADS_MANAGEMENT)
async def add(call: TencentCall) -> Document:
    """Create an image from one of the account, in another size."""
    owner = owner_of(call)
    make = partial(process, owner=owner, members=call.body)
    file = await call.host.read(make, call.caller, offload=True)
    image_id, _ = await call.host.write(lambda tx: images.store(tx, owner, file), call.caller)
    return {"image_id": str(image_id)}
