"""Places on the map, by the map's ids. A place becomes known here when somebody asks for its address.

The map is another system. Beside what was asked for, the places of a small table are known everywhere.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice, row, slice_of
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.targeting import regions
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "place"
EVERYWHERE: Final = 0  # places are the same for all accounts
PLACE_ID: Final = "poi_id"
NAME: Final = "local_store_name"
SENSITIVE: Final = ("部队", "军区", "监狱", "看守所")  # nobody advertises there
_DISTRICT_DIGITS: Final = 100
_FIRST_ID: Final = 10**18
_HEX_DIGITS: Final = 14
_ID_LENGTH: Final = 64

Document = dict[str, Any]


class Place(Facts):
    """A place. Its id is unique."""

    poi_id: str = ""

    def unique_name(self) -> str | None:
        return self.poi_id


places: Final = Collection(KIND, Place)


def get(tx: Tx, place_id: str) -> Document:
    """The place with an id of the map. Raises NotFound."""
    if place_id in _table():
        return _table()[place_id]
    object_id = ad_objects.find_by_name(tx, KIND, EVERYWHERE, place_id)
    if object_id is None:
        raise NotFound(KIND, place_id[:_ID_LENGTH])
    return places.get(tx, EVERYWHERE, object_id).document


def search(tx: Tx, search: Search) -> Slice:
    """List places whose name or address has a word, a page at a time."""
    (owner,) = search.owners
    word = _plain(search.parameters["key_word"])
    matches = (place for place in _all(tx) if word in _plain(f"{place[NAME]} {_address(place)}"))
    return slice_of([row(owner, place) for place in matches], search.window)


def parse(tx: Tx, owner: int, members: Document) -> Document:
    """Find the places at addresses."""
    answer: Document = {"success_list": [], "fail_list": [], "sensitive_list": []}
    for address in members["store_address_list"]:
        if any(word in address for word in SENSITIVE):
            answer["sensitive_list"].append(address)
            continue
        place = _at(tx, address)
        if place is None:
            answer["fail_list"].append(address)
        else:
            point = place.get("local_store_location", {})
            answer["success_list"].append({**place, **point, "origin_address": address})
    return answer


def _at(tx: Tx, address: str) -> Document | None:
    """The place at an address; None if the address names no region, or nothing in it."""
    region, rest = _divided(_plain(address))
    for place in _all(tx):
        if _plain(place["local_store_address"]) == rest and _lies_in(place, region):
            return place
    if not region or not rest:
        return None
    digits = hashlib.md5(f"{region}{rest}".encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:_HEX_DIGITS]
    place = {**_in_region(region), PLACE_ID: str(_FIRST_ID + int(digits, 16)), NAME: rest, "local_store_address": rest}
    places.add(tx, EVERYWHERE, place)
    return place


def _divided(plain: str) -> tuple[int, str]:
    """The region that an address names with most of those in which it lies, 0 if none, and what follows its name."""
    named = {code for code, name in regions.names().items() if name in plain}
    if not named:
        return 0, plain
    region = max(sorted(named), key=lambda code: len(named & {code, regions.parent(code), regions.province(code)}))
    name = regions.names()[region]
    return region, plain[plain.index(name) + len(name) :]


def _lies_in(place: Document, region: int) -> bool:
    code = place["local_store_adcode"]
    return not region or region in (code, regions.city(code), regions.province(code))


def _in_region(code: int) -> Document:
    city, province = regions.city(code), regions.province(code)
    return {
        "local_store_province": regions.names()[province],
        "local_store_city": regions.names()[city],
        "local_store_district": regions.names()[code] if code % _DISTRICT_DIGITS else "",
        "local_store_adcode": code,
        "local_store_street": "",
        "local_store_business_area": "",
        "local_store_category": "",
        "telephone": "",
    }


def _all(tx: Tx) -> Iterator[Document]:
    yield from _table().values()
    yield from (item.document for item in places.matches(tx, Search([EVERYWHERE])))


@cache
def _table() -> dict[str, Document]:
    return {place[PLACE_ID]: place for place in map(_read, table("places"))}


def _read(line: Iterable[Any]) -> Document:
    place_id, name, code, street, address, telephone, latitude, longitude, area, category = line
    return {
        **_in_region(code),
        PLACE_ID: place_id,
        NAME: name,
        "local_store_street": street,
        "local_store_address": address,
        "telephone": telephone,
        "local_store_location": {"latitude": latitude, "longitude": longitude},
        "local_store_business_area": area,
        "local_store_category": category,
    }


def _address(place: Document) -> str:
    names = ("local_store_province", "local_store_city", "local_store_district", "local_store_address")
    return "".join(dict.fromkeys(place[name] for name in names))


def _plain(text: str) -> str:
    return "".join(text.split())
