"""/v3.0/qualification_images: the pictures of papers."""

from typing import Final

from mercat.domain.advertising.qualifications.paper_images import pictures
from mercat.model.refusals import Missing
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of, page
from mercat.tencent.v3.previews import with_preview
from mercat.wire.operation import MIB, Limits
from mercat.wire.uploads import Upload

NEEDS: Final = Scope.ACCOUNT_MANAGEMENT
UPLOAD: Final = Limits(body_bytes=6 * MIB)  # a picture of 5 MiB, and the form around it


@tencent.get("/v3.0/qualification_images/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """List pictures of papers by their ids, a page at a time."""
    answer = page(call, pictures.find)
    return answer | {"list": [with_preview(call, item, "image_url") for item in answer["list"]]}


@tencent.post("/v3.0/qualification_images/add", needs=NEEDS, limits=UPLOAD)
def add(call: TencentCall, upload: Upload) -> Document:
    """Store a picture of a paper, sent as a file."""
    if "file" not in upload.files:
        raise Missing("file")
    picture = pictures.keep(call.tx, owner_of(call), upload.files["file"].read(), call.body["signature"])
    answer = {"image_id": str(picture.id), "image_url": picture.document["image_url"]}
    return with_preview(call, answer, "image_url")
