"""Pictures of the sample data: still lifes in flat colors, PNG files with a palette, and plain grey ones."""

import struct
import zlib
from collections.abc import Sequence
from math import ceil, sqrt
from typing import Final

import msgspec

SHADES: Final = 32  # of a background, which fades from its first color to its second

# The background of each season, from top to bottom, its table, and its sun.
_SEASONS: Final = (
    ("dff3e3", "f7fbee", "a9c99a", "fbe38e"),
    ("bfe6f5", "fdf6d8", "e9c98f", "ffd35c"),
    ("f6d9b8", "fbefe0", "a9653a", "e8743b"),
    ("c9d6ea", "f2f5fa", "8794ab", "ffffff"),
)
_TABLE, _SUN, _WHITE, _DARK, _TEA, _LEAF, _RED, _BLUE = range(SHADES, SHADES + 8)
_OTHERS: Final = ("fffdf8", "4a2c1d", "b8c15a", "4f8a4a", "b5483f", "35597f")  # from _WHITE on
_BACKGROUND: Final = -1  # the color of a shape that is cut out


class Ellipse(msgspec.Struct, frozen=True):
    """An ellipse around a point. Lengths are shares of the shorter side, (0, 0) is the middle of the picture."""

    x: float
    y: float
    across: float
    down: float
    color: int

    @property
    def ends(self) -> tuple[float, float]:
        """The heights between which it is."""
        return self.y - self.down, self.y + self.down

    def half(self, y: float) -> float:
        """Half its width at a height."""
        return self.across * sqrt(max(0.0, 1 - ((y - self.y) / self.down) ** 2))


class Block(msgspec.Struct, frozen=True):
    """A trapezoid between two heights, with half its width at both."""

    x: float
    upper: float
    lower: float
    above: float
    below: float
    color: int

    @property
    def ends(self) -> tuple[float, float]:
        """The heights between which it is."""
        return self.upper, self.lower

    def half(self, y: float) -> float:
        """Half its width at a height."""
        return self.above + (self.below - self.above) * (y - self.upper) / (self.lower - self.upper)


Shapes = Sequence[Ellipse | Block]

_FRONT: Final = (Block(0, 0.24, 9, 9, 9, _TABLE), Ellipse(0.3, -0.27, 0.11, 0.11, _SUN))
_TEA_BOWL: Final = (
    Block(0, -0.03, 0.25, 0.22, 0.12, _WHITE),
    Ellipse(0, 0.25, 0.12, 0.03, _WHITE),
    Ellipse(0, -0.03, 0.22, 0.05, _WHITE),
    Ellipse(0, -0.03, 0.19, 0.036, _TEA),
    Ellipse(-0.05, -0.035, 0.06, 0.014, _LEAF),
    Ellipse(-0.27, 0.27, 0.1, 0.03, _LEAF),
    Ellipse(-0.35, 0.24, 0.07, 0.02, _LEAF),
)
_COFFEE_CUP: Final = (
    Ellipse(0, 0.27, 0.31, 0.05, _WHITE),
    Ellipse(0.2, 0.08, 0.1, 0.1, _RED),
    Ellipse(0.2, 0.08, 0.06, 0.06, _BACKGROUND),
    Block(0, -0.06, 0.25, 0.19, 0.14, _RED),
    Ellipse(0, 0.25, 0.14, 0.03, _RED),
    Ellipse(0, -0.06, 0.19, 0.045, _RED),
    Ellipse(0, -0.06, 0.165, 0.033, _DARK),
)
_BOOKS: Final = (
    Block(0, 0.17, 0.26, 0.28, 0.28, _BLUE),
    Block(0.02, 0.185, 0.245, 0.26, 0.26, _WHITE),
    Block(-0.03, 0.09, 0.17, 0.24, 0.24, _RED),
    Block(-0.01, 0.105, 0.155, 0.22, 0.22, _WHITE),
    Block(0.03, 0.02, 0.09, 0.22, 0.22, _LEAF),
    Block(0.05, 0.034, 0.076, 0.2, 0.2, _WHITE),
    Block(-0.02, -0.17, 0.02, 0.08, 0.08, _WHITE),
    Ellipse(-0.02, -0.17, 0.08, 0.02, _DARK),
)
GOODS: Final[dict[str, Shapes]] = {"tea": _TEA_BOWL, "coffee": _COFFEE_CUP, "books": _BOOKS}


def still_life(width: int, height: int, goods: str, season: int) -> bytes:
    """A picture of goods on a table, in the colors of a season."""
    first, last, *rest = _SEASONS[season]
    palette = b"".join(_faded(first, last, shade) for shade in range(SHADES))
    palette += b"".join(bytes.fromhex(color) for color in (*rest, *_OTHERS))
    rows = [bytearray([SHADES * y // height]) * width for y in range(height)]
    side, middle = min(width, height), height / 2
    for shape in (*_FRONT, *GOODS[goods]):
        upper, lower = (ceil(middle + side * end) for end in shape.ends)
        for number in range(max(0, upper), min(height, lower)):
            row, half = rows[number], shape.half((number - middle) / side)
            start, end = (min(width, max(0, int(width / 2 + side * x))) for x in (shape.x - half, shape.x + half))
            color = row[0] if shape.color == _BACKGROUND else shape.color
            row[start:end] = bytes([color]) * (end - start)
    return _png(width, height, 3, rows, palette)


def png(width: int, height: int, shade: int) -> bytes:
    """A grey picture."""
    return _png(width, height, 0, [bytes([shade]) * width] * height)


def _faded(first: str, last: str, shade: int) -> bytes:
    """A color between two others."""
    pairs = zip(bytes.fromhex(first), bytes.fromhex(last), strict=True)
    return bytes(one + (other - one) * shade // (SHADES - 1) for one, other in pairs)


def _png(width: int, height: int, color_type: int, rows: Sequence[bytes | bytearray], palette: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, color_type, 0, 0, 0))
    colors = chunk(b"PLTE", palette) if palette else b""
    data = zlib.compress(b"".join(b"\0" + row for row in rows), level=1)  # a demo waits for it
    return b"\x89PNG\r\n\x1a\n" + head + colors + chunk(b"IDAT", data) + chunk(b"IEND", b"")
