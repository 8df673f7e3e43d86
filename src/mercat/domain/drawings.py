"""Image and video files that are made or changed here: PNG files drawn and resized, texts added, plain AVI files.

Only PNG files with 8 bits a channel and without interlacing are decoded, in Python. Their size is bounded for that.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

import msgspec

MOST_PIXEL_BYTES: Final = 8 * 1_048_576  # of a decoded image
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by color type
_RGB: Final = 2
_PALETTE: Final = 3
_COMMENT_BYTES: Final = 65_000  # of a segment of a JPEG file


class Pixels(msgspec.Struct, frozen=True):
    """A decoded image. `head` are its chunks with the palette and transparency; a row has `width` times `channels`."""

    width: int
    height: int
    color_type: int
    head: bytes
    rows: list[bytes]

    @property
    def channels(self) -> int:
        """The bytes of one pixel."""
        return _CHANNELS[self.color_type]


# -- pictures ---------------------------------------------------------------------------------------------------------


def decode(content: bytes) -> Pixels | None:
    """The pixels of a PNG file, or None if it is another file, or one that is not decoded here."""
    if content[:8] != _PNG or content[12:16] != b"IHDR":
        return None
    width, height, bits, color_type, _, _, interlaced = struct.unpack_from(">IIBBBBB", content, 16)
    if bits != 8 or interlaced or color_type not in _CHANNELS:
        return None
    stride = width * _CHANNELS[color_type] + 1
    if stride * height > MOST_PIXEL_BYTES:
        return None
    chunks = list(_png_chunks(content))
    head = b"".join(_png_chunk(kind, data) for kind, data in chunks if kind in (b"PLTE", b"tRNS"))
    try:
        packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
        plain = zlib.decompressobj().decompress(packed, stride * height)
    except zlib.error:
        return None
    if len(plain) < stride * height:
        return None
    rows = list(_unfiltered(plain, stride, _CHANNELS[color_type]))
    return Pixels(width, height, color_type, head, rows)


def encode(pixels: Pixels) -> bytes:
    """A PNG file with these pixels."""
    head = struct.pack(">IIBBBBB", pixels.width, pixels.height, 8, pixels.color_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in pixels.rows))
    return _PNG + _png_chunk(b"IHDR", head) + pixels.head + _png_chunk(b"IDAT", data) + _png_chunk(b"IEND", b"")


def resize(pixels: Pixels, width: int, height: int) -> Pixels:
    """The image with another size: each pixel is the nearest one of the old image."""
    size = pixels.channels
    columns = [column * pixels.width // width * size for column in range(width)]
    scaled: dict[int, bytes] = {}
    rows = []
    for number in range(height):
        source = number * pixels.height // height
        if source not in scaled:
            row = pixels.rows[source]
            scaled = {source: b"".join([row[column : column + size] for column in columns])}
        rows.append(scaled[source])
    return msgspec.structs.replace(pixels, width=width, height=height, rows=rows)


def resized(content: bytes, width: int, height: int) -> bytes | None:
    """A PNG file with another size, or None if the file is not decoded here."""
    pixels = decode(content)
    return None if pixels is None else encode(resize(pixels, width, height))


def varied(pixels: Pixels, number: int, strength: int) -> Pixels:
    """The image with its brightness changed by at most `strength` of 255; the colors of a palette stay."""
    if pixels.color_type == _PALETTE:
        return pixels
    change = (number * 37) % (2 * strength + 1) - strength
    shades = bytes(min(255, max(0, shade + change)) for shade in range(256))
    return msgspec.structs.replace(pixels, rows=[row.translate(shades) for row in pixels.rows])


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
    return encode(Pixels(width, height, _RGB, b"", rows))


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


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        yield content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        at += 12 + length


def _gif_block(data: bytes) -> bytes:
    return bytes([len(data)]) + data


def _unfiltered(plain: bytes, stride: int, size: int) -> Iterator[bytes]:
    """The rows of an image whose rows begin with the number of a filter. An unknown filter counts as none."""
    above = bytes(stride - 1)
    for start in range(0, len(plain), stride):
        row = plain[start + 1 : start + stride]
        above = _FILTERS.get(plain[start], _none)(row, above, size)
        yield above


def _none(row: bytes, above: bytes, size: int) -> bytes:
    return row


def _sub(row: bytes, above: bytes, size: int) -> bytes:
    out = bytearray(len(row))
    for channel in range(size):
        sums: Iterator[int] = accumulate(row[channel::size], _wrapped_sum)
        out[channel::size] = bytes(sums)
    return bytes(out)


def _wrapped_sum(left: int, value: int) -> int:
    return (left + value) & 255


def _up(row: bytes, above: bytes, size: int) -> bytes:
    return bytes([(value + over) & 255 for value, over in zip(row, above, strict=True)])


def _average(row: bytes, above: bytes, size: int) -> bytes:
    out = bytearray(len(row))
    for channel in range(size):
        left = 0
        values = []
        for value, over in zip(row[channel::size], above[channel::size], strict=True):
            left = (value + (left + over) // 2) & 255
            values.append(left)
        out[channel::size] = bytes(values)
    return bytes(out)


def _paeth(row: bytes, above: bytes, size: int) -> bytes:
    out = bytearray(len(row))
    for channel in range(size):
        left = corner = 0
        values = []
        for value, over in zip(row[channel::size], above[channel::size], strict=True):
            to_left, to_over = over - corner, left - corner
            to_left, to_over, to_corner = abs(to_left), abs(to_over), abs(to_left + to_over)
            if to_left > to_over or to_left > to_corner:
                left = over if to_over <= to_corner else corner
            left = (value + left) & 255
            corner = over
            values.append(left)
        out[channel::size] = bytes(values)
    return bytes(out)


_FILTERS: Final = {1: _sub, 2: _up, 3: _average, 4: _paeth}


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
