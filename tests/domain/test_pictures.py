"""Image files in another size: PNG, JPEG and GIF."""

import io
import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from mercat.domain.image_files import Picture, look
from mercat.domain.pictures import resized, variations
from support.jpegs import FULL_COLOR, GREY, HALF_COLOR, PROGRESSIVE, QUARTERS

PLENTY = 1_000_000


def quartered(mode: str = "RGB") -> Image.Image:
    """A picture of 32 by 32 pixels, in each quarter one color."""
    made = Image.new("RGB", (32, 32))
    for number, color in enumerate(QUARTERS):
        made.paste(color, (number % 2 * 16, number // 2 * 16, number % 2 * 16 + 16, number // 2 * 16 + 16))
    return made.quantize(4) if mode == "P" else made.convert(mode)


def file_of(made: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def quarters(content: bytes) -> list[Any]:
    """The color in the middle of each quarter."""
    made = Image.open(io.BytesIO(content)).convert("RGB")
    return [made.getpixel((made.width * at // 4, made.height * down // 4)) for down in (1, 3) for at in (1, 3)]


def distance(colors: Iterable[Any], others: Iterable[Any]) -> int:
    """The largest difference of a channel between colors and others."""
    pairs = zip(colors, others, strict=True)
    return max(abs(a - b) for color, other in pairs for a, b in zip(color, other, strict=True))


FILES = {
    "png": file_of(quartered(), "PNG"),
    "png with a palette": file_of(quartered("P"), "PNG"),
    "png with transparency": file_of(quartered("RGBA"), "PNG"),
    "interlaced gif": file_of(quartered("P"), "GIF", interlace=True),
    "half color": HALF_COLOR,
    "full color": FULL_COLOR,
    "progressive": PROGRESSIVE,
    "with a preview": file_of(quartered(), "MPO", save_all=True, append_images=[quartered().resize((8, 8))]),
    "four colors": file_of(quartered("CMYK"), "JPEG", quality=95),
}


@pytest.mark.parametrize(("width", "height"), [(16, 16), (32, 32), (70, 50), (9, 90)])
@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_file_has_its_colors_in_another_size(content: bytes, width: int, height: int) -> None:
    file = resized(content, width, height, PLENTY)
    assert file is not None
    before, after = look(content), look(file)
    assert before is not None
    assert after == Picture(before.kind, width, height)
    assert distance(quarters(file), QUARTERS) < 40


def test_a_grey_file_stays_grey() -> None:
    file = resized(GREY, 8, 8, PLENTY)
    assert file is not None
    assert Image.open(io.BytesIO(file)).mode == "L"


def test_a_transparent_part_stays_transparent() -> None:
    made = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    file = resized(file_of(made, "PNG"), 4, 4, PLENTY)
    assert file is not None
    assert Image.open(io.BytesIO(file)).getpixel((2, 2)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "content", [HALF_COLOR[:200], b"\xff\xd8\xff\xd9", b"\xff\xd8", FILES["png"][:60], b"no picture"]
)
def test_a_file_that_is_not_whole_is_not_resized(content: bytes) -> None:
    assert resized(content, 16, 16, PLENTY) is None


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    assert resized(file_of(Image.new("1", (4_001, 4_000)), "PNG"), 16, 16, PLENTY) is None


def test_variations_of_a_picture_are_as_bright_as_it_but_for_their_strength() -> None:
    files = variations(HALF_COLOR, 20, 10, 3, 30)
    assert files is not None
    assert len(set(files)) == 3
    assert [look(file) for file in files] == [Picture("png", 20, 10)] * 3
    assert all(distance(quarters(file), QUARTERS) < 70 for file in files)
    assert variations(HALF_COLOR[:200], 20, 10, 3, 30) is None


def test_a_jpeg_file_has_a_worse_quality_where_it_must_be_small() -> None:
    noise = Image.frombytes("L", (64, 64), random.Random(7).randbytes(64 * 64))
    best = file_of(noise, "JPEG", quality=95)
    smaller = resized(best, 64, 64, len(best) // 2)
    assert smaller is not None
    assert len(smaller) <= len(best) // 2
    assert resized(best, 64, 64, 400) is None


@given(st.data())
def test_a_damaged_file_is_resized_or_not(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([*FILES.values(), animation()])))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(6, len(content) - 1))] = data.draw(st.integers(0, 255))
    file = resized(bytes(content), 5, 3, PLENTY)
    assert file is None or look(file) is not None


# -- animations -------------------------------------------------------------------------------------------------------


def animation() -> bytes:
    """Three frames: one color, then another, then a part of the picture alone."""
    frames = [Image.new("RGB", (8, 6), color) for color in QUARTERS[:2]]
    part = frames[1].copy()
    part.paste(QUARTERS[2], (4, 2, 8, 6))
    durations = [100, 200, 300]
    return file_of(frames[0], "GIF", save_all=True, append_images=[frames[1], part], duration=durations, loop=0)


def test_an_animation_keeps_its_frames_their_time_and_their_place() -> None:
    file = resized(animation(), 16, 12, PLENTY)
    assert file is not None
    assert look(file) == Picture("gif", 16, 12, 600)
    frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(Image.open(io.BytesIO(file)))]
    assert distance((frame.getpixel((0, 0)) for frame in frames), [QUARTERS[0], QUARTERS[1], QUARTERS[1]]) < 5
    assert distance((frame.getpixel((15, 11)) for frame in frames), QUARTERS[:3]) < 5


def test_an_animation_that_would_be_too_large_is_not_resized() -> None:
    file = resized(animation(), 80, 60, PLENTY)
    assert file is not None
    assert resized(animation(), 80, 60, len(file)) == file
    assert resized(animation(), 80, 60, len(file) - 1) is None
    assert resized(animation(), 4_000, 4_000, PLENTY) is None
