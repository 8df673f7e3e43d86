"""Image files in another size: JPEG and GIF."""

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.domain.image_files import Picture, look
from mercat.domain.pictures.jpeg_decoder import decode
from mercat.domain.pictures.jpeg_encoder import Source, encode
from mercat.domain.pictures.resizing import resized
from support.gif_frames import frames
from support.jpegs import FULL_COLOR, GREY, HALF_COLOR, PROGRESSIVE, QUARTERS

PLENTY = 1_000_000


def brightness_and_colors(red: int, green: int, blue: int) -> list[float]:
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue
    return [brightness, 128 + (blue - brightness) * 0.564, 128 + (red - brightness) * 0.713]


def quarters(content: bytes) -> list[list[int]]:
    """The samples of each plane in the middle of each quarter."""
    picture = decode(content)
    values = []
    for down in (1, 3):
        for across in (1, 3):
            sizes = [picture.samples(plane) for plane in picture.planes]
            rows = [
                plane.row(high * down // 4, [wide * across // 4])
                for plane, (wide, high) in zip(picture.planes, sizes, strict=True)
            ]
            values.append([row[0] for row in rows])
    return values


@pytest.mark.parametrize(("width", "height"), [(16, 16), (32, 32), (70, 50), (9, 90)])
@pytest.mark.parametrize("content", [HALF_COLOR, FULL_COLOR, GREY], ids=["half color", "full color", "grey"])
def test_a_jpeg_file_has_its_colors_in_another_size(content: bytes, width: int, height: int) -> None:
    file = resized(content, width, height, PLENTY)
    assert file is not None
    assert look(file) == Picture("jpg", width, height)
    for values, color in zip(quarters(file), QUARTERS, strict=True):
        differences = [abs(a - b) for a, b in zip(values, brightness_and_colors(*color), strict=False)]
        assert max(differences) < 20, (values, color)


@pytest.mark.parametrize("content", [PROGRESSIVE, HALF_COLOR[:200], b"\xff\xd8\xff\xd9", b"\xff\xd8"])
def test_a_jpeg_file_that_is_progressive_or_not_whole_is_not_resized(content: bytes) -> None:
    assert resized(content, 16, 16, PLENTY) is None


def test_a_jpeg_file_has_a_worse_quality_where_it_must_be_small() -> None:
    chance = random.Random(7)
    noise = Source([bytes(chance.randrange(256) for _ in range(64)) for _ in range(64)], 1, 1)
    best = encode(64, 64, [noise], PLENTY)
    assert best is not None
    smaller = resized(best, 64, 64, len(best) // 2)
    assert smaller is not None
    assert len(smaller) <= len(best) // 2
    assert resized(best, 64, 64, 400) is None


@given(st.data())
def test_a_damaged_jpeg_or_gif_file_is_resized_or_not(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([HALF_COLOR, FULL_COLOR, PROGRESSIVE, gif([(0, 0, PATTERN)])])))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(6, len(content) - 1))] = data.draw(st.integers(0, 255))
    file = resized(bytes(content), 5, 3, PLENTY)
    assert file is None or look(file) is not None


# -- animations -----------------------------------------------------------------------------------------------------

PATTERN = [bytes((row * 5 + column * 3) % 16 for column in range(8)) for row in range(6)]


def gif(pictures: list[tuple[int, int, list[bytes]]], *, interlaced: bool = False) -> bytes:
    """A file of 8 by 6 pixels and 16 colors, whose frames last a tenth of a second. Codes are not compressed."""
    parts = [b"GIF89a", struct.pack("<HH", 8, 6), b"\xf3\0\0", bytes(range(48))]
    for left, top, lines in pictures:
        order = (
            [*range(0, 6, 8), *range(4, 6, 8), *range(2, 6, 4), *range(1, 6, 2)] if interlaced else range(len(lines))
        )
        colors = b"".join(lines[row] for row in order)
        stream = at = 0
        for number, color in enumerate(colors):
            for code in ([16] if number % 8 == 0 else []) + [color]:  # a clear code keeps codes at five bits
                stream, at = stream | code << at, at + 5
        stream, at = stream | 17 << at, at + 5
        data = stream.to_bytes(-(-at // 8), "little")
        flags = 0x40 if interlaced else 0
        parts.append(b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c")
        parts.append(struct.pack("<HHHHB", left, top, len(lines[0]), len(lines), flags) + b"\x04")
        parts.append(bytes([len(data)]) + data + b"\0")
    return b"".join(parts) + b"\x3b"


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("width", "height"), [(8, 6), (4, 3), (16, 12), (5, 7), (90, 80)])
def test_a_gif_file_shows_the_nearest_pixels(width: int, height: int, *, interlaced: bool) -> None:
    file = resized(gif([(0, 0, PATTERN)], interlaced=interlaced), width, height, PLENTY)
    assert file is not None
    lines = [bytes(PATTERN[row * 6 // height][column * 8 // width] for column in range(width)) for row in range(height)]
    assert frames(file) == [(0, 0, lines)]


def test_a_part_of_an_animation_stays_in_its_place() -> None:
    part = [line[4:8] for line in PATTERN[2:6]]
    original = gif([(0, 0, PATTERN), (4, 2, part)])
    file = resized(original, 4, 3, PLENTY)
    assert file is not None
    assert frames(file)[1] == (2, 1, [line[::2] for line in part[::2]])
    picture = look(file)
    assert picture == Picture("gif", 4, 3, 200)


def test_a_gif_file_that_would_be_too_large_is_not_resized() -> None:
    file = resized(gif([(0, 0, PATTERN)]), 80, 60, PLENTY)
    assert file is not None
    assert resized(gif([(0, 0, PATTERN)]), 80, 60, len(file)) == file
    assert resized(gif([(0, 0, PATTERN)]), 80, 60, len(file) - 1) is None
    assert resized(gif([(0, 0, PATTERN)]), 4_000, 4_000, PLENTY) is None
