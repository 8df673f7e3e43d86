"""Video files of any size in pixels: boxes of mp4 and mov, chunks of avi. Their frames are zeros."""

import struct

FRAMES, FPS = 50, 25


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def mp4(width: int = 640, height: int = 360, *, brand: bytes = b"isom", sound: bool = True, size: int = 0) -> bytes:
    """A whole file of two seconds, filled up to `size` bytes."""
    tracks = _track(b"vide", b"avc1", width, height, FPS, FRAMES, 1_000)
    tracks += _track(b"soun", b"mp4a", 0, 0, 44_100, 86, 200) if sound else b""
    parts = box(b"ftyp", brand + bytes(4)) + box(b"moov", box(b"mvhd", bytes(100)) + tracks)
    parts += box(b"mdat", bytes(FRAMES))
    return parts + (box(b"free", bytes(size - len(parts) - 8)) if size else b"")


def mov(width: int = 320, height: int = 240) -> bytes:
    return mp4(width, height, brand=b"qt  ")


def _track(kind: bytes, codec: bytes, width: int, height: int, rate: int, samples: int, bytes_each: int) -> bytes:
    duration = 2 * rate
    entry = codec + bytes(24) + struct.pack(">I", rate << 16 if kind == b"soun" else 0) + bytes(50)
    entry = struct.pack(">I", 4 + len(entry)) + entry
    table = box(b"stsd", struct.pack(">II", 0, 1) + entry)
    table += box(b"stsz", struct.pack(">III", 0, bytes_each, samples))
    media = box(b"mdhd", bytes(12) + struct.pack(">II", rate, duration) + bytes(4))
    media += box(b"hdlr", bytes(8) + kind + bytes(12)) + box(b"minf", box(b"stbl", table))
    head = box(b"tkhd", bytes(76) + struct.pack(">II", width << 16, height << 16))
    return box(b"trak", head + box(b"mdia", media))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + bytes(len(content) % 2)


def avi(width: int = 160, height: int = 120) -> bytes:
    """Two seconds of pictures and sound."""
    picture = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", 0, 0, 0, 0, 0)
    wave = struct.pack("<HHIIHHH", 0x55, 1, 22_050, 8_000, 1, 0, 0)
    streams = _stream(b"vids", 1, FPS, FRAMES, picture) + _stream(b"auds", 1, 8_000, 16_000, wave)
    head = chunk(b"LIST", b"hdrl" + chunk(b"avih", bytes(56)) + streams)
    return chunk(b"RIFF", b"AVI " + head + chunk(b"LIST", b"movi" + chunk(b"00dc", bytes(9))))


def _stream(kind: bytes, scale: int, rate: int, units: int, form: bytes) -> bytes:
    head = kind + bytes(16) + struct.pack("<4I", scale, rate, 0, units) + bytes(20)
    return chunk(b"LIST", b"strl" + chunk(b"strh", head) + chunk(b"strf", form))
