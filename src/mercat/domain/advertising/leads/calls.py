"""Telephone calls with leads: seats that call through the platform, and virtual numbers that lead to a lead.

There is no telephone here: each call is simulated. It begins at once, and its record can be read when it is over.
"""

import re
import zlib
from datetime import date
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice, slice_of
from mercat.domain.advertising.dates import begin_of, is_date, is_time, local_text, moment_of
from mercat.domain.advertising.leads.matching import named
from mercat.domain.advertising.leads.members import Document
from mercat.domain.advertising.refusals import SpanTooLong, TooEarly
from mercat.model.ad_leads import Lead
from mercat.model.advertising import CREATED, AdObject, Condition
from mercat.model.clock import DAY, HOUR, SECOND
from mercat.model.refusals import Refusal, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "call"
SEAT_KIND: Final = "seat"
OUT, IN = "CALL_OUT", "CALL_IN"
LONGEST_DAYS: Final = 30
TOKEN_MS: Final = 2 * HOUR
NORMAL: Final = 0
# How calls end: the most talk. 1 is a refusal, 2 that nobody answers, 5 that the line is busy.
_ENDS: Final = (*(NORMAL,) * 7, 1, 2, 5)
_NUMBER: Final = re.compile(r"1\d{10}|0\d{9,11}")


class CalleeDiffers(Refusal):
    """The number that is to be called is not that of the lead."""


class NumberUnfit(Refusal):
    """A number is neither that of a mobile telephone nor that of a line in a city."""


class SeatBusy(Refusal):
    """The last call of the seat is not over."""


class Call(Facts):
    """The members that rules read. Of a request, there is one call."""

    request_id: str = ""

    def unique_name(self) -> str | None:
        return self.request_id or None


class Seat(Facts):
    """A seat, from which a person calls."""

    user_id: int = 0

    def unique_name(self) -> str | None:
        return str(self.user_id)


calls: Final = Collection(KIND, Call)
seats: Final = Collection(SEAT_KIND, Seat)


# -- calling ----------------------------------------------------------------------------------------------------------


def token(tx: Tx, owner: int, members: Document) -> Document:
    """Get the token of a seat. It stays the same while it is valid."""
    user_id = members["user_id"]
    seat_id = ad_objects.find_by_name(tx, SEAT_KIND, owner, str(user_id))
    valid: Document = {"user_id": user_id, "token": tx.randomness.hex(32), "until_ms": tx.now + TOKEN_MS}
    if seat_id is None:
        seats.add(tx, owner, valid)
    else:
        present = seats.get(tx, owner, seat_id)
        if present.document["until_ms"] > tx.now:
            valid = present.document
        else:
            seats.amend(tx, present, valid)
    return {"token": valid["token"], **requested(tx, members)}


