"""Reports about delivery: what a call may ask for, the sums behind it, and the rows that it answers.

All reports are sums of the same facts. A day is one of the platform's zone. A row has members of its group only;
other dimensions mean nothing in it. Rows in which nothing was delivered are left out.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.ad_groups.ad_groups import KIND as AD_GROUP
from mercat.domain.advertising.collection import Search, Slice, row
from mercat.domain.advertising.dates import ZONE, begin_of, is_date
from mercat.domain.advertising.refusals import TooEarly
from mercat.domain.advertising.reports import breakdowns, metrics
from mercat.domain.advertising.reports.breakdowns import Breakdown, Selection
from mercat.domain.advertising.search_ads import bidwords
from mercat.domain.advertising.targeting import union_positions
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import HOUR, day_of
from mercat.model.refusals import Missing, NotAllowed, Refusal, WrongType
from mercat.model.reports import Order, SumsQuery, SumsRow
from mercat.store.advertising import ad_objects, business_units, delivery_facts, delivery_sums
from mercat.store.oauth import clients
from mercat.store.tx import Tx

DAYS_BACK: Final = 365
HOURLY_DAYS_BACK: Final = 90
MOST_ROWS: Final = 10_000  # that pages reach; an asynchronous report has all
EPOCH: Final = date(1970, 1, 1)
KEYS: Final = {"date": "date", "hour": "hour", "adgroup_id": "ad_group_id", "dynamic_creative_id": "creative_id"}
NAMES: Final = {
    "adgroup_name": ("adgroup_id", AD_GROUP),
    "dynamic_creative_name": ("dynamic_creative_id", CREATIVE_KIND),
    "bidword": ("bidword_id", bidwords.KIND),
}
ASSET_NAME: Final = "marketing_asset_name"
GENDERS: Final = {name: id for id, name in breakdowns.GENDERS.items()}
SMART: Final = "smart_delivery_platform"
SIGNATURES: Final = ("image", "video")  # the kinds whose files have one

Members = dict[str, Any]


class DayNotSingle(Refusal):
    """A report by hours covers more than one day."""


class SitesUndivided(Refusal):
    """A report of smart delivery is grouped by site."""


class PageTooDeep(Refusal):
    """A page reaches beyond the first `limit` rows."""

    limit: int


class Report(msgspec.Struct, frozen=True):
    """What a report is to hold. `groups` and `about` are dimensions, `only` the values that one is limited to.

    `order` are members by which rows are sorted, with whether they descend. `hours` are those of the day, in a report
    of a single day.
    """

    account_ids: list[int]
    first: date
    last: date
    groups: tuple[str, ...]
    about: tuple[str, ...] = ()
    only: dict[str, list[Any]] = {}
    order: tuple[tuple[str, bool], ...] = ()
    fields: tuple[str, ...] = ()
    hours: tuple[int, ...] | None = None


# -- what calls ask for -----------------------------------------------------------------------------------------------

_SITE: Final = ("site_set",)
_AD_GROUP: Final = ("adgroup_id", *_SITE)
LEVELS: Final = {  # of reports by days
    "ADVERTISER": (),
    "ADGROUP": _AD_GROUP,
    "DYNAMIC_CREATIVE": ("dynamic_creative_id", *_AD_GROUP),
    "COMPONENT": ("dynamic_creative_id", "component_id", "component_type", *_AD_GROUP),
    "CHANNEL": ("channel_id", *_SITE),
    "MATERIAL_IMAGE": ("image_id", *_AD_GROUP),
    "MATERIAL_VIDEO": ("video_id", *_AD_GROUP),
    "BIDWORD": ("bidword_id", *_AD_GROUP),
    "QUERYWORD": ("bidword_id", "queryword", *_SITE),
    "MARKETING_ASSET": ("marketing_target_type", "marketing_asset_id", *_SITE),
    "PRODUCT_CATALOG": ("product_catalog_id", "product_series_id", "product_outer_id", *_AD_GROUP),
    "PROJECT": ("project_id", *_AD_GROUP),
    "PROJECT_CREATIVE": ("project_id", "dynamic_creative_id", *_AD_GROUP),
    "VIDEO_HIGHLIGHT": ("highlight_id", "video_id", *_AD_GROUP),
    "PRODUCT_CREATIVE_TEMPLATE": ("creative_template_group_id", *_AD_GROUP),
    "WECHAT_SHOP_PRODUCT": ("wechat_shop_product_id", *_AD_GROUP),
    "PLAYLET": ("playlet_id", *_AD_GROUP),
}
ABOUT: Final = {  # what a level leaves all else out for
    "CHANNEL": ("channel_id",),
    "MATERIAL_IMAGE": ("image_id",),
    "MATERIAL_VIDEO": ("video_id",),
    "BIDWORD": ("bidword_id",),
    "QUERYWORD": ("queryword",),
    "MARKETING_ASSET": ("marketing_asset_id",),
    "PRODUCT_CATALOG": ("product_catalog_id",),
    "PROJECT": ("project_id",),
    "PROJECT_CREATIVE": ("project_id",),
    "VIDEO_HIGHLIGHT": ("highlight_id",),
    "PRODUCT_CREATIVE_TEMPLATE": ("creative_template_group_id",),
    "WECHAT_SHOP_PRODUCT": ("wechat_shop_product_id",),
    "PLAYLET": ("playlet_id",),
}
HOURLY: Final = {  # the same of reports by hours
    "ADVERTISER": (),
    "ADGROUP": ("adgroup_id",),
    "DYNAMIC_CREATIVE": ("adgroup_id", "dynamic_creative_id"),
    "CHANNEL": ("adgroup_id", "channel_id"),
    "BIDWORD": ("adgroup_id", "bidword_id"),
    "PROJECT": ("project_id",),
    "PROJECT_CREATIVE": ("project_id", "dynamic_creative_id"),
    "VIDEO_HIGHLIGHT": ("adgroup_id", "video_id", "highlight_id"),
}
TAGS: Final = {  # the dimension of each type of targeting
    "GENDER": ("gender_id",),
    "AGE": ("age_id",),
    "REGION": ("region_id",),
    "CITY": ("city_id",),
    "CUSTOM_AUDIENCE": ("audience_id",),
    "OS": (),
}
PREFIX: Final = "REPORT_LEVEL_"
UNIT_LEVEL: Final = f"{PREFIX}COMPONENT"  # the only one of a business unit


def daily(tx: Tx, search: Search) -> Slice:
    """List sums of delivery by day and other dimensions, a page at a time."""
    level = search.parameters["level"].removeprefix(PREFIX)
    groups = ("date", *LEVELS[level])
    return _page(tx, search, groups=groups, about=ABOUT.get(level, ()), days_back=DAYS_BACK)


def hourly(tx: Tx, search: Search) -> Slice:
    """List sums of delivery by hour of one day and other dimensions, a page at a time."""
    days = search.parameters["date_range"]
    if days["start_date"] != days["end_date"] and all(map(is_date, days.values())):
        raise DayNotSingle
    level = search.parameters["level"].removeprefix(PREFIX)
    groups = ("hour", "date", *HOURLY[level])
    return _page(tx, search, groups=groups, about=ABOUT.get(level, ()), days_back=HOURLY_DAYS_BACK)


def by_tag(tx: Tx, search: Search) -> Slice:
    """List sums of delivery by a trait of people, a page at a time."""
    kind, level = search.parameters["type"], search.parameters["level"]
    if level == "DYNAMIC_CREATIVE" and kind != "CUSTOM_AUDIENCE":
        raise NotAllowed("level", level, ("ADVERTISER", "ADGROUP"))
    if level != "ADVERTISER" and not search.conditions:
        raise Missing("filtering")
    creative = ("dynamic_creative_id",) if level == "DYNAMIC_CREATIVE" else ()
    groups = ("date", *TAGS[kind], *_AD_GROUP, *creative)
    return _page(tx, search, groups=groups, about=TAGS[kind], days_back=DAYS_BACK)


def by_union_position(tx: Tx, search: Search) -> Slice:
    """List sums of delivery by position of the union of mobile sites, a page at a time."""
    positions = search.parameters.get("filtering", {}).get("union_position_id")
    conditions = [Condition("site_set", "equals", (union_positions.SITE,))]
    if positions:
        conditions.append(Condition("union_position_id", "in", tuple(positions), "integer"))
    groups, about = ("date", *union_positions.DIMENSIONS), ("union_position_id",)
    parameters = {"group_by": ["date"], **search.parameters}
    search = replace(search, conditions=tuple(conditions), parameters=parameters)
    return _page(tx, search, groups=groups, about=about, days_back=DAYS_BACK)


def _page(tx: Tx, search: Search, *, groups: tuple[str, ...], about: tuple[str, ...], days_back: int) -> Slice:
    window, parameters = search.window, search.parameters
    (owner,) = search.owners
    accounts = accounts_of(tx, owner, parameters.get("level"))
    days = parameters["date_range"]
    first, last = span(tx, {f"date_range.{name}": days[name] for name in ("start_date", "end_date")}, days_back)
    check_groups(parameters["group_by"], groups)
    if window.page * window.size > MOST_ROWS:
        raise PageTooDeep(MOST_ROWS)
    is_smart = any(one.member == SMART for one in search.conditions)
    if is_smart and "site_set" in parameters["group_by"]:
        raise SitesUndivided
    report = Report(
        accounts,
        first,
        last,
        groups=tuple(dict.fromkeys(parameters["group_by"])),
        about=about,
        only=limits(tx, accounts, search.conditions),
        order=tuple((one["sort_field"], one["sort_type"] == "DESCENDING") for one in parameters.get("order_by", ())),
        fields=tuple(search.fields),
    )
    items, total = rows(tx, report, (window.page - 1) * window.size, window.size)
    return Slice([_item(owner, members) for members in items], total)


def _item(owner: int, members: Members) -> AdObject:
    return row(members.pop("account_id", owner), members)


# -- the rules that calls have in common ------------------------------------------------------------------------------


def accounts_of(tx: Tx, owner: int, level: str | None) -> list[int]:
    """The account, which is an advertiser's, or those in a business unit. Raises NotAdvertiser, NotAllowed."""
    if clients.find_account(tx, owner) is not None:
        return [account_tree.advertiser(tx, owner).account_id]
    if level != UNIT_LEVEL:
        raise NotAllowed("level", str(level), (UNIT_LEVEL,))
    return business_units.account_ids(tx, owner)


