"""/v3.0/images: the image files of an account."""

import binascii
from base64 import b64decode
from typing import Final

from mercat.domain.advertising.materials.images import MOST_BYTES, Incoming, NotStored, Ready, images, ready
from mercat.model.refusals import Missing, TooLong
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, owner_of, page
from mercat.tencent.v3.previews import with_preview
from mercat.wire.operation import MIB, Limits
from mercat.wire.uploads import Upload

NEEDS: Final = (Scope.ADS_MANAGEMENT, Scope.ACCOUNT_MANAGEMENT)
UPLOAD: Final = Limits(body_bytes=11 * MIB)  # an image of 10 MiB, and the form around it
BASE64_BYTES: Final = 10 * MIB
ABOUT: Final = ("description", "image_usage")
_ANSWERED: Final = {"width": "image_width", "height": "image_height", "file_size": "image_file_size"} | {
    "type": "image_type",
    "signature": "image_signature",
    "description": "description",
}

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.one_id("/v3.0/images/update", images.update)
endpoints.one_id("/v3.0/images/delete", images.delete)


@tencent.get("/v3.0/images/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """List images that match the filter, a page at a time. Without a time, those of the last half year."""
    answer = page(call, images.find)
    return answer | {"list": [with_preview(call, item) for item in answer["list"]]}


@tencent.post("/v3.0/images/add", needs=NEEDS, limits=UPLOAD)
async def add(call: TencentCall, upload: Upload) -> Document:
    """Store an image, sent as a file or in base64."""
    incoming = _incoming(call.body, upload)
    file = await call.host.read(lambda tx: ready(incoming), call.caller, offload=True)
    return await call.host.write(lambda tx: _stored(call, tx, file), call.caller)


def _stored(call: TencentCall, tx: Tx, file: Ready) -> Document:
    call.begin(tx)
    image_id, document = images.store(tx, owner_of(call), file)
    about = {outside: document[inside] for inside, outside in _ANSWERED.items()}
    return with_preview(call, {"image_id": str(image_id), **about, "preview_url": document["preview_url"]})


def _incoming(members: Document, upload: Upload) -> Incoming:
    as_file = members["upload_type"] == "UPLOAD_TYPE_FILE"
    return Incoming(
        content=_file(upload) if as_file else _bytes(members),
        signature=members["signature"],
        place="file" if as_file else "bytes",
        about={name: members[name] for name in ABOUT if name in members},
        width=members.get("resize_width", 0),
        height=members.get("resize_height", 0),
        most_bytes=members.get("resize_file_size", MOST_BYTES),
    )


def _file(upload: Upload) -> bytes:
    if "file" not in upload.files:
        raise Missing("file")
    return upload.files["file"].read()


def _bytes(members: Document) -> bytes:
    if not members.get("bytes"):
        raise Missing("bytes")
    if len(members["bytes"]) > BASE64_BYTES:
        raise TooLong("bytes", BASE64_BYTES)
    try:
        return b64decode(members["bytes"], validate=True)
    except (binascii.Error, ValueError):
        raise NotStored from None
