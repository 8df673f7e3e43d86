"""Facts of image files, read from their headers: format, size in pixels, and duration. Pixels are not decoded."""

from collections.abc import Iterator
from typing import Final

import msgspec

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"IEND\xaeB`\x82"
_JPG: Final = b"\xff\xd8\xff"
_GIFS: Final = (b"GIF87a", b"GIF89a")
_JPG_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # segments with the size
_JPG_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})  # segments without a length


class Picture(msgspec.Struct, frozen=True):
    """`kind` is png, jpg or gif. `milliseconds` is the duration of an animation, 0 for a still image."""

    kind: str
    width: int
    height: int
    milliseconds: int = 0


def look(content: bytes) -> Picture | None:
    """The facts of an image, or None if the bytes are not a complete png, jpg or gif."""
    try:
        if content.startswith(_PNG):
            return _png(content)
        if content.startswith(_JPG):
            return _jpg(content)
        if content.startswith(_GIFS):
            return _gif(content)
    except IndexError:  # the file is truncated
        return None
    return None


def _png(content: bytes) -> Picture | None:
    width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    whole = content[12:16] == b"IHDR" and _PNG_END in content[-64:]
    return Picture("png", width, height) if whole and width and height else None


def _jpg(content: bytes) -> Picture | None:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _JPG_FRAMES:
            height, width = (
                int.from_bytes(content[at + 5 : at + 7], "big"),
                int.from_bytes(content[at + 7 : at + 9], "big"),
            )
            return Picture("jpg", width, height) if width and height and b"\xff\xd9" in content[-64:] else None
        at += 2 if marker in _JPG_BARE else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def _gif(content: bytes) -> Picture | None:
    width, height = int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    frames = 0
    hundredths = 0
    for kind, start in _gif_blocks(content):
        if kind == 0x2C:
            frames += 1
        elif kind == 0xF9:
            hundredths += int.from_bytes(content[start + 1 : start + 3], "little")
    if not (width and height and frames):
        return None
    return Picture("gif", width, height, hundredths * 10 if frames > 1 else 0)


def _gif_blocks(content: bytes) -> Iterator[tuple[int, int]]:
    """Frames (0x2C) and graphic controls (0xF9), with the offset of their data. Raises IndexError if truncated."""
    flags = content[10]
    at = 13 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
    while content[at] != 0x3B:
        if content[at] == 0x2C:
            yield 0x2C, at
            local = content[at + 9]
            at += 11 + (3 * 2 ** ((local & 7) + 1) if local & 0x80 else 0)
        elif content[at] == 0x21:
            if content[at + 1] == 0xF9:
                yield 0xF9, at + 3
            at += 2
        else:
            raise IndexError
        while content[at]:
            at += content[at] + 1
        at += 1
