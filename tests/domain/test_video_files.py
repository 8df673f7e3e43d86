"""Facts of video files."""

import contextlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.domain.video_files import Clip, Track, Unreadable, look
from support import clips


def facts(content: bytes) -> Clip | None:
    return look(BytesIO(content), len(content))


def test_an_mp4_says_what_it_shows_and_plays() -> None:
    pictures = Track("H264", 2_000, frames=50, bit_rate=200_000, width=640, height=360)
    sound = Track("AAC", 2_000, frames=86, bit_rate=68_800, sample_rate=44_100)
    assert facts(clips.mp4()) == Clip("mp4", pictures, sound)
    assert facts(clips.mp4(sound=False)) == Clip("mp4", pictures)


def test_an_mov_is_an_mp4_of_another_brand() -> None:
    clip = facts(clips.mov())
    assert clip is not None
    assert (clip.kind, clip.pictures.width, clip.pictures.height) == ("mov", 320, 240)


def test_an_avi_says_what_it_shows_and_plays() -> None:
    pictures = Track("MJPG", 2_000, frames=50, width=160, height=120)
    assert facts(clips.avi()) == Clip("avi", pictures, Track("MP3", 2_000, bit_rate=64_000, sample_rate=22_050))


@pytest.mark.parametrize("content", [b"", b"\x1a\x45\xdf\xa3webm", b"RIFF\0\0\0\0WAVE", b"text" * 9])
def test_another_file_is_none(content: bytes) -> None:
    assert facts(content) is None


@pytest.mark.parametrize("whole", [clips.mp4(), clips.mov(), clips.avi()], ids=["mp4", "mov", "avi"])
def test_no_beginning_of_a_video_is_a_video(whole: bytes) -> None:
    for length in range(12, len(whole)):
        with pytest.raises(Unreadable):
            facts(whole[:length])


@pytest.mark.parametrize(
    "content",
    [
        clips.mp4(0, 0),
        clips.box(b"ftyp", bytes(8)) + clips.box(b"mdat"),
        clips.mp4().replace(b"mdat", b"skip"),
        clips.mp4().replace(b"vide", b"text"),
        clips.avi().replace(b"movi", b"junk"),
        clips.avi(0, 0),
    ],
)
def test_a_file_without_pictures_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        facts(content)


@given(st.sampled_from([clips.mp4(), clips.avi()]), st.data())
def test_a_damaged_file_is_read_or_unreadable_and_never_a_fault(whole: bytes, data: st.DataObject) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        facts(bytes(content))
