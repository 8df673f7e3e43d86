"""Facts of video files, read from their headers: format, size in pixels, frames, codecs. Frames are not decoded."""

from collections.abc import Iterator
from struct import error as StructError
from struct import iter_unpack, unpack_from
from typing import BinaryIO, Final

import msgspec

HEADER_BYTES: Final = 16 * 1_048_576  # of the part of a file that describes it
_PARTS: Final = 10_000  # of one level of a file
_CODECS: Final = {
    "avc1": "H264",
    "avc3": "H264",
    "h264": "H264",
    "hvc1": "HEVC",
    "hev1": "HEVC",
    "mp4v": "MPEG4",
    "jpeg": "MJPEG",
    "mp4a": "AAC",
    "\0\0\0\0": "RAWVIDEO",  # in a bitmap header
}
_WAVE_CODECS: Final = {0x01: "PCM", 0x55: "MP3", 0xFF: "AAC"}


class Track(msgspec.Struct):
    """The pictures or the sound of a video. `bit_rate` is bits a second; a number is 0 if the file does not say it."""

    codec: str = ""
    milliseconds: int = 0
    frames: int = 0
    bit_rate: int = 0
    width: int = 0
    height: int = 0
    sample_rate: int = 0


class Clip(msgspec.Struct):
    """`kind` is mp4, mov or avi. A clip without sound has no `sound`."""

    kind: str
    pictures: Track
    sound: Track | None = None


class Unreadable(ValueError):
    """The bytes begin as a video file, but are not a complete one with pictures."""


def look(content: BinaryIO, size: int) -> Clip | None:
    """The facts of a video, or None if the bytes are not an mp4, mov or avi file. Raises Unreadable."""
    content.seek(0)
    head = content.read(12)
    try:
        if head[:4] == b"RIFF" and head[8:] == b"AVI ":
            return _avi(content, size)
        if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide"):
            return _movie(content, size, "mov" if head[4:8] != b"ftyp" or head[8:] == b"qt  " else "mp4")
    except (StructError, UnicodeError) as problem:
        raise Unreadable from problem
    return None


def _clip(kind: str, tracks: list[tuple[bytes, Track]], *, whole: bool) -> Clip:
    """A clip of the first track with pictures and the first one with sound."""
    pictures = [track for name, track in tracks if name in (b"vide", b"vids") and track.width and track.height]
    sounds = [track for name, track in tracks if name in (b"soun", b"auds")]
    if not (whole and pictures):
        raise Unreadable
    return Clip(kind, pictures[0], sounds[0] if sounds else None)


def _per_second(bits: int, milliseconds: int) -> int:
    return bits * 1_000 // milliseconds if milliseconds else 0


# -- mp4 and mov: boxes -----------------------------------------------------------------------------------------------


def _movie(content: BinaryIO, size: int, kind: str) -> Clip:
    at, header, has_data = 0, b"", False
    for _ in range(_PARTS):
        if at == size:
            break
        content.seek(at)
        length, name, begin = _box_head(content.read(16), size - at)
        has_data = has_data or name == b"mdat"
        if name == b"moov" and length <= HEADER_BYTES:
            content.seek(at + begin)
            header = content.read(length - begin)
        at += length
    tracks = [_track(body) for name, body in _boxes(header) if name == b"trak"]
    return _clip(kind, tracks, whole=at == size and has_data)


def _box_head(head: bytes, left: int) -> tuple[int, bytes, int]:
    """The length of a box, its name, and where its content begins. Raises Unreadable if it is longer than `left`."""
    length, name = unpack_from(">I4s", head)
    begin = 8
    if length == 1:
        (length,), begin = unpack_from(">Q", head, 8), 16
    elif length == 0:  # to the end
        length = left
    if not begin <= length <= left:
        raise Unreadable
    return length, name, begin


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_PARTS):
        if len(content) - at < 8:  # QuickTime ends some lists with four zeros
            return
        length, name, begin = _box_head(content[at : at + 16], len(content) - at)
        yield name, content[at + begin : at + length]
        at += length


