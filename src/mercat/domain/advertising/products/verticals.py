"""Verticals of products: their categories, which form trees of three levels, and the attributes of the last level."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Search, Slice, slice_of
from mercat.domain.advertising.reference import table
from mercat.model.advertising import AdObject
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

ECOMMERCE: Final = "INDUSTRY_TYPE_ECOMMERCE"
_LEVELS: Final = 3

Members = dict[str, Any]


class VerticalUnknown(Refusal):
    """There is no such vertical."""


class Vertical(msgspec.Struct, frozen=True):
    """One vertical. A category is its id, name and the id of the one above, or 0; an attribute is its name and type."""

    id: int
    name: str
    type: str
    vertical: str
    catalog_types: list[str]
    attributes: list[tuple[str, str]]
    categories: list[tuple[int, str, int]]

    def names(self) -> dict[int, str]:
        """The name of each category by its id."""
        return {category_id: name for category_id, name, _ in self.categories}

    def path(self, category_id: int) -> list[int]:
        """The categories from the first level down to one."""
        above = {own: parent for own, _, parent in self.categories}
        path = [category_id]
        while above[path[0]]:
            path.insert(0, above[path[0]])
        return path


@cache
def verticals() -> dict[int, Vertical]:
    """All verticals by id."""
    return {each.id: each for each in msgspec.convert(table("verticals"), list[Vertical])}


def of_industry(industry: str) -> Vertical:
    """The vertical of a type of industry."""
    return next(each for each in verticals().values() if each.type == industry)


def listing(tx: Tx, owner: int, members: Members) -> list[Members]:
    """List verticals of products."""
    return [
        {
            "id": each.id,
            "name": each.name,
            "description": f"{each.name}商品",
            "support_catalog_types": each.catalog_types,
            "type": each.type,
        }
        for each in verticals().values()
    ]


def categories(tx: Tx, search: Search) -> Slice:
    """List categories of a vertical, a page at a time."""
    return categories_of(_vertical(search), search)


def categories_of(vertical: Vertical, search: Search) -> Slice:
    """The categories of a vertical that match `level`, `category_id` and a part of `category_name`."""
    names, asked = vertical.names(), search.parameters
    rows = []
    for category_id, name in names.items():
        path = vertical.path(category_id)
        if (
            asked.get("level", len(path) - 1) == len(path) - 1
            and asked.get("category_id", category_id) == category_id
            and asked.get("category_name", name) in name
        ):
            rows.append(_row(category_id, _category(names, path)))
    return slice_of(rows, search.window)


def attributes(tx: Tx, search: Search) -> Slice:
    """List attributes of products by their last category, a page at a time."""
    vertical = _vertical(search)
    asked = search.parameters.get("last_category_id_list")
    rows = [
        _row(category_id, {"attribute_name": name, "attribute_type": kind, "last_category_id": category_id})
        for category_id in _last(vertical, asked)
        for name, kind in vertical.attributes
    ]
    return slice_of(rows, search.window)


def _vertical(search: Search) -> Vertical:
    vertical = verticals().get(search.parameters["vertical_id"])
    if vertical is None:
        raise VerticalUnknown
    return vertical


def _last(vertical: Vertical, asked: Iterable[int] | None) -> list[int]:
    last = [each for each in vertical.names() if len(vertical.path(each)) == _LEVELS]
    return [each for each in last if asked is None or each in set(asked)]


def _category(names: dict[int, str], path: list[int]) -> Members:
    steps = [{"category_id": each, "category_name": names[each], "level": level} for level, each in enumerate(path)]
    return {**steps[-1], "parent_category_id": path[-2] if len(path) > 1 else 0, "category_path": steps}


def _row(row_id: int, members: Members) -> AdObject:
    return AdObject(row_id, 0, members, 0, 0, deleted=False)
