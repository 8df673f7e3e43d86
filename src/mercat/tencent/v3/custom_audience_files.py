"""/v3.0/custom_audience_files: zipped lists of identifiers."""

from functools import partial
from typing import Final

from mercat.domain.advertising.audiences.audience_files import audience_files
from mercat.model.refusals import Missing
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, owner_of
from mercat.wire.operation import MIB, Limits
from mercat.wire.uploads import Upload

NEEDS: Final = (Scope.AUDIENCE_MANAGEMENT, Scope.ADS_MANAGEMENT, Scope.USER_ACTIONS)
UPLOAD: Final = Limits(body_bytes=101 * MIB)  # a zip of 100 MiB, and the form around it

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.page("/v3.0/custom_audience_files/get", audience_files.find)


@tencent.post("/v3.0/custom_audience_files/add", needs=NEEDS, limits=UPLOAD)
async def add(call: TencentCall, upload: Upload) -> Document:
    """Add the users of a zipped list of identifiers to an audience, or remove them."""
    if "file" not in upload.files:
        raise Missing("file")
    file, owner = upload.files["file"], owner_of(call)
    members = {name: value for name, value in call.body.items() if name != "account_id"}
    receive = partial(audience_files.receive, owner=owner, members=members, content=file.read())
    receipt = await call.host.read(receive, call.caller, offload=True)
    store = partial(audience_files.upload, owner=owner, members=members, name=file.filename, receipt=receipt)
    return {"custom_audience_file_id": await call.host.write(store, call.caller)}
