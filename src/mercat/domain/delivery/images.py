"""Images: the files that creatives show."""

import hashlib
from dataclasses import dataclass
from math import gcd
from typing import Any, Final

from mercat.domain.delivery.collection import Collection, Facts
from mercat.domain.delivery.pictures import Picture, look
from mercat.domain.delivery.refusals import OutOfRange, TooLarge
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

KIND: Final = "image"
MOST_BYTES: Final = 10 * 1_048_576
MOST_MILLISECONDS: Final = 5_000
_TYPES: Final = {"png": "IMAGE_TYPE_PNG", "jpg": "IMAGE_TYPE_JPG", "gif": "IMAGE_TYPE_GIF"}


@dataclass
class NotStored(Refusal):
    """The file is no picture of an admitted kind, or its signature is another."""


@dataclass
class ResizeFailed(Refusal):
    """The picture cannot be brought to the size that was asked for."""


class Image(Facts):
    """No rule reads anything of an image that is there."""


class Images(Collection[Image]):
    """The images of all accounts."""

    def add_file(
        self, tx: Tx, account_id: int, content: bytes, signature: str, about: dict[str, Any], place: str
    ) -> tuple[int, dict[str, Any]]:
        """Keep a file, whose MD5 is `signature`, as an image; its id and document.

        `about` are members that the caller chose; `place` names the content in refusals. Raises TooLarge, NotStored,
        OutOfRange (it plays too long).
        """
        if len(content) > MOST_BYTES:
            raise TooLarge(place, MOST_BYTES)
        picture = look(content)
        found = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if picture is None or found != signature.lower():
            raise NotStored
        if picture.milliseconds > MOST_MILLISECONDS:
            raise OutOfRange(place, 0, MOST_MILLISECONDS // 1_000)
        key = tx.files.put(content)
        document = {**described(picture), "file_size": len(content), "signature": found, "preview_url": key, **about}
        document["owner_account_id"] = str(account_id)
        return self.add(tx, account_id, document), document


images: Final = Images(KIND, Image)


def described(picture: Picture) -> dict[str, Any]:
    """What is known of a picture by looking at it, and what every new image is."""
    shared = gcd(picture.width, picture.height)
    return {
        "width": picture.width,
        "height": picture.height,
        "type": _TYPES[picture.kind],
        "sample_aspect_ratio": f"{picture.width // shared}:{picture.height // shared}",
        "source_signature": "",
        "source_type": "SOURCE_TYPE_API",
        "image_usage": "IMAGE_USAGE_DEFAULT",
        "status": "ADSTATUS_NORMAL",
        "description": "",
    }
