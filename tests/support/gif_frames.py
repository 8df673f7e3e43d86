"""The frames of a GIF file, read in a plain way."""

import struct


def frames(content: bytes) -> list[tuple[int, int, list[bytes]]]:
    """Left, top and lines of each frame."""
    at, listed = 13 + _colors(content[10]), []
    while content[at] != 0x3B:
        if content[at] == 0x21:
            at = _blocks(content, at + 2)[1]
            continue
        left, top, wide, high, flags = struct.unpack_from("<HHHHB", content, at + 1)
        at += 10 + _colors(flags)
        data, end = _blocks(content, at + 1)
        plain = _unpacked(data, content[at])
        listed.append((left, top, [plain[row * wide : (row + 1) * wide] for row in range(high)]))
        at = end
    return listed


def _colors(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(content: bytes, at: int) -> tuple[bytes, int]:
    data = b""
    while content[at]:
        data += content[at + 1 : at + 1 + content[at]]
        at += content[at] + 1
    return data, at + 1


def _unpacked(data: bytes, minimum: int) -> bytes:
    stream, at, plain = int.from_bytes(data, "little"), 0, b""
    clear, size, before = 1 << minimum, minimum + 1, b""
    table: dict[int, bytes] = {}
    while True:
        code = stream >> at & (1 << size) - 1
        at += size
        if code == clear:
            table = {each: bytes([each]) for each in range(clear)} | {clear: b"", clear + 1: b""}
            size, before = minimum + 1, b""
            continue
        if code == clear + 1:
            return plain
        entry = table.get(code, before + before[:1])
        plain += entry
        if before and len(table) < 4_096:
            table[len(table)] = before + entry[:1]
            size = min(12, len(table).bit_length() if len(table) == 1 << size else size)
        before = entry
