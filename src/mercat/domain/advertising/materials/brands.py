"""Brands: the name and the picture under which an account advertises."""

import hashlib
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts
from mercat.domain.advertising.materials.images import Incoming, NotStored, images
from mercat.domain.advertising.refusals import OutOfRange, TooLarge
from mercat.domain.image_files import look
from mercat.model.advertising import AdObject
from mercat.store.tx import Tx

KIND: Final = "brand"
SIDE: Final = 512  # pixels of a picture of a brand or a profile, which is square
MOST_BYTES: Final = 400 * 1_024
KINDS: Final = ("jpg", "png")


class Brand(Facts):
    """The facts of a brand: rules read none."""


class Brands(Collection[Brand]):
    """The brands of all accounts."""

    def keep(self, tx: Tx, account_id: int, name: str, content: bytes) -> AdObject:
        """Store a brand, and its picture as an image of the account. Raises TooLarge, NotStored, OutOfRange."""
        picture = look(content)
        check_size("brand_image_file", len(content))
        if picture is None or picture.kind not in KINDS:
            raise NotStored
        check_sides("brand_image_file", picture.width, picture.height)
        signature = hashlib.md5(content, usedforsecurity=False).hexdigest()
        image_id, image = images.keep(tx, account_id, Incoming(content, signature, "brand_image_file", {}))
        document: dict[str, Any] = {"name": name, "image_id": str(image_id), "image_url": image["preview_url"]}
        document |= {"width": SIDE, "height": SIDE}
        return self.get(tx, account_id, self.add(tx, account_id, document))


brands: Final = Brands(KIND, Brand)


def check_size(place: str, size: int) -> None:
    """Check the number of bytes of a picture. Raises TooLarge."""
    if size > MOST_BYTES:
        raise TooLarge(place, MOST_BYTES)


def check_sides(place: str, width: int, height: int) -> None:
    """Check the sides of a picture. Raises OutOfRange."""
    if (width, height) != (SIDE, SIDE):
        raise OutOfRange(place, SIDE, SIDE)
