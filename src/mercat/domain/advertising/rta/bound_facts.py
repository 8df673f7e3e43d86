"""The delivery of what a customer bound, and the hours that a call asks for.

An ad group's own binding goes before that of its account.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.dates import ZONE, begin_of_today
from mercat.domain.advertising.refusals import TooLarge, TooSmall
from mercat.domain.advertising.rta.targets import TARGET, TO_AD_GROUP, bindings
from mercat.model.clock import DAY, HOUR, SECOND, from_datetime, to_datetime
from mercat.model.refusals import NotAllowed, TooMany, WrongType
from mercat.model.reports import SumsQuery
from mercat.store.advertising import delivery_sums
from mercat.store.tx import Tx

BY_HOUR, BY_DAY = "hour", "day"
MOST_SUMS: Final = 200_000
_HOURS: Final = 24
_EPOCH: Final = date(1970, 1, 1)

Document = dict[str, Any]


class Bounds(NamedTuple):
    """How far back a call may reach, in days, and how many hours it may cover."""

    days_back: int
    hours: int


class Hours(NamedTuple):
    """The hours since 1970 that a call covers, without the last; and whether its rows are hours."""

    first: int
    before: int
    by_hour: bool


class Delivered(NamedTuple):
    """What an ad group delivered in an hour or a day, which `time` states as yyyymmdd or yyyymmddhh."""

    time: int
    account_id: int
    ad_group_id: int
    target: str
    sums: dict[str, int]


def hours_of(tx: Tx, asked: Document, form: str, bounds: dict[str, Bounds]) -> Hours:
    """The hours between BeginTime and EndTime, both inclusive, of a call. `form` is how a time is written.

    Raises NotAllowed, WrongType, TooSmall, TooLarge.
    """
    granularity = asked.get("Granularity") or BY_DAY
    if granularity not in bounds:
        raise NotAllowed("data.Granularity", granularity[:64], tuple(bounds))
    first, last = (_read(f"data.{name}", asked[name], form) for name in ("BeginTime", "EndTime"))
    by_hour = granularity == BY_HOUR
    if not by_hour:
        first, last = first.replace(hour=0), last.replace(hour=_HOURS - 1)
    if last < first:
        raise TooSmall("data.EndTime", asked["BeginTime"])
    limit = bounds[granularity]
    earliest = _local(begin_of_today(tx.now) - limit.days_back * DAY)
    if first < earliest:
        raise TooSmall("data.BeginTime", _written(earliest, form))
    latest = first + timedelta(hours=limit.hours - 1)
    if last > latest:
        raise TooLarge("data.EndTime", _written(latest, form))
    return Hours(from_datetime(first) // HOUR, from_datetime(last) // HOUR + 1, by_hour)


def at_most(name: str, values: list[Any], limit: int) -> None:
    """Check the number of values in a list. Raises TooMany."""
    if len(values) > limit:
        raise TooMany(f"data.{name}", limit)


def delivered(tx: Tx, customer: int, hours: Hours) -> Iterator[Delivered]:
    """What the ads that a customer bound delivered, by time, account and ad group."""
    bound = [item.document for item in bindings.matches(tx, Search([customer]))]
    own = {each["Id"]: each[TARGET] for each in bound if each["TargetType"] == TO_AD_GROUP}
    accounts = {each["Id"]: each[TARGET] for each in bound if each["TargetType"] != TO_AD_GROUP}
    keys = ("account_id", "ad_group_id", "date", *(("hour",) if hours.by_hour else ()))
    query = SumsQuery(sorted({each["UId"] for each in bound}), hours.first, hours.before, keys=keys)
    for row in delivery_sums.page(tx, query, 0, MOST_SUMS)[0] if bound else ():
        account_id, group_id = row.keys["account_id"], row.keys["ad_group_id"]
        if group_id in own or account_id in accounts:
            target = own[group_id] if group_id in own else accounts[account_id]
            yield Delivered(_time(row.keys), account_id, group_id, target, row.sums)


def _time(keys: dict[str, int]) -> int:
    day = int((_EPOCH + timedelta(days=keys["date"])).strftime("%Y%m%d"))
    return day * 100 + keys["hour"] if "hour" in keys else day


def _read(place: str, value: int, form: str) -> datetime:
    try:
        time = datetime.strptime(str(value), form).replace(tzinfo=ZoneInfo(ZONE), minute=0)
    except ValueError:
        raise WrongType(place, str(value), "time") from None
    if len(str(value)) != len(time.strftime(form)):
        raise WrongType(place, str(value), "time")
    return time


def _local(at_ms: int) -> datetime:
    return to_datetime(at_ms // SECOND * SECOND).astimezone(ZoneInfo(ZONE))


def _written(time: datetime, form: str) -> int:
    return int(time.strftime(form))
