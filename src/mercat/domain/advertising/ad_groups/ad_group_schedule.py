"""When ad groups deliver: dates, hours, and what the sites of WeChat ask of them."""

import re
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import UNSET

from mercat.domain.advertising.ad_groups.ad_group_facts import MOMENTS, AdGroup
from mercat.domain.advertising.dates import ZONE, begin_of, is_date
from mercat.domain.advertising.refusals import (
    SpanTooLong,
    TimeOfDayMalformed,
    TimeSeriesMalformed,
    TimeSeriesUneven,
    TooEarly,
)
from mercat.model.clock import HOUR, day_of, to_datetime
from mercat.model.refusals import WrongType
from mercat.store.tx import Tx

HALF_HOURS: Final = 48  # of a day in the time series, which starts on Monday
SLOTS: Final = 7 * HALF_HOURS
DAYS_IN_MOMENTS: Final = 30
SLOTS_IN_MOMENTS: Final = 12  # of each day
HOURS_AHEAD: Final = 6  # of a new end within WeChat
_TIME_SERIES: Final = re.compile(rf"[01]{{{SLOTS}}}")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d")


def check(tx: Tx, facts: AdGroup, changes: AdGroup) -> None:
    """Check dates and hours. A past date is refused only if this call sends it."""
    for name, value in (("begin_date", changes.begin_date), ("end_date", changes.end_date)):
        if value and not is_date(value):
            raise WrongType(name, value, "date")
    if changes.begin_time and not _TIME.fullmatch(changes.begin_time):
        raise TimeOfDayMalformed("first_day_begin_time")
    if changes.end_date and changes.end_date < day_of(tx.now, ZONE):
        raise TooEarly("end_date", "today")
    if facts.begin_date and facts.end_date and facts.end_date < facts.begin_date:
        raise TooEarly("end_date", "begin_date")
    if changes.time_series is not UNSET and not (
        _TIME_SERIES.fullmatch(changes.time_series) and "1" in changes.time_series
    ):
        raise TimeSeriesMalformed("time_series", SLOTS)
    if facts.sites == [MOMENTS] and not facts.chooses_sites:
        _check_moments(facts, changes)


def check_new_end(tx: Tx, facts: AdGroup, changes: AdGroup) -> None:
    """Check that an ad group within WeChat still delivers before its new end, which is some hours ahead."""
    if not changes.end_date or not facts.wechat():
        return
    end = begin_of(date.fromisoformat(changes.end_date) + timedelta(days=1))
    if end - tx.now < HOURS_AHEAD * HOUR:
        raise TooEarly("end_date", "six hours from now")
    slots = min(-(-(end - tx.now) * 2 // HOUR), SLOTS)
    if not any(delivers_at(facts, to_datetime(tx.now + slot * HOUR // 2)) for slot in range(slots)):
        raise TooEarly("end_date", "time_series")


def delivers_at(facts: AdGroup, moment: datetime) -> bool:
    """Whether the hours of an ad group allow delivery at a time."""
    local = moment.astimezone(ZoneInfo(ZONE))
    if (
        facts.begin_time
        and facts.begin_date == local.date().isoformat()
        and local.time().isoformat() < facts.begin_time
    ):
        return False
    place = local.weekday() * HALF_HOURS + local.hour * 2 + local.minute // 30
    return facts.time_series is UNSET or facts.time_series[place : place + 1] != "0"


def _check_moments(facts: AdGroup, changes: AdGroup) -> None:
    if changes.time_series is not UNSET:
        days = {changes.time_series[at : at + HALF_HOURS] for at in range(0, SLOTS, HALF_HOURS)}
        if len(days) > 1 or min(day.count("1") for day in days) < SLOTS_IN_MOMENTS:
            raise TimeSeriesUneven("time_series", SLOTS_IN_MOMENTS // 2)
    if facts.begin_date and (changes.begin_date or changes.end_date):
        last = date.fromisoformat(facts.begin_date) + timedelta(days=DAYS_IN_MOMENTS - 1)
        if facts.end_date and date.fromisoformat(facts.end_date) > last:
            raise SpanTooLong("end_date", DAYS_IN_MOMENTS)
