"""Image and video files that are drawn here, and texts in the metadata of image files."""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_RGB: Final = 2  # a type of color
_COMMENT_BYTES: Final = 65_000  # of a segment of a JPEG file


# -- pictures ---------------------------------------------------------------------------------------------------------


def painted(width: int, height: int, seed: str) -> bytes:
    """A PNG file of a size: from top to bottom one color fades into another, both of the seed, around a plain field."""
    digest = hashlib.sha256(seed.encode()).digest()
    top, bottom, field = digest[:3], digest[3:6], digest[6:9]
    left, right = width // 4, width - width // 4
    rows = []
    for number in range(height):
        color = bytes(
            (first * (height - number) + last * number) // height for first, last in zip(top, bottom, strict=True)
        )
        inside = height // 4 <= number < height - height // 4
        rows.append(color * left + field * (right - left) + color * (width - right) if inside else color * width)
    head = struct.pack(">IIBBBBB", width, height, 8, _RGB, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return _PNG + _png_chunk(b"IHDR", head) + _png_chunk(b"IDAT", data) + _png_chunk(b"IEND", b"")


def annotated(content: bytes, texts: Iterable[str]) -> bytes:
    """A PNG, JPEG or GIF file with texts in its metadata. Its pixels are the same."""
    text = "\n".join(texts)
    if content[:8] == _PNG:
        chunk = _png_chunk(b"iTXt", b"Warning\0\0\0\0\0" + text.encode())
        return content[:33] + chunk + content[33:]  # after the header, which has a fixed length
    comment = text.encode()[:_COMMENT_BYTES]
    if content[:2] == b"\xff\xd8":
        return content[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + content[2:]
    blocks = b"".join(_gif_block(comment[at : at + 255]) for at in range(0, len(comment), 255))
    return content.removesuffix(b"\x3b") + b"\x21\xfe" + blocks + b"\0\x3b"


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _gif_block(data: bytes) -> bytes:
    return bytes([len(data)]) + data


# -- videos -----------------------------------------------------------------------------------------------------------


def grey_clip(width: int, height: int, frames: int, frames_a_second: int) -> bytes:
    """An AVI file of grey frames without compression. A row has a number of pixels that four divides."""
    palette = b"".join(bytes([grey, grey, grey, 0]) for grey in range(256))
    form = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 0, width * height, 0, 0, 256, 0) + palette
    stream = b"vids" + bytes(16) + struct.pack("<7I", 1, frames_a_second, 0, frames, width * height, 0, 0)
    stream += struct.pack("<4h", 0, 0, width, height)
    about = (1_000_000 // frames_a_second, 0, 0, 16, frames, 0, 1, width * height, width, height)
    head = _riff_chunk(b"avih", struct.pack("<14I", *about, 0, 0, 0, 0))
    head += _riff_chunk(b"LIST", b"strl" + _riff_chunk(b"strh", stream) + _riff_chunk(b"strf", form))
    pictures = (_riff_chunk(b"00db", bytes([25 * frame % 256]) * (width * height)) for frame in range(frames))
    movie = _riff_chunk(b"LIST", b"movi" + b"".join(pictures))
    return _riff_chunk(b"RIFF", b"AVI " + _riff_chunk(b"LIST", b"hdrl" + head) + movie)


def _riff_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + bytes(len(content) % 2)
