"""Gift packs of WeChat mini games, which their makers offer to players who come from an ad."""

from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "gift pack"
EVERYWHERE: Final = 0  # games are the same for all accounts


class GiftPack(Facts):
    """A gift pack. A game has one."""

    appid: str = ""

    def unique_name(self) -> str | None:
        return self.appid


gift_packs: Final = Collection(KIND, GiftPack)


def of_game(tx: Tx, appid: str) -> dict[str, Any]:
    """The gift pack of a mini game. Raises NotFound."""
    pack_id = ad_objects.find_by_name(tx, KIND, EVERYWHERE, appid)
    if pack_id is None:
        raise NotFound(KIND, appid[:64])
    return {"act_gift_info": gift_packs.get(tx, EVERYWHERE, pack_id).document}
