"""How many people targeting reaches: never more when it is narrower."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.domain.advertising.targeting import regions
from mercat.domain.advertising.targeting.devices import devices
from mercat.domain.advertising.targeting.reach import people, reach
from mercat.store.tx import Tx

NO_TX = cast(Tx, None)  # only audiences are read from the store
PLACES = sorted(regions.names())
OS = ["IOS", "ANDROID", "IOS_VERSION_16", "IOS_VERSION_17", "ANDROID_VERSION_12", "WINDOWS"]
ACTIONS = ["WECHAT_OFFICIAL_ACCOUNT_FOLLOWED", "WECHAT_CHANNELS_FANS", "WECHAT_MOMENTS_AD_LIKE"]


def some(values: list[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=5)


AGES = st.tuples(st.integers(14, 66), st.integers(14, 66)).map(lambda ages: {"min": min(ages), "max": max(ages)})
LISTS = {
    ("gender",): some(["MALE", "FEMALE"]),
    ("age",): st.lists(AGES, min_size=1, max_size=5),
    ("education",): some(["BACHELOR", "MASTER", "SENIOR"]),
    ("marital_status",): some(["SINGLE", "MARRIED"]),
    ("network_type",): some(["WIFI", "NET_5G"]),
    ("device_price",): some(["PRICE_1500_LESS", "PRICE_4500_MORE"]),
    ("user_os",): some(OS),
    ("geo_location", "regions"): some(PLACES),
    ("geo_location", "business_districts"): some([11010101, 31010102]),
    ("device_brand_model", "included_list"): some(sorted(devices())),
    ("wechat_ad_behavior", "actions"): some(ACTIONS),
}
EXCLUSIONS = {
    ("excluded_os",): some(OS),
    ("device_brand_model", "excluded_list"): some(sorted(devices())),
    ("wechat_ad_behavior", "excluded_actions"): some(ACTIONS),
}


def targeting(members: dict[tuple[str, ...], list[Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for path, values in members.items():
        if len(path) == 1:
            whole[path[0]] = values
        else:
            whole.setdefault(path[0], {})[path[1]] = values
    return whole


def any_targeting() -> st.SearchStrategy[dict[tuple[str, ...], list[Any]]]:
    return st.fixed_dictionaries({}, optional=LISTS | EXCLUSIONS)


@given(members=any_targeting(), data=st.data())
def test_another_member_or_a_shorter_list_reaches_no_more(
    members: dict[tuple[str, ...], list[Any]], data: st.DataObject
) -> None:
    before = reach(NO_TX, 1, targeting(members))
    path = data.draw(st.sampled_from([*LISTS, *EXCLUSIONS]))
    if path in members and path in LISTS and len(members[path]) > 1:
        narrower = {**members, path: members[path][1:]}
    elif path in members and path in LISTS:
        return
    elif path[0] == "geo_location" and any(other[0] == "geo_location" for other in members):
        return  # places of two kinds add up
    else:
        more = data.draw((LISTS | EXCLUSIONS)[path])
        narrower = {**members, path: members.get(path, []) + more}
    assert reach(NO_TX, 1, targeting(narrower)) <= before


@given(any_targeting())
def test_the_same_targeting_reaches_the_same_people_in_any_order(members: dict[tuple[str, ...], list[Any]]) -> None:
    turned = {path: list(reversed(values)) for path, values in reversed(members.items())}
    assert reach(NO_TX, 1, targeting(turned)) == reach(NO_TX, 1, targeting(members))


@given(some(PLACES))
def test_a_place_within_another_adds_nobody(codes: list[int]) -> None:
    above = [regions.parent(code) or code for code in codes]
    assert regions.people([*codes, *above]) == regions.people(above)


def test_parts_of_a_place_have_its_people() -> None:
    districts = [code for code in regions.names() if regions.parent(code) == 440300]
    assert districts and regions.people(districts) == pytest.approx(regions.people([440300]))


def test_no_targeting_covers_everybody() -> None:
    assert people(NO_TX, 1, {}) == pytest.approx(regions.everybody())


def test_a_place_that_does_not_exist_has_nobody() -> None:
    assert reach(NO_TX, 1, {"geo_location": {"regions": [123456], "location_types": ["LIVE_IN"]}}) == 0


@pytest.mark.parametrize(("code", "parent"), [(440305, 440300), (440300, 440000), (440000, 0), (419001, 410000)])
def test_a_region_lies_in_the_next_larger_one(code: int, parent: int) -> None:
    assert regions.parent(code) == parent


def test_a_larger_circle_has_more_people() -> None:
    circles = [{"longitude": 113.9, "latitude": 22.5, "radius": radius} for radius in (200, 25_000)]
    small, large = (reach(NO_TX, 1, {"geo_location": {"custom_locations": [circle]}}) for circle in circles)
    assert 0 < small < large


def test_fewer_sites_reach_fewer_people() -> None:
    assert reach(NO_TX, 1, {}, ["SITE_SET_MOMENTS"]) < reach(NO_TX, 1, {}, ["SITE_SET_MOMENTS", "SITE_SET_CHANNELS"])
