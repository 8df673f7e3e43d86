"""/v3.0/custom_audience_files: zipped lists of identifiers."""

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
def add(call: TencentCall, upload: Upload) -> Document:
    """Add the users of a zipped list of identifiers to an audience, or remove them."""
    if "file" not in upload.files:
        raise Missing("file")
    file = upload.files["file"]
    members = {name: value for name, value in call.body.items() if name != "account_id"}
    file_id = audience_files.upload(call.tx, owner_of(call), members, file.filename, file.read())
    return {"custom_audience_file_id": file_id}