def span(tx: Tx, days: Mapping[str, str], days_back: int) -> tuple[date, date]:
    """The first and the last of one or two days by the names of their members. Raises WrongType, TooEarly."""
    for name, text in days.items():
        if not is_date(text):
            raise WrongType(name, text[:64], "date")
    names, dates = list(days), [date.fromisoformat(text) for text in days.values()]
    first, last = dates[0], dates[-1]
    if last < first:
        raise TooEarly(names[-1], names[0])
    earliest = date.fromisoformat(day_of(tx.now, ZONE)) - timedelta(days=days_back)
    if first < earliest:
        raise TooEarly(names[0], earliest.isoformat())
    return first, min(last, date.max - timedelta(days=1))


def check_groups(asked: Iterable[str], allowed: tuple[str, ...]) -> None:
    """Refuse a dimension that the level does not have. Raises NotAllowed."""
    for name in asked:
        if name not in allowed:
            raise NotAllowed("group_by", name[:64], allowed)


def limits(tx: Tx, account_ids: list[int], conditions: Iterable[Condition]) -> dict[str, list[Any]]:
    """The values to which conditions limit each dimension. Raises NotAllowed."""
    only: dict[str, set[Any]] = {}
    for condition in conditions:
        name, values = condition.member, set(condition.values)
        if name == SMART and condition.operator == "not_equals":
            continue  # no ad group has one
        if condition.operator not in ("equals", "in"):
            raise NotAllowed("filtering.operator", condition.operator.upper(), ("EQUALS", "IN"))
        if name == "gender":
            name, values = "gender_id", {GENDERS.get(value, 0) for value in values}
        if name == "md5":
            name, values = _with_signature(tx, account_ids, values)
        only[name] = only[name] & values if name in only else values
    return {name: sorted(values) for name, values in only.items()}


