"""Image files of any size in pixels."""

import io
import struct
import zlib
from typing import Any

from PIL import Image


def png(width: int = 160, height: int = 90, *, size: int = 0) -> bytes:
    """A whole PNG file, filled up to `size` bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    tail = chunk(b"IDAT", zlib.compress(bytes((width + 1) * height))) + chunk(b"IEND", b"")
    return head + (chunk(b"teXt", bytes(size - len(head) - len(tail) - 12)) if size else b"") + tail


def jpg(width: int = 40, height: int = 30) -> bytes:
    """The segments of a JPEG file that tell what it is."""
    jfif = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc2\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + jfif + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34" + b"\xff\xd9"


def gif(*hundredths: int, width: int = 8, height: int = 6) -> bytes:
    """An animation whose frames last so long."""
    frames = b"".join(
        b"\x21\xf9\x04\x00"
        + struct.pack("<H", delay)
        + b"\x00\x00\x2c"
        + bytes(4)
        + struct.pack("<HH", width, height)
        + b"\x00\x02\x02\x44\x01\x00"
        for delay in hundredths
    )
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\x00\x00" + bytes(6) + frames + b"\x3b"


def plain(width: int, height: int, color: str, kind: str = "PNG") -> bytes:
    """A file of one color that is decoded."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, kind)
    return out.getvalue()


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a file that is decoded for it."""
    made = Image.open(io.BytesIO(content))
    made.load()
    return made.size


def color_of(content: bytes) -> Any:
    """The color in the middle of a picture."""
    made = Image.open(io.BytesIO(content)).convert("RGB")
    return made.getpixel((made.width // 2, made.height // 2))
