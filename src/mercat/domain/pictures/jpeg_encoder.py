"""Encoding of planes of samples as a JPEG file, with the usual tables, in the best of some qualities that fits."""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from mercat.domain.pictures.jpeg_tables import BLOCK, COSINES, FIRST, OTHERS, ZIGZAG, Code, codes, steps

QUALITIES: Final = (85, 50, 25, 10)
_JFIF: Final = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"

Codes = dict[int, tuple[int, int]]  # symbol -> code and its length


class Source(msgspec.Struct, frozen=True):
    """One component: its lines of samples, and how many samples it has across and down where the picture has most."""

    lines: list[bytes]
    across: int
    down: int


def encode(width: int, height: int, sources: Sequence[Source], most_bytes: int) -> bytes | None:
    """A JPEG file of a size with these components: brightness, then none or two of color. None if it does not fit."""
    across, down = max(each.across for each in sources), max(each.down for each in sources)
    wide, high = -(-width // (8 * across)), -(-height // (8 * down))
    planes = [_transformed(each, wide * each.across, high * each.down) for each in sources]
    for quality in QUALITIES:
        content = _head(width, height, sources, quality) + _scan(sources, planes, wide, high, quality) + b"\xff\xd9"
        if len(content) <= most_bytes:
            return content
    return None


def _head(width: int, height: int, sources: Sequence[Source], quality: int) -> bytes:
    tables = range(min(2, len(sources)))
    parts = [b"\xff\xd8", _JFIF]
    for number in tables:
        values = steps(quality, of_color=number == 1)
        parts.append(_segment(0xDB, bytes([number]) + bytes(values[place] for place in ZIGZAG)))
    frame = struct.pack(">BHHB", 8, height, width, len(sources))
    for number, source in enumerate(sources):
        frame += bytes([number + 1, source.across << 4 | source.down, min(number, 1)])
    parts.append(_segment(0xC0, frame))
    for number in tables:
        for kind, code in ((0x00, FIRST[number]), (0x10, OTHERS[number])):
            parts.append(_segment(0xC4, bytes([kind | number]) + b"".join(code)))
    scan = bytes([len(sources)])
    for number in range(len(sources)):
        scan += bytes([number + 1, 0x11 * min(number, 1)])
    parts.append(_segment(0xDA, scan + b"\x00\x3f\x00"))
    return b"".join(parts)


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _scan(sources: Sequence[Source], planes: list[list[list[float]]], wide: int, high: int, quality: int) -> bytes:
    """The blocks of all components, unit by unit."""
    bits, before = _Bits(), [0] * len(sources)
    tables = [(_codes(FIRST[number]), _codes(OTHERS[number])) for number in range(min(2, len(sources)))]
    orders = [
        [(place, step[place]) for place in ZIGZAG] for step in (steps(quality, of_color=c) for c in (False, True))
    ]
    for row in range(high):
        for column in range(wide):
            for number, source in enumerate(sources):
                color = min(number, 1)
                for at in _unit(source, row, column, wide):
                    values = [round(planes[number][at][place] / step) for place, step in orders[color]]
                    bits.add_block(values, before[number], *tables[color])
                    before[number] = values[0]
    return bits.done()


def _unit(source: Source, row: int, column: int, wide: int) -> Iterable[int]:
    """The places of the blocks of a component in a unit."""
    for down in range(source.down):
        for across in range(source.across):
            yield (row * source.down + down) * wide * source.across + column * source.across + across


def _codes(code: Code) -> Codes:
    return {symbol: (value, length) for symbol, value, length in codes(code)}


class _Bits:
    """Bits that become bytes."""

    def __init__(self) -> None:
        self._done = bytearray()
        self._bits = 0
        self._count = 0

    def add_block(self, values: list[int], before: int, first: Codes, others: Codes) -> None:
        """Add the coefficients of a block, in the order of the file."""
        self._add(first, 0, values[0] - before)
        zeros = 0
        last = max((number for number in range(1, BLOCK) if values[number]), default=0)
        for value in values[1 : last + 1]:
            if not value:
                zeros += 1
                continue
            for _ in range(zeros // 16):
                self._put(*others[0xF0])
            self._add(others, zeros % 16, value)
            zeros = 0
        if last < BLOCK - 1:
            self._put(*others[0])

    def done(self) -> bytes:
        """All bytes, the last of which is filled up with ones."""
        fill = -self._count % 8
        self._put((1 << fill) - 1, fill)
        return bytes(self._done).replace(b"\xff", b"\xff\x00")

    def _add(self, table: Codes, zeros: int, value: int) -> None:
        size = abs(value).bit_length()
        code, length = table[zeros << 4 | size]
        self._put(code << size | (value if value >= 0 else value + (1 << size) - 1), length + size)

    def _put(self, code: int, length: int) -> None:
        self._bits = self._bits << length | code
        self._count += length
        whole = self._count // 8
        if whole:
            self._count %= 8
            self._done += (self._bits >> self._count).to_bytes(whole, "big")
            self._bits &= (1 << self._count) - 1


# -- the transform ----------------------------------------------------------------------------------------------------


def _transformed(source: Source, wide: int, high: int) -> list[list[float]]:
    """The coefficients of the blocks of a plane. Its last line and column fill up the blocks at its edges."""
    lines = [line + line[-1:] * (8 * wide - len(line)) for line in source.lines]
    lines += lines[-1:] * (8 * high - len(lines))
    blocks = []
    for top in range(0, 8 * high, 8):
        for left in range(0, 8 * wide, 8):
            blocks.append(_coefficients([line[left : left + 8] for line in lines[top : top + 8]]))
    return blocks


def _coefficients(rows: list[bytes]) -> list[float]:
    first = rows[0][0]
    if all(row == rows[0] for row in rows) and rows[0].count(first) == 8:
        return [8.0 * (first - 128), *[0.0] * (BLOCK - 1)]
    across = [_waves(row) for row in rows]
    down = [_waves([row[column] for row in across]) for column in range(8)]
    block = [down[column][row] for row in range(8) for column in range(8)]
    block[0] -= 1_024  # samples are about zero
    return block


def _waves(values: Sequence[float]) -> list[float]:
    """The strengths of eight waves in eight values."""
    _, c1, c2, c3, c4, c5, c6, c7 = COSINES
    x0, x1, x2, x3, x4, x5, x6, x7 = values
    a0, a1, a2, a3 = x0 + x7, x1 + x6, x2 + x5, x3 + x4
    b0, b1, b2, b3 = x0 - x7, x1 - x6, x2 - x5, x3 - x4
    outer, inner = a0 - a3, a1 - a2
    return [
        (a0 + a1 + a2 + a3) * c4,
        b0 * c1 + b1 * c3 + b2 * c5 + b3 * c7,
        outer * c2 + inner * c6,
        b0 * c3 - b1 * c7 - b2 * c1 - b3 * c5,
        (a0 - a1 - a2 + a3) * c4,
        b0 * c5 - b1 * c1 + b2 * c7 + b3 * c3,
        outer * c6 - inner * c2,
        b0 * c7 - b1 * c5 + b2 * c3 - b3 * c1,
    ]
