"""/v3.0/template_pictures: pictures that show the size of templates. The vendor keeps such pictures on other hosts."""

import re
from typing import Any, Final

import msgspec

from mercat.model.refusals import NotFound
from mercat.tencent.protocol import tencent
from mercat.tencent.v3.previews import address_of
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import PUBLIC

_SIZE: Final = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,3})")
HEADERS: Final = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("X-Content-Type-Options", "nosniff"),
]


class Size(msgspec.Struct):
    """Width and height in pixels, as in 1280x720."""

    name: str


@tencent.get("/v3.0/template_pictures/{name}", needs=PUBLIC)
def get(call: Call, path: Size) -> Response:
    """Draw an empty frame of a size."""
    size = _SIZE.fullmatch(path.name)
    if size is None:
        raise NotFound("picture", path.name[:64])
    width, height = int(size[1]), int(size[2])
    place = f'x="50%" y="50%" text-anchor="middle" font-size="{min(width, height) // 6 + 1}"'
    text = f"<text {place}>{width} × {height}</text>"
    frame = f'<rect width="{width}" height="{height}" fill="#eee" stroke="#999"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    return Response(body=f"{head}{frame}{text}</svg>".encode(), content_type="image/svg+xml", headers=list(HEADERS))


def with_picture(call: Call, item: dict[str, Any], name: str) -> dict[str, Any]:
    """An answered item in which the member `name`, if it is a size, is the URL of a picture of that size."""
    return item | {name: f"{address_of(call)}/v3.0/template_pictures/{item[name]}"} if item.get(name) else item
