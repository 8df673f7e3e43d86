"""Decoding of JPEG files to planes of samples: sequential files with Huffman codes, which most cameras write.

Progressive files, and those of four colors, are not decoded.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from mercat.domain.pictures.jpeg_tables import BLOCK, COSINES, ZIGZAG, Code, codes

MOST_PIXELS: Final = 4_000_000
_SEQUENTIAL: Final = (0xC0, 0xC1)
_OTHER_FRAMES: Final = frozenset({*range(0xC2, 0xD0)} - {0xC4, 0xC8, 0xCC})
_TABLES, _STEPS, _RESTART, _SCAN, _ADOBE, _END = 0xC4, 0xDB, 0xDD, 0xDA, 0xEE, 0xD9
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_LONGEST: Final = 16  # bits of a code

Lookup = list[int]  # length and symbol of the code with which 16 bits begin; 0 if there is none


class Undecodable(ValueError):
    """The file is damaged, or of a kind that is not decoded here."""


class Plane(msgspec.Struct):
    """One component. It has `wide` blocks in a row, and `across` by `down` samples where the picture has most."""

    number: int
    across: int
    down: int
    steps: int
    wide: int = 0
    blocks: list[list[int]] = []
    done: dict[int, list[int]] = {}

    def row(self, line: int, columns: Sequence[int]) -> bytes:
        """Samples of a line. A block is transformed when its first sample is needed."""
        at, start = line // 8 * self.wide, line % 8 * 8
        values = bytearray()
        number, block = -1, _GREY
        for column in columns:
            if column >> 3 != number:
                number = column >> 3
                block = self._block(at + number)
            values.append(block[start + (column & 7)])
        return bytes(values)

    def _block(self, at: int) -> list[int]:
        if at not in self.done:
            self.done[at] = _samples(self.blocks[at])
        return self.done[at]


class Decoded(msgspec.Struct):
    """A picture: its size in pixels, and a plane for each component."""

    width: int
    height: int
    planes: list[Plane]

    @property
    def across(self) -> int:
        """The most samples across of any plane."""
        return max(plane.across for plane in self.planes)

    @property
    def down(self) -> int:
        """The most samples down of any plane."""
        return max(plane.down for plane in self.planes)

    def samples(self, plane: Plane) -> tuple[int, int]:
        """How many samples a plane has across and down."""
        return -(-self.width * plane.across // self.across), -(-self.height * plane.down // self.down)


def decode(content: bytes) -> Decoded:
    """The planes of a JPEG file. Raises Undecodable."""
    try:
        return _Reader(content).read()
    except (IndexError, KeyError, ValueError, struct.error):
        raise Undecodable from None


class _Reader:
    """What is known of a file up to a segment."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._steps: dict[int, list[int]] = {}
        self._codes: dict[int, Lookup] = {}
        self._restart = 0
        self._picture: Decoded | None = None

    def read(self) -> Decoded:
        at = 2
        while self._content[at + 1] != _END:
            marker = self._content[at + 1]
            if self._content[at] != 0xFF or marker in _OTHER_FRAMES:
                raise Undecodable
            if marker in (0xFF, *_BARE):
                at += 1 if marker == 0xFF else 2
                continue
            (length,) = struct.unpack_from(">H", self._content, at + 2)
            data = self._content[at + 4 : at + 2 + length]
            at += 2 + length
            if marker == _SCAN:
                at = self._scan(data, at)
            else:
                self._segment(marker, data)
        if self._picture is None or not all(plane.blocks for plane in self._picture.planes):
            raise Undecodable
        return self._picture

    def _segment(self, marker: int, data: bytes) -> None:
        if marker == _STEPS:
            self._read_steps(data)
        elif marker == _TABLES:
            self._read_codes(data)
        elif marker == _RESTART:
            (self._restart,) = struct.unpack_from(">H", data)
        elif marker in _SEQUENTIAL:
            self._read_frame(data)
        elif marker == _ADOBE and data[:5] == b"Adobe" and data[11] != 1:
            raise Undecodable  # other colors than brightness and two differences

    def _read_steps(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            long, number = data[at] >> 4, data[at] & 15
            values = struct.unpack_from(">64H" if long else ">64B", data, at + 1)
            self._steps[number] = list(values)
            at += 1 + BLOCK * (2 if long else 1)

    def _read_codes(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            counts = data[at + 1 : at + 17]
            size = sum(counts)
            self._codes[data[at]] = _lookup((counts, data[at + 17 : at + 17 + size]))
            at += 17 + size

    def _read_frame(self, data: bytes) -> None:
        bits, height, width, count = struct.unpack_from(">BHHB", data)
        planes = []
        for at in range(6, 6 + 3 * count, 3):
            plane = Plane(data[at], data[at + 1] >> 4, data[at + 1] & 15, data[at + 2])
            planes.append(plane)
        sizes = {size for plane in planes for size in (plane.across, plane.down)}
        if bits != 8 or count not in (1, 3) or not sizes <= {1, 2, 4} or not 0 < width * height <= MOST_PIXELS:
            raise Undecodable
        self._picture = Decoded(width, height, planes)

    def _scan(self, data: bytes, at: int) -> int:
        """Read the blocks of a scan. Answers where the next segment begins."""
        picture = self._picture
        if picture is None:
            raise Undecodable
        by_number = {plane.number: plane for plane in picture.planes}
        parts = [(by_number[data[1 + 2 * each]], data[2 + 2 * each]) for each in range(data[0])]
        end = at
        while True:
            end = self._content.index(b"\xff", end)
            if self._content[end + 1] and not 0xD0 <= self._content[end + 1] <= 0xD7:
                break
            end += 2
        _read_blocks(picture, parts, self._steps, self._codes, self._pieces(at, end), self._restart)
        return end

    def _pieces(self, at: int, end: int) -> Iterator[bytes]:
        """The data between restarts, without the zeros that are filled in."""
        data = self._content[at:end]
        for number in range(8):
            data = data.replace(bytes([0xFF, 0xD0 + number]), b"\xff\xd0")
        for piece in data.split(b"\xff\xd0"):
            yield piece.replace(b"\xff\x00", b"\xff")


class _Bits:
    """The bits of a piece of data. After its end there are zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._bits = 0
        self._count = 0

    def symbol(self, lookup: Lookup) -> int:
        """The symbol of the next code."""
        if self._count < _LONGEST:
            self._fill()
        entry = lookup[(self._bits >> (self._count - _LONGEST)) & 0xFFFF]
        if not entry:
            raise Undecodable
        self._count -= entry >> 8
        return entry & 255

    def value(self, size: int) -> int:
        """A number of so many bits, which is negative if it begins with a zero."""
        if self._count < size:
            self._fill()
        self._count -= size
        value = (self._bits >> self._count) & ((1 << size) - 1)
        return value if value >> (size - 1) else value - (1 << size) + 1

    def _fill(self) -> None:
        data = self._data[self._at : self._at + 6].ljust(6, b"\0")
        self._at += 6
        self._bits = ((self._bits & ((1 << self._count) - 1)) << 48) | int.from_bytes(data, "big")
        self._count += 48


def _lookup(code: Code) -> Lookup:
    entries: Lookup = []
    for symbol, _, length in codes(code):
        entries += [length << 8 | symbol] * (1 << (_LONGEST - length))
    if len(entries) > 1 << _LONGEST:
        raise Undecodable
    return entries + [0] * ((1 << _LONGEST) - len(entries))


def _read_blocks(
    picture: Decoded,
    parts: list[tuple[Plane, int]],
    steps: dict[int, list[int]],
    lookups: dict[int, Lookup],
    pieces: Iterator[bytes],
    restart: int,
) -> None:
    """Read the blocks of a scan into its planes, unit by unit: a block of one plane alone, else some of each."""
    wide, high = -(-picture.width // (8 * picture.across)), -(-picture.height // (8 * picture.down))
    for plane, _ in parts:
        plane.wide = wide * plane.across
        plane.blocks = [_EMPTY] * (plane.wide * high * plane.down)
    units = _places(picture, parts, wide, high)
    tables = [(steps[plane.steps], lookups[code >> 4], lookups[0x10 | code & 15]) for plane, code in parts]
    bits, before = _Bits(next(pieces)), [0] * len(parts)
    for number, unit in enumerate(units):
        if restart and number and number % restart == 0:
            bits, before = _Bits(next(pieces, b"")), [0] * len(parts)
        for part, at in unit:
            block = _block(bits, *tables[part], before[part])
            before[part] = block[BLOCK]
            parts[part][0].blocks[at] = block


def _places(picture: Decoded, parts: list[tuple[Plane, int]], wide: int, high: int) -> Iterator[list[tuple[int, int]]]:
    """The blocks of each unit, as the number of the part and the place in its plane."""
    if len(parts) == 1:
        plane = parts[0][0]
        columns, rows = (-(-size // 8) for size in picture.samples(plane))
        yield from ([(0, row * plane.wide + column)] for row in range(rows) for column in range(columns))
        return
    for row in range(high):
        for column in range(wide):
            yield [
                (part, (row * plane.down + down) * plane.wide + column * plane.across + across)
                for part, (plane, _) in enumerate(parts)
                for down in range(plane.down)
                for across in range(plane.across)
            ]


def _block(bits: _Bits, steps: list[int], first: Lookup, others: Lookup, before: int) -> list[int]:
    """The coefficients of a block by their places, and its first one without its step, from which the next differs."""
    block = [0] * (BLOCK + 1)
    size = bits.symbol(first)
    block[BLOCK] = before + (bits.value(size) if size else 0)
    block[0] = block[BLOCK] * steps[0]
    number = 1
    while number < BLOCK:
        symbol = bits.symbol(others)
        size = symbol & 15
        if not size and symbol != 0xF0:
            break
        number += symbol >> 4
        if size:
            block[ZIGZAG[number]] = bits.value(size) * steps[number]
        number += 1
    return block


# -- the transform ----------------------------------------------------------------------------------------------------

_EMPTY: Final = [0] * (BLOCK + 1)
_GREY: Final = [128] * BLOCK


def _samples(block: list[int]) -> list[int]:
    """The samples of a block, row by row."""
    if not any(block[1:BLOCK]):
        return [min(255, max(0, round(block[0] / 8) + 128))] * BLOCK
    columns = [_waves(block[column:BLOCK:8]) for column in range(8)]
    rows = (_waves([column[row] for column in columns]) for row in range(8))
    return [min(255, max(0, round(value) + 128)) for row in rows for value in row]


def _waves(values: Sequence[float]) -> list[float]:
    """The sum of eight waves, at eight points."""
    _, c1, c2, c3, c4, c5, c6, c7 = COSINES
    x0, x1, x2, x3, x4, x5, x6, x7 = values
    if not (x1 or x2 or x3 or x4 or x5 or x6 or x7):
        return [x0 * c4] * 8
    high, low = (x0 + x4) * c4, (x0 - x4) * c4
    sum_, rest = x2 * c2 + x6 * c6, x2 * c6 - x6 * c2
    e0, e1, e2, e3 = high + sum_, low + rest, low - rest, high - sum_
    o0 = x1 * c1 + x3 * c3 + x5 * c5 + x7 * c7
    o1 = x1 * c3 - x3 * c7 - x5 * c1 - x7 * c5
    o2 = x1 * c5 - x3 * c1 + x5 * c7 + x7 * c3
    o3 = x1 * c7 - x3 * c5 + x5 * c3 - x7 * c1
    return [e0 + o0, e1 + o1, e2 + o2, e3 + o3, e3 - o3, e2 - o2, e1 - o1, e0 - o0]
