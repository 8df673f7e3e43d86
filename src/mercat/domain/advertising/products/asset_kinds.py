"""Kinds of marketing assets: which categories and properties the products of each library have."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Search, Slice, holds, row, slice_of
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.refusals import RegionUnknown
from mercat.domain.advertising.targeting import regions
from mercat.model.refusals import Missing, NotAllowed, TooMany
from mercat.store.tx import Tx

AREA: Final = "PROMOTED_ASSET_ATTR_KEY_RENOVATION_SERVICES_SERVICE_AREA"  # its values are regions
SPU: Final = "PROMOTED_ASSET_ATTR_KEY_SPU_ID"
OF_ALL_KINDS: Final = (SPU, "PROMOTED_ASSET_ATTR_KEY_SKU_ID", "PROMOTED_ASSET_ATTR_KEY_BRAND")
CATEGORY: Final = "_CATE_NAME"  # ends the name of the property with the category
_LEVELS: Final = 4
_PLACE: Final = "properties.property_value"

Members = dict[str, Any]


class Property(msgspec.Struct, frozen=True, array_like=True):
    """A property of assets. Without `values`, any text is one."""

    name: str
    chinese: str
    values: list[str]
    required: bool
    multiple: bool

    def described(self) -> Members:
        """The property as it is listed."""
        part = "MARKETING" if self.required else "ADDITIONAL"
        kind = "TREE" if self.name == AREA else "ENUM" if self.values else "STRING"
        return {
            "property_name": self.name,
            "property_cn": self.chinese,
            "is_multiple": self.multiple,
            "is_required": self.required,
            "property_class": f"MARKETING_ASSET_ATTR_CLASS_{part}",
            "property_type": f"ATTRIBUTE_TYPE_{kind}",
            "property_value": self.values,
        }


class Kind(msgspec.Struct, frozen=True):
    """One library. A category is a path of ids and names; an SPU has an id, a name and properties in Chinese."""

    asset_types: list[str]
    categories: list[list[tuple[str, str]]]
    properties: list[Property]
    spus: list[tuple[str, str, dict[str, str]]]

    def paths(self) -> list[str]:
        """The names of each category, from the first to the last level."""
        return ["-".join(name for _, name in path) for path in self.categories]


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by the type of what is advertised."""
    return msgspec.convert(table("marketing_assets"), dict[str, Kind])


def check(target_type: str, asset_type: str | None, properties: list[Members]) -> None:
    """Check the properties of a new asset. Raises Missing, NotAllowed, TooMany, RegionUnknown."""
    kind = kinds()[target_type]
    if kind.asset_types and asset_type is None and not kind.spus:
        raise Missing("marketing_asset_type")
    if asset_type is not None and asset_type not in kind.asset_types:
        raise NotAllowed("marketing_asset_type", asset_type, tuple(kind.asset_types))
    values = {each.get("property_name", ""): each.get("property_value", []) for each in properties}
    names = [each.name for each in kind.properties]
    for name in values:
        if name not in (*names, *OF_ALL_KINDS):
            raise NotAllowed("properties.property_name", name, tuple(names))
    for each in kind.properties:
        _check_values(kind, each, values.get(each.name, []))


def _check_values(kind: Kind, one: Property, values: list[str]) -> None:
    allowed = kind.paths() if one.name.endswith(CATEGORY) else one.values
    if one.required and not any(values):
        raise Missing(f"properties.{one.name}")
    if len(values) > 1 and not one.multiple:
        raise TooMany(_PLACE, 1)
    for value in values:
        if allowed and value not in allowed:
            raise NotAllowed(_PLACE, value[:200], tuple(allowed))
        if one.name == AREA and (not value.isdecimal() or int(value[:9]) not in regions.names()):
            raise RegionUnknown


def named(one: Members) -> Members:
    """A stored property as an asset shows it: regions by their names."""
    if one.get("property_name") != AREA:
        return one
    return {**one, "property_value": [_region(int(code)) for code in one["property_value"]]}


def _region(code: int) -> str:
    above = regions.parent(code)
    return (f"{_region(above)}/" if above else "") + regions.names()[code]


# -- what is listed ---------------------------------------------------------------------------------------------------


def categories(tx: Tx, search: Search) -> Slice:
    """List the categories of a kind of assets, a page at a time."""
    kind = _kind(search.parameters)
    rows = [_category(path) for path in kind.categories]
    fitting = [each for each in rows if all(holds(one, each.get(one.member)) for one in search.conditions)]
    return slice_of([row(0, each) for each in fitting], search.window)


def properties(tx: Tx, owner: int, members: Members) -> list[Members]:
    """List the properties of a kind of assets."""
    kind = _kind(members)
    _check_category(kind, members)
    return [each.described() for each in kind.properties if not each.name.endswith(CATEGORY)]


def property_values(tx: Tx, search: Search) -> Slice:
    """List the products that the platform knows of a kind, or the values of one property, a page at a time."""
    kind, asked = _kind(search.parameters), search.parameters
    _check_category(kind, asked)
    rows = _values(kind, asked["property_name"]) if "property_name" in asked else list(map(_spu, kind.spus))
    for condition in search.conditions:
        rows = [each for each in rows if holds(condition, _name_of(each))]
    return slice_of([row(0, each) for each in rows], search.window)


def _kind(asked: Mapping[str, Any]) -> Kind:
    kind = kinds()[asked["marketing_target_type"]]
    asset_type = asked.get("marketing_asset_type")
    if asset_type is not None and kind.asset_types and asset_type not in kind.asset_types:
        raise NotAllowed("marketing_asset_type", asset_type, tuple(kind.asset_types))
    return kind


def _check_category(kind: Kind, asked: Mapping[str, Any]) -> None:
    category = asked.get("marketing_asset_category")
    if category and category not in kind.paths():
        raise NotAllowed("marketing_asset_category", category, tuple(kind.paths()))


def _category(path: list[tuple[str, str]]) -> Members:
    levels = [*path, *[("", "")] * (_LEVELS - len(path))]
    members: Members = {"cate3_disabled": False, "last_cate_tips": ""}
    for level, (category_id, name) in enumerate(levels, 1):
        members |= {f"cate{level}_id": category_id, f"cate{level}_name": name}
    return members


def _values(kind: Kind, name: str) -> list[Members]:
    one = next((each for each in kind.properties if each.name == name), None)
    if one is None:
        return []
    values = kind.paths() if name.endswith(CATEGORY) else one.values
    return [
        {"properties": [{**one.described(), "property_value": [value]}], "extra_properties": []} for value in values
    ]


def _spu(spu: tuple[str, str, dict[str, str]]) -> Members:
    spu_id, name, about = spu
    one = Property(SPU, "SPU_ID", [spu_id], required=True, multiple=False).described()
    extra = {"asset_name": name, **about}
    return {
        "properties": [{**one, "property_class": "MARKETING_ASSET_ATTR_CLASS_UNKNOWN", "property_type": ""}],
        "extra_properties": [{"property_cn": key, "property_value": [value]} for key, value in extra.items()],
    }


def _name_of(one: Members) -> str:
    """The name of a product, or the value of a property."""
    parts = one["extra_properties"] or one["properties"]
    name: str = parts[0]["property_value"][0]
    return name
