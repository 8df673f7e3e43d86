"""/v3.0/images: the image files of an account."""

import binascii
from base64 import b64decode
from typing import Any, Final

from mercat.domain.advertising import images as engine
from mercat.model.clock import DAY
from mercat.model.refusals import Missing, TooLong
from mercat.tencent.protocol import tencent
from mercat.tencent.resource import Resource
from mercat.tencent.scopes import Scope
from mercat.tencent.v3.previews import preview_url
from mercat.wire.call import Call
from mercat.wire.operation import MIB, Limits
from mercat.wire.uploads import Upload

NEEDS: Final = (Scope.ADS_MANAGEMENT, Scope.ACCOUNT_MANAGEMENT)
UPLOAD: Final = Limits(body_bytes=11 * MIB)  # 10 MiB of image, and the form around it
BASE64_BYTES: Final = 10 * MIB
HALF_A_YEAR_MS: Final = 182 * DAY
CHOSEN: Final = ("description", "image_usage")
_ANSWERED: Final = {"width": "image_width", "height": "image_height", "file_size": "image_file_size"} | {
    "type": "image_type",
    "signature": "image_signature",
    "description": "description",
}

images = Resource(__name__, engine.images, key="image_id")


@tencent.get("/v3.0/images/get", needs=NEEDS)
def get(call: Call) -> dict[str, Any]:
    """Images that fit the filter; of the last half year, unless the filter says when."""
    _check_owner(call)
    call.body["filtering"] = [*call.body.get("filtering", []), *_unsaid(call)]
    answer = images.browse(call)
    for item in answer["list"]:
        if "preview_url" in item:
            item["preview_url"] = preview_url(call, item["preview_url"])
    return answer


@tencent.post("/v3.0/images/add", needs=NEEDS, limits=UPLOAD)
def add(call: Call, upload: Upload) -> dict[str, Any]:
    """Keep an image file, sent as it is or in base64."""
    _check_owner(call)
    image_id, document = engine.images.keep(call.tx, call.body["account_id"], _incoming(call.body, upload))
    named = {outside: document[inside] for inside, outside in _ANSWERED.items()}
    return {**images.answer(call, image_id), **named, "preview_url": preview_url(call, document["preview_url"])}


@tencent.post("/v3.0/images/update", needs=NEEDS)
def update(call: Call) -> dict[str, Any]:
    """Describe an image anew."""
    _check_owner(call)
    return images.change(call)


@tencent.post("/v3.0/images/delete", needs=NEEDS)
def delete(call: Call) -> dict[str, Any]:
    """Delete an image."""
    _check_owner(call)
    return images.remove(call)


def _check_owner(call: Call) -> None:
    if "account_id" not in call.body:
        raise Missing("account_id")


def _unsaid(call: Call) -> list[dict[str, Any]]:
    """What the filter means without saying it."""
    conditions = []
    if not any(position["field"] == "created_time" for position in call.body.get("filtering", [])):
        since = str((call.tx.now - HALF_A_YEAR_MS) // 1_000)
        conditions.append({"field": "created_time", "operator": "GREATER_EQUALS", "values": [since]})
    if "label_id" in call.body:  # no image has a label
        conditions.append({"field": "image_id", "operator": "EQUALS", "values": ["0"]})
    return conditions


def _incoming(sent: dict[str, Any], upload: Upload) -> engine.Incoming:
    as_file = sent["upload_type"] == "UPLOAD_TYPE_FILE"
    return engine.Incoming(
        content=_file(upload) if as_file else _bytes(sent),
        signature=sent["signature"],
        place="file" if as_file else "bytes",
        about={name: sent[name] for name in CHOSEN if name in sent},
        width=sent.get("resize_width", 0),
        height=sent.get("resize_height", 0),
        most_bytes=sent.get("resize_file_size", engine.MOST_BYTES),
    )


def _file(upload: Upload) -> bytes:
    if "file" not in upload.files:
        raise Missing("file")
    return upload.files["file"].read()


def _bytes(sent: dict[str, Any]) -> bytes:
    if not sent.get("bytes"):
        raise Missing("bytes")
    if len(sent["bytes"]) > BASE64_BYTES:
        raise TooLong("bytes", BASE64_BYTES)
    try:
        return b64decode(sent["bytes"], validate=True)
    except (binascii.Error, ValueError):
        raise engine.NotStored from None