def call_from_seat(tx: Tx, owner: int, members: Document) -> Document:
    """Call a lead from a seat. Raises LeadUnfit, NotFound, NumberUnfit, CalleeDiffers, SeatBusy."""
    lead = named(tx, owner, members)
    callee, user_id = members["callee_number"], members["user_id"]
    line = f"0755{zlib.crc32(str(user_id).encode()) % 10**8:08d}"
    if callee != lead.document.get("leads_telephone"):
        raise CalleeDiffers
    request = requested(tx, members)
    begun = _requested_call(tx, owner, request)
    if begun is None:
        busy = (_equals("user_id", user_id, "integer"), Condition("ends_s", "greater", (tx.now // SECOND,), "integer"))
        if calls.find(tx, Search([owner], busy)).total:
            raise SeatBusy
        begun = _begin(tx, lead, {"caller": line, "callee": callee, "user_id": user_id, **request})
    return begun


def virtual_number(tx: Tx, owner: int, members: Document) -> Document:
    """Get a number that connects a person with a lead. Raises LeadUnfit, NotFound, NumberUnfit, CalleeDiffers."""
    lead = named(tx, owner, members)
    ends = {name: members[name] for name in ("caller", "callee")}
    if not all(_NUMBER.fullmatch(number) for number in ends.values()):
        raise NumberUnfit
    if lead.document.get("leads_telephone") not in ends.values():
        raise CalleeDiffers
    request = requested(tx, members)
    begun = _requested_call(tx, owner, request)
    if begun is None:
        number = f"170{zlib.crc32('/'.join(ends.values()).encode()) % 10**8:08d}"
        begun = _begin(tx, lead, {**ends, "virtual_number": number, **request})
    return begun


def requested(tx: Tx, members: Document) -> Document:
    """The id of a request: the caller's, or a new one."""
    return {"request_id": members.get("request_id") or tx.randomness.uuid()}


def _requested_call(tx: Tx, owner: int, request: Document) -> Document | None:
    call_id = ad_objects.find_by_name(tx, KIND, owner, request["request_id"])
    return None if call_id is None else calls.get(tx, owner, call_id).document


def _begin(tx: Tx, lead: Lead, about: Document) -> Document:
    """A call that begins now. Chance decides how it ends, and when."""
    end = _ENDS[tx.randomness.below(len(_ENDS))]
    rings = 2 + tx.randomness.below(10)
    talks = 10 + tx.randomness.below(170) if end == NORMAL else 0
    start_s = tx.now // SECOND
    document = {
        **about,
        "contact_id": tx.randomness.uuid(),
        "call_id": f"call-{tx.randomness.hex(24)}",
        "account_id": lead.account_id,
        "leads_id": lead.id,
        "call_direction": IN if about["caller"] == lead.document.get("leads_telephone") else OUT,
        "start_s": start_s,
        "answer_s": start_s + 1 + rings if end == NORMAL else 0,
        "ends_s": start_s + 1 + rings + talks,
        "duration": talks,
        "end_status": end,
        "call_record_url": "",
    }
    calls.add(tx, lead.account_id, document)
    return document


# -- records ----------------------------------------------------------------------------------------------------------


def records_of_lead(tx: Tx, owner: int, members: Document) -> Document:
    """List the calls with a lead that are over. Raises LeadUnfit, NotFound."""
    lead = named(tx, owner, members)
    conditions = [_equals("leads_id", lead.id, "integer"), _over(tx)]
    if members.get("contact_id"):
        conditions.append(_equals("contact_id", members["contact_id"]))
    items = calls.matches(tx, Search([owner], tuple(conditions)))
    return {"call_records": [_record(item) for item in items], **requested(tx, members)}


def records(tx: Tx, search: Search) -> Slice:
    """List the calls of some days that are over, by their beginning, a page at a time or after a time.

    Raises WrongType, TooEarly, SpanTooLong.
    """
    first, last = (_day(name, search.parameters[name]) for name in ("start_date", "end_date"))
    if last < first:
        raise TooEarly("end_date", "start_date")
    if last - first > LONGEST_DAYS * DAY:
        raise SpanTooLong("end_date", LONGEST_DAYS)
    after, window = search.parameters.get("search_after"), search.window
    conditions = [
        Condition(CREATED, "greater_equals", (first // SECOND,), "integer"),
        Condition(CREATED, "less", ((last + DAY) // SECOND,), "integer"),
        _over(tx),
    ]
    items = [item.with_members(_record(item)) for item in calls.matches(tx, search.narrowed(*conditions))]
    if not after:
        return slice_of(items, window)
    if not is_time(after):
        raise WrongType("search_after", after[:64], "yyyy-mm-dd hh:mm:ss")
    rest = [item for item in items if item.document["start_s"] * SECOND > moment_of(after)]
    return Slice(rest[: window.size], len(items))


def _day(name: str, text: str) -> int:
    if not is_date(text):
        raise WrongType(name, text[:64], "date")
    return begin_of(date.fromisoformat(text))


def _equals(member: str, value: Any, kind: str = "text") -> Condition:
    return Condition(member, "equals", (value,), kind)


def _over(tx: Tx) -> Condition:
    return Condition("ends_s", "less_equals", (tx.now // SECOND,), "integer")


def _record(item: AdObject) -> Document:
    """A call as it is listed, with its times as texts."""
    call = item.document
    times = {
        "call_start_time": call["start_s"],
        "ring_time": call["start_s"] + 1,
        "answer_time": call["answer_s"],
        "call_end_time": call["ends_s"],
    }
    return call | {name: local_text(at * SECOND) if at else "" for name, at in times.items()}
