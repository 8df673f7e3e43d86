"""Brands and models of mobile devices, with the share of people who use them."""

from collections.abc import Iterable, Mapping
from functools import cache
from math import fsum
from typing import Any, NamedTuple

from mercat.domain.advertising.reference import table


class Device(NamedTuple):
    """A brand or, if `brand_id` is not 0, one of its models. `share` is that of all people who use it."""

    id: int
    name: str
    brand_id: int
    share: float


@cache
def devices() -> dict[int, Device]:
    """All brands, each with its models after it, by id."""
    rows: dict[int, Device] = {}
    for brand in table("devices"):
        models = brand["models"]
        rows[brand["id"]] = Device(brand["id"], brand["name"], 0, brand["share"])
        for number, name in enumerate(models, brand["id"] + 1):
            rows[number] = Device(number, name, brand["id"], brand["share"] / len(models))
    return rows


def share(targeting: Mapping[str, Any]) -> float:
    """The share of people who use one of `included_list`, if any, and none of `excluded_list`."""
    included = targeting.get("included_list")
    models = {each.id for each in devices().values() if each.brand_id}
    excluded = fsum(devices()[each].share for each in models & _models(targeting.get("excluded_list") or ()))
    if not included:
        return max(0.0, 1 - excluded)
    used = models & _models(included) - _models(targeting.get("excluded_list") or ())
    return fsum(devices()[each].share for each in used)


def _models(ids: Iterable[int]) -> set[int]:
    """The models of some ids: a brand stands for all its models."""
    named = set(ids)
    return {each.id for each in devices().values() if each.id in named or each.brand_id in named}
