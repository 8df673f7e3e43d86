"""Regions of China: provinces, cities and districts by the codes of the national standard GB/T 2260, with their people.

The last two or four digits of a city or a province are zero. A city that the province does not divide into prefectures
follows its province at once.
"""

from collections.abc import Callable, Iterable
from functools import cache
from math import fsum
from typing import Final

from mercat.domain.advertising.reference import table

NO_PARENT: Final = 0
UNKNOWN: Final = 156  # where in China is not known
TAIWAN: Final = 710000  # from here on, cities have no level
CITY_WITHOUT_DISTRICTS: Final = 8  # as many people live in it as in so many districts
FIRST, SECOND, THIRD, NONE = "CITY_LEVEL_FIRST", "CITY_LEVEL_SECOND", "CITY_LEVEL_THIRD", "CITY_LEVEL_NONE"
_WEIGHTS: Final = {FIRST: 3, SECOND: 2}  # of a district, by the level of its city


@cache
def names() -> dict[int, str]:
    """The name of each region by its code, in the order of the codes."""
    return {int(code): name for code, name in table("regions")["names"].items()}


def parent(code: int) -> int:
    """The region in which one lies directly; NO_PARENT if it is the whole of a province."""
    city, province = code // 100 * 100, code // 10_000 * 10_000
    if code in (province, UNKNOWN):
        return NO_PARENT
    return city if city != code and city in names() else province


def level(code: int) -> str:
    """The level of a city; NONE for what is no city."""
    text, regions = str(code), table("regions")
    if text in regions["first"]:
        return FIRST
    if text in regions["second"]:
        return SECOND
    return THIRD if parent(code) and code % 100 == 0 and code < TAIWAN else NONE


@cache
def everybody() -> float:
    """The people of all regions."""
    return float(sum(table("regions")["thousands"].values()) * 1_000)


def people(codes: Iterable[int]) -> float:
    """How many people live in regions, each counted once. Nobody lives in a region that does not exist."""
    inside = {code for code in codes if code in names()}
    return fsum(_people()[code] for code in inside if not inside.intersection(_line(code)[1:]))


def province(code: int) -> int:
    """The province of a region, which may be itself."""
    return _line(code)[-1]


def city(code: int) -> int:
    """The city of a region, which may be itself; the whole of a province that has no cities."""
    return next((each for each in reversed(_line(code)[:-1]) if each % 100 == 0), province(code))


@cache
def people_by(area: Callable[[int], int], codes: tuple[int, ...]) -> dict[int, float]:
    """The people in regions by area: `province` or `city`. Without a region that exists, all people."""
    divided = {parent(code) for code in names()}
    leaves = [code for code in names() if code not in divided and _people()[code]]
    inside = [code for code in leaves if set(codes).intersection(_line(code))] or leaves
    areas: dict[int, float] = {}
    for code in inside:
        areas[area(code)] = areas.get(area(code), 0.0) + _people()[code]
    return areas


@cache
def _people() -> dict[int, float]:
    """The people of each region. A province's people are spread over the regions in it that no other one divides."""
    divided = {parent(code) for code in names()}
    weights: dict[int, int] = dict.fromkeys(names(), 0)
    for code in names():
        if code not in divided:
            for each in _line(code):
                weights[each] += _weight(code)
    thousands = table("regions")["thousands"]
    return {
        code: thousands[str(province)] * 1_000 * weight / weights[province]
        for code, weight in weights.items()
        for province in _line(code)[-1:]
    }


@cache
def _line(code: int) -> tuple[int, ...]:
    """A region, the one in which it lies, and so on up to a province."""
    above = parent(code)
    return (code, *_line(above)) if above else (code,)


def _weight(code: int) -> int:
    weight = max(_WEIGHTS.get(level(each), 1) for each in _line(code))
    return weight * CITY_WITHOUT_DISTRICTS if code % 100 == 0 else weight
