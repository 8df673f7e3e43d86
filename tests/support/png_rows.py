"""PNG files of known pixels, written with each filter of the format."""

import struct
import zlib

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def write(rows: list[bytes], width: int, color_type: int = 2, filters: tuple[int, ...] = (0,)) -> bytes:
    """A PNG file whose rows use the filters in turn."""
    size = CHANNELS[color_type]
    lines, above = [], bytes(width * size)
    for number, row in enumerate(rows):
        kind = filters[number % len(filters)]
        line = bytearray()
        for at, value in enumerate(row):
            left, corner = (row[at - size], above[at - size]) if at >= size else (0, 0)
            guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
            line.append((value - guess) & 255)
        lines.append(bytes([kind]) + bytes(line))
        above = row
    head = struct.pack(">IIBBBBB", width, len(rows), 8, color_type, 0, 0, 0)
    palette = _chunk(b"PLTE", bytes(range(256)) * 3) if color_type == 3 else b""
    data = _chunk(b"IDAT", zlib.compress(b"".join(lines)))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + palette + data + _chunk(b"IEND", b"")


def read(content: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of a PNG file that uses no filter."""
    width, height, _, color_type = struct.unpack_from(">IIBB", content, 16)
    at, packed = 8, b""
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] == b"IDAT":
            packed += content[at + 8 : at + 8 + length]
        at += length + 12
    plain, stride = zlib.decompress(packed), width * CHANNELS[color_type] + 1
    assert {plain[start] for start in range(0, len(plain), stride)} == {0}
    return width, height, [plain[start + 1 : start + stride] for start in range(0, len(plain), stride)]


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
