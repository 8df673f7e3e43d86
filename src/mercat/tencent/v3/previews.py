"""/v3.0/previews: the files behind preview URLs. The vendor documents no such path: its files are on other hosts."""

import re
from typing import Any, Final

import msgspec

from mercat.model.keys import same
from mercat.model.refusals import NotFound
from mercat.tencent.protocol import tencent
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import PUBLIC

_UNKNOWN: Final = "application/octet-stream"
_NAME: Final = re.compile(r"([0-9a-f]{64})-([0-9a-f]{32})")
_IMAGES: Final = {b"\x89P": "image/png", b"\xff\xd8": "image/jpeg", b"GI": "image/gif"}
_VIDEOS: Final = {b"ftyp": "video/mp4", b"AVI ": "video/x-msvideo"} | dict.fromkeys(
    (b"ftypqt  ", b"moov", b"mdat", b"wide"), "video/quicktime"
)


class Place(msgspec.Struct):
    """The signed name of a file. Anyone who has it can read the file; the signature keeps other files out of reach."""

    name: str


@tencent.get("/v3.0/previews/{name}", needs=PUBLIC)
def get(call: Call, path: Place) -> Response:
    """Read the file of a material."""
    parts = _NAME.fullmatch(path.name)
    if parts is None or not same(parts[2], _signature(call, parts[1])) or not call.tx.files.path(parts[1]).exists():
        raise NotFound("file", path.name[:64])
    file = call.tx.files.path(parts[1])
    with file.open("rb") as content:
        kind = _content_type(content.read(12))
    headers = [("X-Content-Type-Options", "nosniff")]
    return Response(content_type=kind, compress=False, headers=headers, file=file, length=file.stat().st_size)


def with_preview(call: Call, item: dict[str, Any], name: str = "preview_url") -> dict[str, Any]:
    """An answered item in which the member `name`, if present, is the URL at which this instance serves its file."""
    return item | {name: file_url(call, item[name])} if item.get(name) else item


def file_url(call: Call, key: str) -> str:
    """The URL at which this instance serves a file of a material."""
    return f"{address_of(call)}/v3.0/previews/{key}-{_signature(call, key)}"


def address_of(call: Call) -> str:
    """The base URL of this instance for callers without a token, who do not name it in another way."""
    base = call.request.base_url
    return base if base.endswith(f"/i/{call.host.id}") else f"{base}/i/{call.host.id}"


def _content_type(head: bytes) -> str:
    image = _IMAGES.get(head[:2])
    return image or next((_VIDEOS[part] for part in (head[4:], head[4:8], head[8:]) if part in _VIDEOS), _UNKNOWN)


def _signature(call: Call, key: str) -> str:
    return call.tx.keys.hex("preview", key)
