"""Targeting that an account has saved under a name. The API lists it and creates none."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.targeting import regions
from mercat.model.advertising import AdObject
from mercat.store.tx import Tx

KIND: Final = "targeting"
OWN: Final = {
    "targeting_source_type": "TARGETING_SOURCE_TYPE_CREATE",
    "targeting_source_msg": "自建",
    "share_from_account_id": 0,
    "share_from_targeting_id": 0,
}


class Targeting(Facts):
    """The facts of saved targeting: rules read none."""


class Targetings(Collection[Targeting]):
    """The saved targeting of all accounts."""

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Save targeting."""
        return super().add(tx, owner, {**OWN, **document})

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Saved targeting with a Chinese description."""
        return [item.with_members({"targeting_translation": described(item.document["targeting"])}) for item in items]


targetings: Final = Targetings(KIND, Targeting)


def described(targeting: Mapping[str, Any]) -> str:
    """The targeting in Chinese words: a part for each member, in the order of the file of words."""
    words = table("targeting_words")
    parts = []
    for member in filter(targeting.get, words):
        value = targeting[member]
        if member == "age":
            text = "、".join(f"{each['min']} 至 {each['max']} 岁" for each in value)
        elif member == "geo_location":
            text = _places(words, value)
        elif isinstance(value, list):
            text = "、".join(words.get(str(each), str(each)) for each in value)
        else:
            text = "已设置"
        parts.append(f"{words[member]}：{text}；")
    return "".join(parts)


def _places(words: Mapping[str, str], place: Mapping[str, Any]) -> str:
    ways = "、".join(words.get(way, way) for way in place.get("location_types", ()))
    names: Iterable[str] = (regions.names().get(code, str(code)) for code in place.get("regions", ()))
    districts = table("business_districts")
    more = [districts.get(str(code), str(code)) for code in place.get("business_districts", ())]
    more += [
        f"{each['longitude']},{each['latitude']} 周边 {each['radius']} 米" for each in place.get("custom_locations", ())
    ]
    return (f"（{ways}）" if ways else "") + "、".join([*names, *more])
