"""Experiments of RTA: a share of a customer's traffic, and what was delivered in it.

They are made outside the API. Their data are that share of the delivery of all that the customer bound, while the
experiment runs. Facts do not know campaigns, apps, weights of users and systems of devices; these are 0 in them.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from mercat.domain.advertising.ad_groups.ad_groups import KIND as AD_GROUP
from mercat.domain.advertising.collection import Collection, Facts, Search
from mercat.domain.advertising.dates import local_text
from mercat.domain.advertising.rta.bound_facts import (
    BY_DAY,
    BY_HOUR,
    Bounds,
    Delivered,
    Hours,
    at_most,
    delivered,
    hours_of,
)
from mercat.domain.advertising.rta.customers import customer_id
from mercat.domain.advertising.rta.targets import TAG, TARGET, targets
from mercat.model.advertising import AdObject
from mercat.model.clock import HOUR
from mercat.model.refusals import Missing, NotAllowed, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "RTA experiment"
END: Final = "end_ms"
RUNNING, PAUSED, ENDED = 1, 2, 3
TOTAL: Final = 99_999  # the time of a sum over all
MOST_EXPERIMENTS: Final = 20
MOST_IDS: Final = 500
MOST_TAGS: Final = 10
PERCENT: Final = 100
PER_CENT: Final = 10_000  # the unit of costs of tags in a cent
TIME: Final = "%Y%m%d%H%M"
TAG_TIME: Final = "%Y%m%d%H"
BOUNDS: Final = {BY_HOUR: Bounds(3, 48), BY_DAY: Bounds(20, 14 * 24)}
TAG_BOUNDS: Final = {BY_HOUR: Bounds(3, 6), BY_DAY: Bounds(15, 3 * 24)}
DIMENSIONS: Final = {  # of data: the member of the call that limits each
    "advertiser_id": "UId",
    "ad_id": "AId",
    "campaign_id": "CId",
    "app_id": "AppId",
    "user_weight": "UserWeight",
    "user_weight_factor": "UserWeightFactor",
    "device_os_type": "DeviceOsType",
}
TAG_DIMENSIONS: Final = ("FUId", TARGET, TAG)
GOALS: Final = {  # the metric of each goal
    f"OPTIMIZATIONGOAL_{goal}": metric
    for goal, metric in {
        "FOLLOW": "og_6",
        "CLICK": "og_7",
        "APP_ACTIVATE": "og_104",
        "APP_REGISTER": "og_105",
        "CREDIT": "og_119",
        "ECOMMERCE_ORDER": "og_204",
        "APP_PURCHASE": "og_205",
        "PROMOTION_VIEW_KEY_PAGE": "og_301",
        "PAGE_RESERVATION": "og_405",
        "PAGE_CONFIRM_EFFECTIVE_LEADS": "og_409",
        "FIRST_PURCHASE": "og_10801",
        "PRE_CREDIT": "og_318",
        "APPLY": "og_406",
        "WITHDRAW_DEPOSITS": "og_120",
    }.items()
}

Document = dict[str, Any]


class Experiment(Facts):
    """The members that rules read: its share of the traffic in percent, and when it ends in milliseconds."""

    FlowRate: int = 0
    end_ms: int = 0
    is_paused: bool = False


class Experiments(Collection[Experiment]):
    """The experiments of all customers."""

    derived: ClassVar[Sequence[str]] = ("Status",)

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Experiments with their state."""
        return [item.with_members(self._presented(tx, item)) for item in items]

    def _presented(self, tx: Tx, item: AdObject) -> Document:
        facts = self.read(item.document)
        status = ENDED if facts.end_ms <= tx.now else PAUSED if facts.is_paused else RUNNING
        return {"ExpId": item.id, "EndTime": local_text(facts.end_ms), "Status": status}


experiments: Final = Experiments(KIND, Experiment)


def listing(tx: Tx, owner: int, members: Document) -> list[Document]:
    """List the experiments of the customer."""
    return [item.document for item in experiments.matches(tx, Search([customer_id(tx)]))]


