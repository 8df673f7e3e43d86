"""Profiles: the pages with the picture and the name of an advertiser that ads in WeChat Moments link to."""

from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts
from mercat.domain.advertising.materials.brands import check_sides, check_size
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

KIND: Final = "profile"
DEFINITION: Final = "PROFILE_TYPE_DEFINITION"
MEMBERS: Final = ("head_image_id", "profile_name", "description")


class Profile(Facts):
    """The members that rules read."""

    profile_type: str = DEFINITION
    head_image_id: str = ""
    profile_name: str = ""
    description: str = ""


class Profiles(Collection[Profile]):
    """The profiles of all accounts."""

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a profile. One that the caller defines shows an image of the account."""
        facts = self.read(document)
        self.check(tx, owner, facts, facts)
        members = {**document, "owner_id": owner, "system_status": "AD_STATUS_NORMAL"}
        if facts.head_image_id:
            members["head_image_url"] = _picture(tx, owner, facts.head_image_id)
        return super().add(tx, owner, members)

    def check(self, tx: Tx, owner: int, facts: Profile, changes: Profile) -> None:
        """Check that a profile that the caller defines has a picture, a name and a description."""
        for name in MEMBERS:
            if facts.profile_type == DEFINITION and not getattr(facts, name):
                raise Missing(name)


profiles: Final = Profiles(KIND, Profile)


def _picture(tx: Tx, owner: int, image_id: str) -> str:
    """The file of an image that a profile may show. Raises NotFound, TooLarge, OutOfRange."""
    image = images.get(tx, owner, id_of(image_id)).document
    check_size("head_image_id", image["file_size"])
    check_sides("head_image_id", image["width"], image["height"])
    file: str = image["preview_url"]
    return file