def _with_signature(tx: Tx, account_ids: list[int], signatures: set[str]) -> tuple[str, set[str]]:
    """The member with the ids of files of a signature, and these ids."""
    for kind in SIGNATURES:
        stored = ad_objects.texts(tx, kind, account_ids, "signature")
        ids = {str(id) for id, signature in stored.items() if signature in signatures}
        if ids:
            return f"{kind}_id", ids
    return "image_id", set()


# -- sums and rows ----------------------------------------------------------------------------------------------------


def of_creatives(
    tx: Tx, account_id: int, creative_ids: list[int], first: date, last: date
) -> dict[int, dict[str, int]]:
    """What each of a few creatives delivered in some days, by id; those that delivered nothing are left out."""
    hours = begin_of(first) // HOUR, begin_of(last + timedelta(days=1)) // HOUR
    sums = delivery_facts.of_creatives(tx, account_id, creative_ids, *hours)
    names = ("view_count", "valid_click_count", "conversions_count", "cost")
    return {creative_id: dict(zip(names, facts, strict=True)) for creative_id, facts in sums.items()}


def rows(tx: Tx, report: Report, offset: int, limit: int) -> tuple[list[Members], int]:
    """At most `limit` rows of a report after the first `offset`, and the number of all."""
    query, breakdown = _query(tx, report)
    sums, total = delivery_sums.page(tx, query, offset, limit)
    make = _maker(report, breakdown)
    return _named(tx, report, [make(one) for one in sums]), total


