"""Tags to target by: regions, business districts, devices, interests, behaviours, intentions; scenes to show ads in."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final, NamedTuple

from mercat.domain.advertising.reference import table
from mercat.domain.advertising.targeting import regions
from mercat.domain.advertising.targeting.devices import devices
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

INTEREST, BEHAVIOR, INTENTION = "INTEREST", "BEHAVIOR", "INTENTION"
CATEGORY, KEYWORD = "CATEGORY", "KEYWORD"
MOST: Final = 50  # that a search or a recommendation answers
_MODE: Final = "TARGETING_TAG_QUERY_MODE_"
_SPECS: Final = {INTEREST: "interest_spec", BEHAVIOR: "behavior_spec"}
_REGIONAL: Final = {"city_level": regions.NONE, "parent_id": regions.NO_PARENT, "parent_name": ""}

Members = dict[str, Any]


class Tag(NamedTuple):
    """An interest, a behaviour or an intention. `users` is how many people have it."""

    id: int
    name: str
    parent_id: int
    users: int
    tag_class: str = CATEGORY


@cache
def tags(kind: str) -> dict[int, Tag]:
    """All tags of one kind by id: categories first, keywords last."""
    categories, keywords = table("tags")[kind], table("tags").get(f"{kind}_{KEYWORD}", ())
    rows = [Tag(*row) for row in categories] + [Tag(*row)._replace(tag_class=KEYWORD) for row in keywords]
    return {tag.id: tag for tag in rows}


def find(tx: Tx, owner: int, members: Members) -> list[Members]:
    """List tags to target by."""
    kind = members["type"]
    if kind == "REGION":
        return _regions()
    if kind == "BUSINESS_DISTRICT":
        return [_in_region(int(code), name, int(code) // 100) for code, name in table("business_districts").items()]
    if kind == "DEVICE_BRAND_MODEL":
        return [_child(each.id, each.name, each.brand_id, devices()) for each in devices().values()]
    some = _queried(kind, members.get("tag_spec", {})) if kind in _SPECS else tags(kind).values()
    return [{**_child(tag.id, tag.name, tag.parent_id, tags(kind)), "tag_class": tag.tag_class} for tag in some]


def users(tx: Tx, owner: int, members: Members) -> list[Members]:
    """List how many people have tags."""
    ids = members.get("category_list")
    return [
        {"category_id": tag.id, "category_name": tag.name, "category_uv": tag.users}
        for tag in tags(members["category_type"]).values()
        if tag.tag_class == CATEGORY and (not ids or tag.id in ids)
    ]


def scenes(tx: Tx, owner: int, members: Members) -> list[Members]:
    """List scenes in which ads can be shown."""
    kind = members["type"]
    return [
        {"id": number, "name": name, "description": text, "parent_id": parent, "targeting_name": kind.lower()}
        for number, name, text, parent in table("scenes")[kind]
    ]


def _regions() -> list[Members]:
    return [
        _in_region(code, name, regions.parent(code)) | {"city_level": regions.level(code)}
        for code, name in regions.names().items()
    ]


def _in_region(tag_id: int, name: str, parent_id: int) -> Members:
    parent_name = regions.names().get(parent_id, "")
    return {**_REGIONAL, "id": tag_id, "name": name, "parent_id": parent_id, "parent_name": parent_name}


def _child(tag_id: int, name: str, parent_id: int, others: dict[int, Any]) -> Members:
    parent_name = others[parent_id].name if parent_id else ""
    return {"id": tag_id, "name": name, "parent_id": parent_id, "parent_name": parent_name}


def _queried(kind: str, spec: Members) -> Iterable[Tag]:
    """The interests or behaviours that a query asks for. Raises Missing."""
    if _SPECS[kind] not in spec:
        raise Missing(f"tag_spec.{_SPECS[kind]}")
    mode = spec[_SPECS[kind]]["query_mode"].removeprefix(_MODE)
    query = spec[_SPECS[kind]].get("query_spec", {})
    if mode == "COMMON":
        return (tag for tag in tags(kind).values() if tag.tag_class == CATEGORY)
    required = _REQUIRED[mode]
    if not query.get(required):
        raise Missing(f"tag_spec.{_SPECS[kind]}.query_spec.{required}")
    excluded = set(query.get("excluding_targeting_tags", ()))
    others = [tag for tag in _MODES[mode](kind, query[required]) if not {tag.name, str(tag.id)} & excluded]
    return others if mode == "VERIFY_QUERY_LIST" else others[: query.get("max_result_number", MOST)]


def _search(kind: str, text: str) -> list[Tag]:
    """The tags whose name contains a text."""
    return [tag for tag in tags(kind).values() if text in tag.name]


def _recommend(kind: str, text: str) -> list[Tag]:
    """The tags beside those that a search finds: the same category, or keywords with a sign of the text."""
    heads = {tag.parent_id or tag.id for tag in _search(kind, text) if tag.tag_class == CATEGORY}
    return [
        tag
        for tag in tags(kind).values()
        if tag.parent_id in heads or (tag.tag_class == KEYWORD and set(tag.name) & set(text))
    ]


def _verify(kind: str, words: list[str]) -> list[Tag]:
    """The tags that have one of some names."""
    return [tag for tag in tags(kind).values() if tag.name in words]


def _popular(kind: str, way: str) -> list[Tag]:
    """The tags that most people have: of all, or keywords if those of the industry are asked for."""
    hot = way == "ADVANCED_RECOMMEND_TYPE_INDUSTRY_HOT"
    some = [tag for tag in tags(kind).values() if tag.tag_class == (KEYWORD if hot else CATEGORY)]
    return sorted(some, key=lambda tag: -tag.users)


_MODES: Final[dict[str, Any]] = {
    "SEARCH": _search,
    "RECOMMEND": _recommend,
    "VERIFY_QUERY_LIST": _verify,
    "ADVANCED_RECOMMEND": _popular,
}
_REQUIRED: Final = {
    "SEARCH": "query",
    "RECOMMEND": "query",
    "VERIFY_QUERY_LIST": "query_list",
    "ADVANCED_RECOMMEND": "advanced_recommend_type",
}
