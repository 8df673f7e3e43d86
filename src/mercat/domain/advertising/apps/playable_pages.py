"""Pages on which people try a WeChat mini game. Their makers publish them elsewhere; the API lists them."""

from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Window
from mercat.model.advertising import Condition
from mercat.store.tx import Tx

KIND: Final = "playable page"
MOST: Final = 100


class PlayablePage(Facts):
    """The facts of a page: rules read none."""


playable_pages: Final = Collection(KIND, PlayablePage)


def of_game(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List the pages of a mini game."""
    own = Condition("app_id", "equals", (members["app_id"],))
    return [each.document for each in playable_pages.find(tx, Search([owner], (own,), window=Window(MOST))).items]
