"""JPEG files in another size: the planes of brightness and color are sampled as they are."""

from typing import Final

from mercat.domain.pictures.jpeg_decoder import Decoded, Plane, Undecodable, decode
from mercat.domain.pictures.jpeg_encoder import Source, encode

MOST_PIXELS: Final = 4_000_000  # of the result


def resized(content: bytes, width: int, height: int, most_bytes: int) -> bytes | None:
    """A JPEG file with another size, or None if the file is not decoded here or the result does not fit."""
    if width * height > MOST_PIXELS:
        return None
    try:
        picture = decode(content)
    except Undecodable:
        return None
    sources = [_scaled(picture, plane, width, height) for plane in picture.planes]
    return encode(width, height, sources, most_bytes)


def _scaled(picture: Decoded, plane: Plane, width: int, height: int) -> Source:
    """The nearest samples of a plane. A plane alone has as many samples as the picture has pixels."""
    alone = len(picture.planes) == 1
    across, down = (1, 1) if alone else (plane.across, plane.down)
    wide = width if alone else -(-width * across // picture.across)
    high = height if alone else -(-height * down // picture.down)
    own_wide, own_high = picture.samples(plane)
    columns = [column * own_wide // wide for column in range(wide)]
    lines: dict[int, bytes] = {}
    scaled = []
    for number in range(high):
        line = number * own_high // high
        if line not in lines:
            lines = {line: plane.row(line, columns)}
        scaled.append(lines[line])
    return Source(scaled, across, down)
