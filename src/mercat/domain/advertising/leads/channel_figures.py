"""Figures of the channels of dealers: fans, live streams, and the leads that they brought.

WeChat counts fans and what happens in a live stream, so both are known from outside. Leads are counted here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice, row, slice_of
from mercat.domain.advertising.dates import ZONE, begin_of, local_text
from mercat.domain.advertising.refusals import SpanTooLong, TooEarly
from mercat.model.ad_leads import Order
from mercat.model.advertising import AdObject
from mercat.model.clock import DAY, SECOND, day_of
from mercat.model.refusals import WrongType
from mercat.store.advertising import ad_leads
from mercat.store.tx import Tx

CHANNEL_KIND: Final = "dealer channel"
STREAM_KIND: Final = "live stream"
LONGEST_DAYS: Final = 366
CHANNEL: Final = "video_channel_id"
_NAMES: Final = ("brand_id", "brand_name", "dealer_id", "dealer_name", CHANNEL, "video_channel_name")
_DEALER: Final = ("dealer_id", "dealer_name")
_CHANNEL: Final = (CHANNEL, "video_channel_name")
_COUNTS: Final = {
    "LEADS_TYPE_FORM": "form_leads_cnt",
    "LEADS_TYPE_PAGE_SCAN_CODE": "wecom_leads_cnt",
    "LEADS_TYPE_PROMOTION_FOLLOW": "wecom_leads_cnt",
    "LEADS_TYPE_MAKE_PHONE_CALL": "consult_leads_cnt",
}
_LEADS: Final = ("leads_cnt", *dict.fromkeys(_COUNTS.values()), "ad_leads_cnt", "natural_leads_cnt")

Members = dict[str, Any]


class DealerChannel(Facts):
    """A channel of a dealer of a brand. `fans_cnt` people follow it at first, and `fans_a_day` more each day."""

    channel_id: str = ""
    fans_cnt: int = 0
    fans_a_day: int = 0


class LiveStream(Facts):
    """A live stream of a channel, with the times of its beginning and end in seconds."""

    video_channel_id: str = ""
    start_s: int = 0
    end_s: int = 0


channels: Final = Collection(CHANNEL_KIND, DealerChannel)
streams: Final = Collection(STREAM_KIND, LiveStream)


def fans(tx: Tx, search: Search) -> Slice:
    """List the fans of channels of dealers day by day, a page at a time."""
    days = _days(search.parameters)
    rows = [
        row(channel.account_id, _picked(channel.document, _CHANNEL) | {"date": _number(day), "fans_cnt": count})
        for channel in _channels(tx, search)
        for day, count in _fans(tx, channel, days)
    ]
    return slice_of(rows, search.window)


def leads(tx: Tx, search: Search) -> Slice:
    """List the leads of channels of dealers, of each day that brought some, a page at a time."""
    days, rows = _days(search.parameters), []
    for channel in _channels(tx, search):
        about = _picked(channel.document, (*_CHANNEL, *_DEALER))
        for number, counts in sorted(_leads(tx, channel, days).items()):
            members = {name: counts[name] for name in _LEADS}
            rows.append(row(channel.account_id, about | {"date": number} | members))
    return slice_of(rows, search.window)


def live_streams(tx: Tx, search: Search) -> Slice:
    """List the live streams of channels of dealers, a page at a time."""
    days, rows = _days(search.parameters), []
    for channel in _channels(tx, search):
        about = _picked(channel.document, (*_CHANNEL, *_DEALER))
        for stream in _streams(tx, channel, days):
            times = {
                "live_start_time": local_text(stream["start_s"] * SECOND),
                "live_end_time": local_text(stream["end_s"] * SECOND),
                "living_duration": stream["end_s"] - stream["start_s"],
            }
            rows.append(row(channel.account_id, {**stream, **about, **times}))
    return slice_of(rows, search.window)


def dealers(tx: Tx, owner: int, parameters: Members) -> list[Members]:
    """List what the channels of each dealer did, day by day."""
    days = _days(parameters)
    sums: dict[tuple[int, str, int], Counter[str]] = {}
    for channel in _channels(tx, Search([owner], parameters=parameters)):
        dealer_id, dealer_name = (channel.document[name] for name in _DEALER)
        streams_of_day: dict[int, list[Members]] = {}
        for stream in _streams(tx, channel, days):
            streams_of_day.setdefault(_number_at(stream["start_s"] * SECOND), []).append(stream)
        counts = _leads(tx, channel, days)
        for day, fans_count in _fans(tx, channel, days):
            number = _number(day)
            live = streams_of_day.get(number, [])
            sums.setdefault((dealer_id, dealer_name, number), Counter()).update(
                fans_cnt=fans_count,
                leads_cnt=counts.get(number, Counter())["leads_cnt"],
                showings_cnt=len(live),
                living_duration=sum(stream["end_s"] - stream["start_s"] for stream in live),
                watching_person_uv=sum(stream["watching_person_uv"] for stream in live),
            )
    return [
        {"dealer_id": dealer_id, "dealer_name": name, "date": number, **counts}
        for (dealer_id, name, number), counts in sorted(sums.items())
    ]


# -- what happened ----------------------------------------------------------------------------------------------------


def _channels(tx: Tx, search: Search) -> list[AdObject]:
    """The channels that a call asks for, by its lists of ids and names."""
    asked = {name: search.parameters[f"{name}s"] for name in _NAMES if search.parameters.get(f"{name}s")}
    items = channels.matches(tx, Search(search.owners))
    return [item for item in items if all(str(item.document[name]) in texts for name, texts in asked.items())]


def _fans(tx: Tx, channel: AdObject, days: list[date]) -> Iterator[tuple[date, int]]:
    """How many fans a channel has at the end of each day since it is known."""
    first = date.fromisoformat(day_of(channel.created_ms, ZONE))
    last = date.fromisoformat(day_of(tx.now, ZONE))
    for day in days:
        if first <= day <= last:
            yield day, channel.document["fans_cnt"] + channel.document["fans_a_day"] * (day - first).days


def _leads(tx: Tx, channel: AdObject, days: list[date]) -> dict[int, Counter[str]]:
    """How many leads of each kind a channel brought, by day."""
    counts: dict[int, Counter[str]] = {}
    span = begin_of(days[0]), begin_of(days[-1]) + DAY
    for lead in ad_leads.each(tx, channel.account_id, Order.SUBMITTED, *span):
        if lead.document.get(CHANNEL) == channel.document[CHANNEL]:
            names = ["leads_cnt", "ad_leads_cnt" if lead.ad_group_id else "natural_leads_cnt"]
            names += [_COUNTS[lead.document["leads_type"]]]
            counts.setdefault(_number_at(lead.submitted_ms), Counter()).update(names)
    return counts


def _streams(tx: Tx, channel: AdObject, days: list[date]) -> list[Members]:
    """The live streams of a channel that began on some days and are over."""
    first, before = begin_of(days[0]) // SECOND, (begin_of(days[-1]) + DAY) // SECOND
    items = (item.document for item in streams.matches(tx, Search([channel.account_id])))
    return [
        stream
        for stream in items
        if stream[CHANNEL] == channel.document[CHANNEL]
        and first <= stream["start_s"] < before
        and stream["end_s"] <= tx.now // SECOND
    ]


# -- days -------------------------------------------------------------------------------------------------------------


def _days(parameters: Mapping[str, Any]) -> list[date]:
    """The days that a call asks for. Raises WrongType, TooEarly, SpanTooLong."""
    first, last = (_day(name, parameters[name]) for name in ("start_date", "end_date"))
    if last < first:
        raise TooEarly("end_date", "start_date")
    if (last - first).days >= LONGEST_DAYS:
        raise SpanTooLong("end_date", LONGEST_DAYS)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _day(name: str, number: int) -> date:
    """The day that a number such as 20261128 names. Raises WrongType."""
    try:
        if not 1970_01_01 <= number <= 9998_12_31:
            raise ValueError
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        raise WrongType(name, str(number), "yyyymmdd") from None


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _number_at(at_ms: int) -> int:
    return int(day_of(at_ms, ZONE).replace("-", ""))


def _picked(document: Members, names: Iterable[str]) -> Members:
    return {name: document[name] for name in names}
