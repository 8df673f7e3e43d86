"""Images: the files that creatives show."""

import hashlib
from math import gcd
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.domain import pictures
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.materials.materials import NORMAL, STATUS, narrowed, with_status
from mercat.domain.advertising.refusals import OutOfRange, TooLarge
from mercat.domain.image_files import Picture, look
from mercat.model.advertising import AdObject
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

KIND: Final = "image"
MOST_BYTES: Final = 10 * 1_048_576
MOST_MILLISECONDS: Final = 5_000
_TYPES: Final = {"png": "IMAGE_TYPE_PNG", "jpg": "IMAGE_TYPE_JPG", "gif": "IMAGE_TYPE_GIF"}


class NotStored(Refusal):
    """The file is not an image of an allowed format, or its signature does not match."""


class ResizeFailed(Refusal):
    """The image cannot be resized to the requested size."""


class Image(Facts):
    """The facts of an image: rules read none."""


class Incoming(msgspec.Struct, frozen=True):
    """An uploaded file: its bytes, its MD5 by the caller, other members of the call, and the requested size.

    `place` is the name of the bytes in refusals. A size of 0 is the file's own.
    """

    content: bytes
    signature: str
    place: str
    about: dict[str, Any]
    width: int = 0
    height: int = 0
    most_bytes: int = MOST_BYTES


class Ready(msgspec.Struct, frozen=True):
    """A file that can be stored, with the signature of the one that it was made from; empty if that is the same."""

    content: bytes
    picture: Picture
    source_signature: str
    about: dict[str, Any]


class Images(Collection[Image]):
    """The images of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List images that match the filter, a page at a time. Without `created_time`, those of the last half year."""
        return super().find(tx, narrowed(tx, search))

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Images with their status."""
        return [with_status(item) for item in items]

    def keep(self, tx: Tx, account_id: int, file: Incoming) -> tuple[int, dict[str, Any]]:
        """Store a file as an image; its id and document. Raises TooLarge, NotStored, OutOfRange, ResizeFailed."""
        return self.store(tx, account_id, ready(file))

    def store(self, tx: Tx, account_id: int, file: Ready) -> tuple[int, dict[str, Any]]:
        """Store a file that was checked as an image; its id and document."""
        content = file.content
        facts = {"file_size": len(content), "signature": md5_of(content), "source_signature": file.source_signature}
        document = {**described(file.picture), **facts, **file.about}
        document |= {"owner_account_id": str(account_id), "preview_url": tx.files.put(content)}
        return self.add(tx, account_id, document), document


images: Final = Images(KIND, Image)


def ready(file: Incoming) -> Ready:
    """The image of a file, in the size that was asked for. To decode one takes seconds, so no transaction waits for it.

    Raises TooLarge, NotStored, OutOfRange, ResizeFailed.
    """
    content = file.content
    if len(content) > MOST_BYTES:
        raise TooLarge(file.place, MOST_BYTES)
    picture = look(content)
    if picture is None or md5_of(content) != file.signature.lower():
        raise NotStored
    if picture.milliseconds > MOST_MILLISECONDS:
        raise OutOfRange(file.place, 0, MOST_MILLISECONDS // 1_000)
    source = ""
    size = (file.width or picture.width, file.height or picture.height)
    if size != (picture.width, picture.height):
        source, content = md5_of(content), resized(content, *size, file.most_bytes)
        picture = replace(picture, width=size[0], height=size[1])
    if len(content) > file.most_bytes:
        raise ResizeFailed
    return Ready(content, picture, source, file.about)


def resized(content: bytes, width: int, height: int, most_bytes: int = MOST_BYTES) -> bytes:
    """An image file with another size. Raises ResizeFailed if it is not decoded here, or would be too large."""
    file = pictures.resized(content, width, height, most_bytes)
    if file is None:
        raise ResizeFailed
    return file


def md5_of(content: bytes) -> str:
    """The signature of a file."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def described(picture: Picture) -> dict[str, Any]:
    """The members of a new image: facts of its file, and defaults."""
    shared = gcd(picture.width, picture.height)
    return {
        "width": picture.width,
        "height": picture.height,
        "type": _TYPES[picture.kind],
        "sample_aspect_ratio": f"{picture.width // shared}:{picture.height // shared}",
        "source_type": "SOURCE_TYPE_API",
        "image_usage": "IMAGE_USAGE_DEFAULT",
        STATUS: NORMAL,
        "description": "",
    }
