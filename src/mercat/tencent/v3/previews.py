"""/v3.0/previews: the files behind preview URLs. The vendor documents no such path: its files are on other hosts."""

import re
from typing import Final

import msgspec

from mercat.model.keys import same
from mercat.model.refusals import NotFound
from mercat.tencent.protocol import tencent
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import PUBLIC

_NAME: Final = re.compile(r"([0-9a-f]{64})-([0-9a-f]{32})")
_TYPES: Final = {b"\x89P": "image/png", b"\xff\xd8": "image/jpeg", b"GI": "image/gif"}


class Place(msgspec.Struct):
    """The signed name of a file. Anyone who has it can read the file; the signature keeps other files out of reach."""

    name: str


@tencent.get("/v3.0/previews/{name}", needs=PUBLIC)
def get(call: Call, path: Place) -> Response:
    """Read the file of a material."""
    parts = _NAME.fullmatch(path.name)
    if parts is None or not same(parts[2], _signature(call, parts[1])) or not call.tx.files.path(parts[1]).exists():
        raise NotFound("file", path.name[:64])
    content = call.tx.files.get(parts[1])
    kind = _TYPES.get(content[:2], "application/octet-stream")
    return Response(body=content, content_type=kind, compress=False, headers=[("X-Content-Type-Options", "nosniff")])


def preview_url(call: Call, key: str) -> str:
    """The URL at which this instance serves a file."""
    base = call.request.base_url
    instance = "" if base.endswith(f"/i/{call.host.id}") else f"/i/{call.host.id}"
    return f"{base}{instance}/v3.0/previews/{key}-{_signature(call, key)}"


def _signature(call: Call, key: str) -> str:
    return call.tx.keys.hex("preview", key)