def _query(tx: Tx, report: Report) -> tuple[SumsQuery, Breakdown | None]:
    by_fact = {KEYS[name]: values for name, values in report.only.items() if name in KEYS}
    selection = Selection(
        tuple(name for name in report.groups if name not in KEYS),
        report.about,
        {name: frozenset(values) for name, values in report.only.items() if name not in KEYS},
    )
    breakdown = None
    if selection.grouped or selection.about or selection.only:
        breakdown = breakdowns.divide(tx, report.account_ids, selection)
    first_hour = begin_of(report.first) // HOUR
    if report.hours is not None:
        by_fact["hour"] = [first_hour + hour for hour in report.hours]
    several = ("account_id",) if len(report.account_ids) != 1 else ()
    keys = several + tuple(KEYS.get(name, name) for name in report.groups)
    goals = metrics.goals_of({*report.fields, *(name for name, _ in report.order)})
    query = SumsQuery(
        report.account_ids,
        first_hour,
        begin_of(report.last + timedelta(days=1)) // HOUR,
        keys=keys,
        only=by_fact,
        division=None if breakdown is None else breakdown.division,
        goals=_of_goals(tx, report.account_ids, goals),
        order=tuple(_orders(report, keys)),
    )
    return query, breakdown


def _of_goals(tx: Tx, account_ids: list[int], goals: set[str]) -> dict[str, list[int]]:
    if not goals:
        return {}
    ad_groups = ad_objects.texts(tx, AD_GROUP, account_ids, "optimization_goal")
    return {goal: [id for id, own in ad_groups.items() if own == goal] for goal in sorted(goals)}


def _orders(report: Report, keys: tuple[str, ...]) -> Iterable[Order]:
    """What rows are sorted by. All values of a member that is neither a metric nor a group are alike."""
    for name, descending in report.order:
        if name in metrics.FORMULAS:
            yield Order(metrics.FORMULAS[name], descending)
        elif KEYS.get(name, name) in keys:
            yield Order(KEYS.get(name, name), descending)


def _maker(report: Report, breakdown: Breakdown | None) -> Callable[[SumsRow], Members]:
    """Makes the members of a row."""
    formulas = {name: metrics.FORMULAS[name] for name in report.fields if name in metrics.FORMULAS}
    single = {"date": report.first.isoformat()} if report.first == report.last else {}
    values = {} if breakdown is None else breakdown.values
    outside = {inside: name for name, inside in KEYS.items()}

    def make(one: SumsRow) -> Members:
        members: Members = dict(single)
        for key, number in one.keys.items():
            name = outside.get(key, key)
            members[name] = values[name][number] if name in values else number
        if "date" in one.keys:
            members["date"] = (EPOCH + timedelta(days=one.keys["date"])).isoformat()
        return members | {name: metrics.value(formula, one) for name, formula in formulas.items()}

    return make


def _named(tx: Tx, report: Report, items: list[Members]) -> list[Members]:
    """The rows with the names of what they are about, of those that are asked for."""
    for name, (member, kind) in NAMES.items():
        if name in report.fields and member in report.groups:
            ids = sorted({members[member] for members in items})
            own = ad_objects.texts(tx, kind, report.account_ids, name, ids)
            for members in items:
                members[name] = own.get(members[member], "")
    if ASSET_NAME in report.fields and "marketing_asset_id" in report.groups:
        from mercat.domain.advertising.reports import libraries

        libraries.add_names(tx, report.account_ids, items)
    for name, (member, texts) in union_positions.NAMES.items():
        for members in items:
            if member in members:
                members[name] = texts[members[member]]
    return items