def data(tx: Tx, owner: int, members: Document) -> list[Document]:
    """List what was delivered in experiments. Raises NotFound, Missing, NotAllowed and those of the times."""
    asked, customer = members["data"], customer_id(tx)
    hours = hours_of(tx, asked, TIME, BOUNDS)
    at_most("ExpId", asked["ExpId"], MOST_EXPERIMENTS)
    groups = asked.get("GroupBy", [])
    limits = {name: _numbers(asked, member) for name, member in DIMENSIONS.items()}
    for name in groups:
        if name not in DIMENSIONS:
            raise NotAllowed("data.GroupBy", name[:64], tuple(DIMENSIONS))
        if not limits[name] and name != "device_os_type":
            raise Missing(f"data.{DIMENSIONS[name]}")
    rows = []
    for experiment_id in dict.fromkeys(asked["ExpId"]):
        item = experiments.get(tx, customer, experiment_id)
        sums: dict[tuple[int, ...], Counter[str]] = {}
        for each in _in_experiment(tx, customer, item, hours):
            values = {"advertiser_id": each.account_id, "ad_id": each.ad_group_id}
            if all(not numbers or values.get(name, 0) in numbers for name, numbers in limits.items()):
                time = TOTAL if asked.get("TotalFlag") else each.time
                key = (time, *(values.get(name, 0) for name in groups))
                sums.setdefault(key, Counter()).update(each.sums)
        rate = experiments.read(item.document).FlowRate
        rows += [_row(experiment_id, key, groups, some, rate) for key, some in sorted(sums.items())]
    return rows


def tag_data(tx: Tx, owner: int, members: Document) -> list[Document]:
    """List what was delivered for the tags of policies. Raises NotAllowed, TooMany and those of the times."""
    asked, customer = members["data"], customer_id(tx)
    hours = hours_of(tx, asked, TAG_TIME, TAG_BOUNDS)
    for name in (TAG, "FUId", TARGET):
        at_most(name, asked.get(name, []), MOST_TAGS)
    groups = asked.get("GroupBy", [])
    for name in groups:
        if name not in TAG_DIMENSIONS:
            raise NotAllowed("data.GroupBy", name[:64], TAG_DIMENSIONS)
    tags = {item.document[TARGET]: item.document[TAG] for item in targets.matches(tx, Search([customer]))}
    sums: dict[tuple[Any, ...], Counter[str]] = {}
    for each in delivered(tx, customer, hours):
        values = {"FUId": each.account_id, TARGET: each.target, TAG: tags.get(each.target, 0)}
        if all(not asked.get(name) or values[name] in asked[name] for name in TAG_DIMENSIONS):
            key = (each.time, *(values[name] for name in groups))
            sums.setdefault(key, Counter()).update(each.sums)
    return [_tag_row(key, groups, some, hours.by_hour) for key, some in sorted(sums.items())]


def _in_experiment(tx: Tx, customer: int, item: AdObject, hours: Hours) -> list[Delivered]:
    """What was delivered while an experiment ran, with the conversions of each goal."""
    end = experiments.read(item.document).end_ms // HOUR
    within = hours._replace(first=max(hours.first, item.created_ms // HOUR), before=min(hours.before, end))
    rows = list(delivered(tx, customer, within))
    accounts = sorted({each.account_id for each in rows})
    goals = ad_objects.texts(tx, AD_GROUP, accounts, "optimization_goal") if rows else {}
    return [
        each._replace(sums={**each.sums, GOALS[goals[each.ad_group_id]]: each.sums["conversions"]})
        if goals.get(each.ad_group_id) in GOALS
        else each
        for each in rows
    ]


def _row(experiment_id: int, key: tuple[int, ...], groups: list[str], sums: Counter[str], rate: int) -> Document:
    part = {name: number * rate // PERCENT for name, number in sums.items()}
    cost, seen, clicks, done = part["cost"] / PERCENT, part["impressions"], part["clicks"], part["conversions"]
    return {
        **{metric: part.get(metric, 0) for metric in GOALS.values()},
        "time": key[0],
        "exp_id": experiment_id,
        "group_info": dict(zip(groups, key[1:], strict=True)),
        "cost": cost,
        "exposure": seen,
        "click": clicks,
        "cpm": _ratio(cost * 1_000, seen, 2),
        "cpc": _ratio(cost, clicks, 2),
        "ctr": _ratio(clicks, seen, 4),
        "conversion": done,
        "cvr": _ratio(done, clicks, 4),
        "conversion_second": 0,
        "cvr_second": 0.0,
    }


def _tag_row(key: tuple[Any, ...], groups: list[str], sums: Counter[str], by_hour: bool) -> Document:
    return {
        "DateHour" if by_hour else "Date": key[0],
        **dict(zip(groups, key[1:], strict=True)),
        "Cost": sums["cost"] * PER_CENT,
        "ConversionCount": sums["conversions"],
        "SecondConversionCount": 0,
        "ValidExposureCount": sums["impressions"],
        "ValidClickCount": sums["clicks"],
    }


def _numbers(asked: Document, member: str) -> list[int]:
    texts = [text for text in asked.get(member, "").split(",") if text]
    at_most(member, texts, MOST_IDS)
    for text in texts:
        if not (text.isascii() and text.isdecimal() and len(text) <= 18):
            raise WrongType(f"data.{member}", text[:64], "integer")
    return [int(text) for text in texts]


def _ratio(part: float, whole: int, places: int) -> float:
    return round(part / whole, places) if whole else 0.0
