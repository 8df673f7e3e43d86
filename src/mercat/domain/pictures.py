"""Image files in another size or brightness. Pillow decodes and encodes them; it is imported with the first of them."""

import io
import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from mercat.domain.image_files import look

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS: Final = 16_000_000  # of all frames of a picture together, before and after
QUALITIES: Final = (85, 50, 25, 10)  # of a JPEG file, the best first
_DAMAGED: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error)  # as Pillow says it


class Undecodable(Exception):
    """The file is damaged, of another kind, or too large."""


def resized(content: bytes, width: int, height: int, most_bytes: int) -> bytes | None:
    """A file of the same kind in another size in pixels, or None if it cannot be decoded or would be too large.

    A JPEG file gets the best of some qualities in which it is small enough. All frames of an animation are resized.
    """
    try:
        files = _files(_opened(content, width, height), width, height)
        return next((file for file in files if len(file) <= most_bytes), None)
    except (*_DAMAGED, Undecodable):
        return None


def variations(content: bytes, width: int, height: int, count: int, strength: int) -> list[bytes] | None:
    """PNG files of a picture in another size, each brighter or darker by up to `strength` of 255.

    None if the file cannot be decoded.
    """
    try:
        plain = _opened(content, width, height).convert("RGBA").resize((width, height))
    except (*_DAMAGED, Undecodable):
        return None
    return [_brightened(plain, ((number + 1) * 37) % (2 * strength + 1) - strength) for number in range(count)]


def _opened(content: bytes, width: int, height: int) -> "Image":
    """The first frame of a file that is small enough to be decoded. Raises Undecodable, and what Pillow raises."""
    from PIL.GifImagePlugin import GifImageFile
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    facts = look(content)
    if facts is None or max(facts.width * facts.height, width * height) > MOST_PIXELS:
        raise Undecodable
    kinds: dict[str, Callable[[io.BytesIO], Image]] = {"png": PngImageFile, "jpg": JpegImageFile, "gif": GifImageFile}
    source = kinds[facts.kind](io.BytesIO(content))
    frames = getattr(source, "n_frames", 1)
    if max(source.width * source.height, width * height) * frames > MOST_PIXELS:
        raise Undecodable
    source.load()
    return source


def _files(source: "Image", width: int, height: int) -> Iterator[bytes]:
    """Files of the source's kind, the best first, with its profile of colors and the way up that a camera noted."""
    if source.format == "GIF":
        yield _animation(source, width, height)
        return
    made = source.resize((width, height))
    noted = {name: source.info[name] for name in ("icc_profile", "exif", "transparency") if name in source.info}
    for quality in QUALITIES if source.format == "JPEG" else QUALITIES[:1]:
        yield _saved(made, str(source.format), **noted, quality=quality)


def _animation(source: "Image", width: int, height: int) -> bytes:
    from PIL import ImageSequence

    frames, durations = [], []
    for frame in ImageSequence.Iterator(source):
        durations.append(frame.info.get("duration", 0))
        frames.append(frame.convert("RGBA").resize((width, height)))
    loop = {"loop": source.info["loop"]} if "loop" in source.info else {}
    if len(frames) == 1:
        return _saved(frames[0], "GIF")
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=durations, disposal=2, **loop)


def _brightened(plain: "Image", change: int) -> bytes:
    shades = [min(255, max(0, shade + change)) for shade in range(256)]
    return _saved(plain.point([*shades * 3, *range(256)]), "PNG")


def _saved(made: "Image", kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()
