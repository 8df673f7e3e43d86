"""Pictures of papers. They are apart from the images of an account, because no ad may show them."""

from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.materials.images import md5_of
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.refusals import OutOfRange
from mercat.domain.image_files import look
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

KIND: Final = "qualification image"
MOST_BYTES: Final = 5 * 1_048_576
MOST_SIDE: Final = 50_000  # pixels
MOST_PIXELS: Final = 250_000_000
KINDS: Final = ("jpg", "png")


class PictureEmpty(Refusal):
    """The file has no bytes."""


class PictureTooLarge(Refusal):
    """The file has more than `limit` bytes."""

    limit: int


class PictureUnfit(Refusal):
    """The file is no picture of an allowed format."""


class PictureDiffers(Refusal):
    """The file does not have its signature."""


class Picture(Facts):
    """The facts of a picture: rules read none."""


class Pictures(Collection[Picture]):
    """The pictures of papers of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List pictures of papers by their ids, a page at a time."""
        ids = tuple(map(id_of, search.parameters["image_ids"]))
        return super().find(tx, search.narrowed(Condition(ID, "in", ids, "integer")))

    def keep(self, tx: Tx, owner: int, content: bytes, signature: str) -> AdObject:
        """Store a picture. Raises PictureEmpty, PictureTooLarge, PictureUnfit, PictureDiffers, OutOfRange."""
        if not content:
            raise PictureEmpty
        if len(content) > MOST_BYTES:
            raise PictureTooLarge(MOST_BYTES)
        picture = look(content)
        if picture is None or picture.kind not in KINDS:
            raise PictureUnfit
        if md5_of(content) != signature.lower():
            raise PictureDiffers
        for side in (picture.width, picture.height):
            if side > MOST_SIDE:
                raise OutOfRange("file", 1, MOST_SIDE)
        if picture.width * picture.height > MOST_PIXELS:
            raise OutOfRange("file", 1, MOST_PIXELS)
        document: dict[str, Any] = {"signature": signature.lower(), "image_url": tx.files.put(content)}
        return self.get(tx, owner, self.add(tx, owner, document))


pictures: Final = Pictures(KIND, Picture)
