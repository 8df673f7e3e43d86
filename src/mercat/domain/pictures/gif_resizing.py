"""GIF files in another size: each frame is decoded, sampled at its place on the screen, and encoded again."""

import struct
from collections.abc import Iterator
from typing import Final

MOST_PIXELS: Final = 8_000_000  # of all frames together, before and after
_MOST_CODES: Final = 4_096
_LONGEST: Final = 11  # bits of a color; a code has one more
_FRAME, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_INTERLACED: Final = ((0, 8), (4, 8), (2, 4), (1, 2))  # first line and distance of each pass


class Undecodable(ValueError):
    """The file is damaged or too large."""


def resized(content: bytes, width: int, height: int) -> bytes | None:
    """A GIF file with another size, or None if it is damaged or too large."""
    try:
        return _resized(content, width, height)
    except (IndexError, struct.error, Undecodable):
        return None


def _resized(content: bytes, width: int, height: int) -> bytes:
    own_width, own_height = struct.unpack_from("<HH", content, 6)
    if not own_width * own_height or width * height > MOST_PIXELS:
        raise Undecodable
    at = 13 + _colors(content[10])
    out = [content[:6], struct.pack("<HH", width, height), content[10:at]]
    pixels = 0
    while content[at] != _END:
        if content[at] == _EXTENSION:
            end = _end_of_blocks(content, at + 2)
            out.append(content[at:end])
        elif content[at] == _FRAME:
            left, top, wide, high, flags = struct.unpack_from("<HHHHB", content, at + 1)
            columns, rows = _sampled(own_width, width, left, wide), _sampled(own_height, height, top, high)
            pixels += max(wide * high, len(columns) * len(rows))
            if pixels > MOST_PIXELS or not wide * high:
                raise Undecodable
            data = at + 10 + _colors(flags)
            end = _end_of_blocks(content, data + 1)
            lines = _lines(content, data, wide, high, interlaced=bool(flags & 0x40))
            place = struct.pack("<HHHHB", columns.start, rows.start, len(columns), len(rows), flags & ~0x40)
            out += [b"\x2c", place, content[at + 10 : data]]
            across = [min(wide - 1, max(0, column * own_width // width - left)) for column in columns]
            down = [min(high - 1, max(0, row * own_height // height - top)) for row in rows]
            out.append(_packed((bytes([lines[row][column] for column in across]) for row in down), content[data]))
        else:
            raise Undecodable
        at = end
    return b"".join(out) + b"\x3b"


def _colors(flags: int) -> int:
    """The bytes of a table of colors."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += content[at] + 1
    return at + 1


def _sampled(size: int, new: int, start: int, length: int) -> range:
    """The new columns whose nearest old one is in the frame; one at least."""
    first = min(-(-start * new // size), new - 1)
    return range(first, max(first + 1, min(-(-(start + length) * new // size), new)))


def _lines(content: bytes, at: int, wide: int, high: int, *, interlaced: bool) -> list[bytes]:
    """The lines of a frame, as numbers of colors. What is missing at the end is the first color."""
    pieces = []
    minimum, at = content[at], at + 1
    while content[at]:
        pieces.append(content[at + 1 : at + 1 + content[at]])
        at += content[at] + 1
    plain = _unpacked(b"".join(pieces), minimum, wide * high).ljust(wide * high, b"\0")
    lines = [plain[start : start + wide] for start in range(0, wide * high, wide)]
    if not interlaced:
        return lines
    order = [line for first, distance in _INTERLACED for line in range(first, high, distance)]
    return [line for _, line in sorted(zip(order, lines, strict=True))]


def _unpacked(data: bytes, minimum: int, count: int) -> bytes:
    """The first `count` bytes of data that is compressed by LZW. Raises Undecodable."""
    if not 1 <= minimum <= _LONGEST:
        raise Undecodable
    clear = 1 << minimum
    single = [bytes([code & 255]) for code in range(clear)] + [b"", b""]
    table, before, size = list(single), b"", minimum + 1
    plain, rest = bytearray(), iter(data)
    bits = held = 0
    while len(plain) < count:
        while held < size:
            bits, held = bits | next(rest, 0) << held, held + 8
        code, bits, held = bits & ((1 << size) - 1), bits >> size, held - size
        if code == clear:
            table, before, size = list(single), b"", minimum + 1
            continue
        if code == clear + 1 or code > len(table) or (code == len(table) and not before):
            break
        entry = table[code] if code < len(table) else before + before[:1]
        if before and len(table) < _MOST_CODES:
            table.append(before + entry[:1])
            if len(table) == 1 << size and size <= _LONGEST:
                size += 1
        plain += entry
        before = entry
    return bytes(plain[:count])


def _packed(lines: Iterator[bytes], minimum: int) -> bytes:
    """Lines of a frame in blocks, compressed by LZW."""
    clear = 1 << minimum
    codes: dict[int, int] = {}
    size, bits, held = minimum + 1, clear, minimum + 1
    out = bytearray()
    prefix = -1
    for color in b"".join(lines):
        key = prefix << 8 | color
        if prefix < 0 or key in codes:
            prefix = color if prefix < 0 else codes[key]
            continue
        bits, held = bits | prefix << held, held + size
        codes[key] = clear + 2 + len(codes)
        if codes[key] == 1 << size:
            size += 1
        if codes[key] == _MOST_CODES - 1:
            bits, held = bits | clear << held, held + size
            codes, size = {}, minimum + 1
        prefix = color
        whole = held // 8
        out += (bits & ((1 << 8 * whole) - 1)).to_bytes(whole, "little")
        bits, held = bits >> 8 * whole, held % 8
    bits, held = bits | prefix << held, held + size
    if clear + 2 + len(codes) == 1 << size and size <= _LONGEST:
        size += 1
    bits, held = bits | (clear + 1) << held, held + size
    out += bits.to_bytes(-(-held // 8), "little")
    blocks = (out[start : start + 255] for start in range(0, len(out), 255))
    return bytes([minimum]) + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"
