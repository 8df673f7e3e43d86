"""Categories of stores: two levels below each of some verticals."""

from functools import cache
from typing import Any, Final

from mercat.domain.advertising.reference import table
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

KIND: Final = "store category"
LEVELS: Final = ("first", "second", "third", "fourth")

Document = dict[str, Any]


@cache
def categories() -> dict[int, Document]:
    """All categories by id, those of the first level first."""
    rows = {}
    for vertical_id, vertical, own in table("store_categories"):
        for category_id, name, parent_id in own:
            rows[category_id] = {
                "vertical_id": vertical_id,
                "vertical_name": vertical,
                "category_id": category_id,
                "parent_category_id": parent_id,
                "category_name": name,
                "level": 2 if parent_id else 1,
            }
    return rows


def listing(tx: Tx, owner: int, members: Document) -> list[Document]:
    """List categories of stores: of one vertical or of all."""
    vertical_id = members.get("vertical_id")
    return [each for each in categories().values() if not vertical_id or each["vertical_id"] == vertical_id]


def named(about: Document) -> Document:
    """The names of the vertical and the categories that a store has by their ids. Raises NotFound.

    Each has to lie in the one before it. An id of 0 is none.
    """
    names = {}
    above = 0
    for place, level in enumerate(LEVELS):
        own_id = about.get(f"{level}_category_id", 0)
        if own_id:
            names[f"{level}_category_name"] = _name(place, own_id, above)
            above = own_id
    return names


def _name(place: int, own_id: int, above: int) -> str:
    for each in categories().values():
        if place == 0 and each["vertical_id"] == own_id:
            return str(each["vertical_name"])
        in_vertical = place == 1 and each["vertical_id"] == above and not each["parent_category_id"]
        if each["category_id"] == own_id and (in_vertical or (place > 1 and each["parent_category_id"] == above)):
            return str(each["category_name"])
    raise NotFound(KIND, own_id)
