"""Dimensions of reports that lie below a fact: which values a fact is divided among, and with which weights.

The targeting and the site sets of an ad group, or the components of a creative, admit the values. Each dimension
belongs to a family, whose values are told apart together. A fact that a family admits no value for is no part of a
report by it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND, KIND
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.reports import advertised, apportionment
from mercat.domain.advertising.reports.apportionment import HOUR_STEP, ID_STEP, SCALE, WHOLE
from mercat.domain.advertising.search_ads import bidwords
from mercat.domain.advertising.targeting import regions, union_positions
from mercat.domain.advertising.targeting.reach import OLDEST, YOUNGEST
from mercat.model.reports import Division, Share
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

GENDERS: Final = {1: "MALE", 2: "FEMALE"}
AGES: Final = {1: (0, 17), 2: (18, 23), 3: (24, 30), 4: (31, 40), 5: (41, 50), 6: (51, 200)}  # from, to
IMAGES: Final = ("image", "image_list")
VIDEOS: Final = ("video", "short_video")
WORDS: Final = "#words"  # a member that ad groups get here: the ids of their bidwords, and the words

Document = Mapping[str, Any]
Value = dict[str, Any]  # of each dimension of a family
Weighted = Sequence[tuple[Value, float]]
Place = tuple[Any, ...]


class Family(msgspec.Struct, frozen=True):
    """Dimensions whose values belong together. `facts` are what decides about them in an ad group or a creative."""

    dimensions: tuple[str, ...]
    of: str
    facts: Callable[[Document], Hashable]
    values: Callable[[Any], Weighted]


class Selection(msgspec.Struct, frozen=True):
    """What a report needs: dimensions to group by, those that it is about, and values to which one is limited.

    Of what a report is about, an empty text stands for all else, which it leaves out.
    """

    grouped: tuple[str, ...]
    about: tuple[str, ...] = ()
    only: dict[str, frozenset[Any]] = {}


class Breakdown(msgspec.Struct, frozen=True):
    """A division, and the values of each dimension that the report groups by, in the order of their ranks."""

    division: Division
    values: dict[str, list[Any]]


# -- what admits which values -----------------------------------------------------------------------------------------


def _sites(ad_group: Document) -> tuple[str, ...]:
    return () if ad_group.get("automatic_site_enabled") else _sorted(ad_group.get("site_set"))


def _by_site(names: tuple[str, ...]) -> Weighted:
    weights: Mapping[str, float] = table("shares")["site_set"]
    smallest = min(weights.values())
    return [({"site_set": site}, weights.get(site, smallest)) for site in names or sorted(weights)]


def _by_position(facts: None) -> Weighted:
    return [(one.members(), one.weight) for one in union_positions.POSITIONS]


def _by_gender(names: tuple[str, ...]) -> Weighted:
    shares: Mapping[str, float] = table("shares")["gender"]
    return [({"gender_id": id}, shares[name]) for id, name in GENDERS.items() if not names or name in names]


def _ages(ad_group: Document) -> tuple[tuple[int, int], ...]:
    ranges = _targeting(ad_group).get("age") or [{"min": YOUNGEST, "max": OLDEST}]
    return tuple((one["min"], one["max"]) for one in ranges)


def _by_age(ranges: tuple[tuple[int, int], ...]) -> Weighted:
    years = {year for first, last in ranges for year in range(max(first, YOUNGEST), min(last, OLDEST) + 1)}
    return [({"age_id": id}, sum(low <= year <= high for year in years)) for id, (low, high) in AGES.items()]


def _regions(ad_group: Document) -> tuple[int, ...]:
    return _sorted((_targeting(ad_group).get("geo_location") or {}).get("regions"))


def _by_region(names: tuple[int, ...]) -> Weighted:
    return [({"region_id": code}, people) for code, people in regions.people_by(regions.province, names).items()]


def _by_city(names: tuple[int, ...]) -> Weighted:
    return [({"city_id": code}, people) for code, people in regions.people_by(regions.city, names).items()]


def _by_audience(ids: tuple[int, ...]) -> Weighted:
    return [({"audience_id": id}, 1) for id in ids]


def _target(ad_group: Document) -> tuple[str, int]:
    return advertised.target_type(ad_group), ad_group.get("marketing_asset_id") or 0


def _by_target(target: tuple[str, int]) -> Weighted:
    kind, asset_id = target
    return [({"marketing_target_type": kind, "marketing_asset_id": asset_id}, 1 if kind or asset_id else 0)]


def _words(ad_group: Document) -> tuple[tuple[int, str], ...]:
    return tuple(ad_group.get(WORDS) or ())


def _by_word(words: tuple[tuple[int, str], ...]) -> Weighted:
    return [({"bidword_id": id, "queryword": word}, 1) for id, word in words]


def _targeting(ad_group: Document) -> Document:
    return ad_group.get("targeting") or {}


def _components(creative: Document) -> tuple[tuple[int, str], ...]:
    components = creative.get("creative_components") or {}
    return tuple((item["component_id"], kind) for kind, items in sorted(components.items()) for item in items)


def _by_component(components: tuple[tuple[int, str], ...]) -> Weighted:
    return [({"component_id": id, "component_type": kind}, 1) for id, kind in components]


def _materials(creative: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    components = creative.get("creative_components") or {}
    return _ids(components, IMAGES, "image_id"), _ids(components, VIDEOS, "video_id")


def _by_material(ids: tuple[tuple[str, ...], tuple[str, ...]]) -> Weighted:
    images, videos = ids
    return [
        *(({"image_id": id, "video_id": ""}, 1) for id in images),
        *(({"image_id": "", "video_id": id}, 1) for id in videos),
    ]


def _ids(components: Document, kinds: Sequence[str], name: str) -> tuple[str, ...]:
    values = [item.get("value") for kind in kinds for item in components.get(kind) or ()]
    return _sorted(str(id) for value in values for id in advertised.members(value, name) if id)


def _sorted(values: Iterable[Any] | None) -> tuple[Any, ...]:
    return tuple(sorted(set(values or ())))


FAMILIES: Final = (
    Family(("site_set",), KIND, _sites, _by_site),
    Family(union_positions.DIMENSIONS, KIND, lambda ad_group: None, _by_position),
    Family(("gender_id",), KIND, lambda ad_group: _sorted(_targeting(ad_group).get("gender")), _by_gender),
    Family(("age_id",), KIND, _ages, _by_age),
    Family(("region_id",), KIND, _regions, _by_region),
    Family(("city_id",), KIND, _regions, _by_city),
    Family(("audience_id",), KIND, lambda ad_group: _sorted(_targeting(ad_group).get("custom_audience")), _by_audience),
    Family(("marketing_target_type", "marketing_asset_id"), KIND, _target, _by_target),
    Family(("bidword_id", "queryword"), KIND, _words, _by_word),
    Family(
        ("product_catalog_id", "product_series_id", "product_outer_id"), KIND, advertised.shelf, advertised.by_product
    ),
    Family(("playlet_id",), KIND, advertised.drama, advertised.by_drama),
    Family(("wechat_shop_product_id",), KIND, advertised.shop_product, advertised.by_shop_product),
    Family(("channel_id",), CREATIVE_KIND, advertised.channels, advertised.by_channel),
    Family(("landing_page_id", "landing_page_type"), CREATIVE_KIND, advertised.pages, advertised.by_page),
    Family(("component_id", "component_type"), CREATIVE_KIND, _components, _by_component),
    Family(("image_id", "video_id"), CREATIVE_KIND, _materials, _by_material),
)
DIMENSIONS: Final = frozenset(name for family in FAMILIES for name in family.dimensions)


# -- divisions --------------------------------------------------------------------------------------------------------


def divide(tx: Tx, account_ids: Sequence[int], selection: Selection) -> Breakdown:
    """The division of all facts of some accounts by some dimensions."""
    names = {*selection.grouped, *selection.about, *selection.only}
    families = [family for family in FAMILIES if names.intersection(family.dimensions)]
    by_creative = any(family.of == CREATIVE_KIND for family in families)
    cells: dict[int, list[tuple[Place, apportionment.Interval]]] = {}  # by profile
    numbers: dict[tuple[Hashable, ...], int] = {}  # of profiles, by their facts
    profiles: dict[int, int] = {}
    if names <= DIMENSIONS:  # nothing has a value of other dimensions here
        dimensions = {name for family in families for name in family.dimensions}
        for object_id, documents in _subjects(tx, account_ids, dimensions, by_creative=by_creative):
            facts = tuple(family.facts(documents[family.of]) for family in families)
            if facts not in numbers:
                number = numbers[facts] = len(numbers)
                weighted = [family.values(one) for family, one in zip(families, facts, strict=True)]
                cells[number] = list(_cells(weighted, selection, WHOLE, {}))
            profiles[object_id] = numbers[facts]
    values = {
        name: sorted({place[at] for inside in cells.values() for place, _ in inside})
        for at, name in enumerate(selection.grouped)
    }
    ranks = [{value: rank for rank, value in enumerate(one)} for one in values.values()]
    shares = [
        Share(profile, *interval, tuple(rank[value] for rank, value in zip(ranks, place, strict=True)))
        for profile, inside in cells.items()
        for place, interval in inside
    ]
    by = "creative_id" if by_creative else "ad_group_id"
    return Breakdown(Division(by, selection.grouped, profiles, shares, SCALE, HOUR_STEP, ID_STEP), values)


def _subjects(
    tx: Tx, account_ids: Sequence[int], dimensions: set[str], *, by_creative: bool
) -> Iterable[tuple[int, Mapping[str, Document]]]:
    """The ad groups, or the creatives with their ad groups, by id, deleted ones included."""
    ad_groups = ad_objects.documents(tx, KIND, account_ids)
    if "bidword_id" in dimensions:
        for id, word in ad_objects.documents(tx, bidwords.KIND, account_ids).items():
            ad_groups.get(word[bidwords.AD_GROUP], {}).setdefault(WORDS, []).append((id, word["bidword"]))
    if not dimensions.isdisjoint(advertised.OF_TARGETS):
        from mercat.domain.advertising.reports import libraries

        libraries.add_types(tx, account_ids, ad_groups.values())
        if "product_catalog_id" in dimensions:
            libraries.add_products(tx, account_ids, ad_groups.values())
    if not by_creative:
        yield from ((id, {KIND: document}) for id, document in ad_groups.items())
        return
    for id, creative in ad_objects.documents(tx, CREATIVE_KIND, account_ids).items():
        ad_group = ad_groups.get(creative.get("adgroup_id", 0), {})
        yield id, {KIND: ad_group, CREATIVE_KIND: creative | {advertised.AD_GROUP: ad_group}}


def _cells(
    values: Sequence[Weighted], selection: Selection, whole: apportionment.Interval, members: Value
) -> Iterator[tuple[Place, apportionment.Interval]]:
    """The part of the scale of each combination of values, without those that the report is not about."""
    if not values:
        yield tuple(members[name] for name in selection.grouped), whole
        return
    weighted = [(value, weight) for value, weight in values[0] if weight > 0]
    if not weighted:
        return
    intervals = apportionment.bounds([weight for _, weight in weighted], whole)
    for (value, _), interval in zip(weighted, intervals, strict=True):
        if interval[0] < interval[1] and _is_selected(value, selection):
            yield from _cells(values[1:], selection, interval, members | value)


def _is_selected(value: Value, selection: Selection) -> bool:
    if any(value.get(name) == "" for name in selection.about):
        return False
    return all(value[name] in only for name, only in selection.only.items() if name in value)