def _track(content: bytes) -> tuple[bytes, Track]:
    boxes = dict(_boxes(content))
    media = dict(_boxes(boxes.get(b"mdia", b"")))
    table = dict(_boxes(dict(_boxes(media.get(b"minf", b""))).get(b"stbl", b"")))
    (kind,) = unpack_from(">4s", media.get(b"hdlr", b""), 8)
    milliseconds = _milliseconds(media.get(b"mdhd", b""))
    frames, size = _samples(table.get(b"stsz", bytes(12)))
    (codec,) = unpack_from(">4s", table.get(b"stsd", b""), 12)
    track = Track(_codec(codec), milliseconds, frames, _per_second(8 * size, milliseconds))
    if kind == b"vide":
        track.width, track.height = (side >> 16 for side in unpack_from(">II", boxes.get(b"tkhd", b"")[-8:]))
    if kind == b"soun":
        (track.sample_rate,) = unpack_from(">H", table[b"stsd"], 40)
    return kind, track


def _milliseconds(header: bytes) -> int:
    """The duration that the header of a media states."""
    scale, duration = unpack_from(">IQ", header, 20) if header[:1] == b"\1" else unpack_from(">II", header, 12)
    return int(duration * 1_000 // scale) if scale else 0


def _samples(sizes: bytes) -> tuple[int, int]:
    """How many samples a track has, and their bytes together."""
    each, count = unpack_from(">II", sizes, 4)
    if each:
        return count, each * count
    if len(sizes) < 12 + 4 * count:
        raise Unreadable
    return count, sum(size for (size,) in iter_unpack(">I", sizes[12 : 12 + 4 * count]))


def _codec(name: bytes) -> str:
    text = name.decode("latin-1")
    return _CODECS.get(text.lower(), text.strip().upper() if text.isprintable() else "")


# -- avi: chunks ------------------------------------------------------------------------------------------------------


def _avi(content: BinaryIO, size: int) -> Clip:
    header, has_data, at = b"", False, 12
    content.seek(4)
    (length,) = unpack_from("<I", content.read(4))
    end = length + 8  # further RIFF lists may follow in a long file
    if end > size:
        raise Unreadable
    for _ in range(_PARTS):
        if end - at < 12:
            break
        content.seek(at)
        name, length, kind = unpack_from("<4sI4s", content.read(12))
        if at + 8 + length > end:
            raise Unreadable
        has_data = has_data or (name, kind) == (b"LIST", b"movi")
        if (name, kind) == (b"LIST", b"hdrl") and 4 <= length <= HEADER_BYTES:
            header = content.read(length - 4)
        at += 8 + length + length % 2
    streams = [body for name, body in _chunks(header) if name == b"LIST" and body[:4] == b"strl"]
    return _clip("avi", [_stream(body[4:]) for body in streams], whole=has_data)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_PARTS):
        if len(content) - at < 8:
            return
        name, length = unpack_from("<4sI", content, at)
        if at + 8 + length > len(content):
            raise Unreadable
        yield name, content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _stream(content: bytes) -> tuple[bytes, Track]:
    chunks = dict(_chunks(content))
    head, form = chunks.get(b"strh", b""), chunks.get(b"strf", b"")
    (kind,) = unpack_from("<4s", head)
    scale, rate, _, units = unpack_from("<4I", head, 20)
    track = Track(milliseconds=units * scale * 1_000 // rate if rate else 0)
    if kind == b"vids":
        width, height, _, codec = unpack_from("<iiI4s", form, 4)
        track.codec, track.frames = _codec(codec), units
        track.width, track.height = max(width, 0), abs(height)
    if kind == b"auds":
        number, _, track.sample_rate, byte_rate = unpack_from("<HHII", form)
        track.codec, track.bit_rate = _WAVE_CODECS.get(number, ""), 8 * byte_rate
    return kind, track
