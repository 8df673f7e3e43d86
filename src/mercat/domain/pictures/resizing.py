"""An image file in another size, as far as its kind is decoded here."""

from mercat.domain import drawings
from mercat.domain.pictures import gif_resizing, jpeg_resizing


def resized(content: bytes, width: int, height: int, most_bytes: int) -> bytes | None:
    """A file of the same kind with another size in pixels, or None if it is not decoded here or would be too large.

    A JPEG file gets the best of some qualities in which it is small enough.
    """
    if content.startswith(b"\xff\xd8"):
        return jpeg_resizing.resized(content, width, height, most_bytes)
    if content.startswith(b"GIF"):
        file = gif_resizing.resized(content, width, height)
    else:
        file = drawings.resized(content, width, height)
    return None if file is None or len(file) > most_bytes else file
