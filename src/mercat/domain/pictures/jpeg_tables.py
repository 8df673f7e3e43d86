"""The tables of JPEG (ITU-T T.81): the order of coefficients, usual quantization and usual Huffman codes."""

from collections.abc import Iterator
from itertools import accumulate
from math import cos, pi
from typing import Final

BLOCK: Final = 64  # coefficients, and samples, of a block of eight by eight

# Place of the coefficient that is the n-th in the file.
ZIGZAG: Final = tuple(
    8 * row + column
    for row, column in sorted(
        ((row, column) for row in range(8) for column in range(8)),
        key=lambda at: (at[0] + at[1], at[0] if (at[0] + at[1]) % 2 else at[1]),
    )
)

# Halves of cosines, by which both transforms multiply.
COSINES: Final = tuple(cos(number * pi / 16) / 2 for number in range(8))

# Steps of quality 50 in the order of places, for brightness and for color (annex K.1).
_BRIGHTNESS: Final = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
_COLOR: Final = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
)  # fmt: skip

Code = tuple[bytes, bytes]  # how many symbols have a code of each length from 1 to 16; the symbols in that order

# Codes of annex K.3: of the first coefficient of blocks of brightness and of color, then of the others.
FIRST: Final[tuple[Code, Code]] = (
    (bytes.fromhex("00010501010101010100000000000000"), bytes(range(12))),
    (bytes.fromhex("00030101010101010101010000000000"), bytes(range(12))),
)
OTHERS: Final[tuple[Code, Code]] = (
    (
        bytes.fromhex("0002010303020403050504040000017d"),
        bytes.fromhex(
            "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738"
            "393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5"
            "a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
        ),
    ),
    (
        bytes.fromhex("00020102040403040705040400010277"),
        bytes.fromhex(
            "0001020311040521310612415107617113223281081442"
            "91a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a63646566"
            "6768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8"
            "c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa"
        ),
    ),
)


def steps(quality: int, *, of_color: bool) -> list[int]:
    """The steps of a quality from 1 to 100, in the order of places."""
    scale = 5_000 // quality if quality < 50 else 200 - 2 * quality
    return [min(255, max(1, (step * scale + 50) // 100)) for step in (_COLOR if of_color else _BRIGHTNESS)]


def codes(code: Code) -> Iterator[tuple[int, int, int]]:
    """Each symbol with its code and the length of that."""
    counts, symbols = code
    value = 0
    ends = list(accumulate(counts, initial=0))
    for length in range(1, 17):
        for symbol in symbols[ends[length - 1] : ends[length]]:
            yield symbol, value, length
            value += 1
        value <<= 1
