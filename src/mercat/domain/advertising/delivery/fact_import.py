"""Importing facts of delivery from rows of text. What they cost is booked as the delivery itself books it.

A row that is refused does not affect the others, but what an ad group cost in an hour is paid as a whole or not at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.dates import begin_of, is_date
from mercat.domain.advertising.refusals import TooEarly, TooLarge
from mercat.model.clock import HOUR
from mercat.model.delivery import Fact
from mercat.model.oauth import ADVERTISER
from mercat.model.refusals import AlreadyExists, Missing, NotFound, Refusal, WrongType
from mercat.store.advertising import ad_objects, delivery_facts
from mercat.store.oauth import clients
from mercat.store.tx import Tx

KIND: Final = "fact"
NUMBERS: Final = ("impressions", "clicks", "conversions", "cost")
COLUMNS: Final = ("account_id", "date", "hour", "dynamic_creative_id", *NUMBERS)
MOST: Final = 10**12  # of each number
DIGITS: Final = 15
DAY_HOURS: Final = 24


class Row(Struct, frozen=True):
    """A row of a file: its line, and the text of each column."""

    line: int
    values: Mapping[str, str]


class Refused(Struct, frozen=True):
    """A row that is not imported, and why."""

    line: int
    reason: Refusal


def write(tx: Tx, rows: Sequence[Row], *, replaces: bool = False) -> list[Refused]:
    """Import rows. Answers those that are refused. With `replaces`, rows take the place of stored facts."""
    refused: dict[int, Refusal] = {}
    facts = _facts(tx, rows, refused)
    stored = _stored(tx, facts.values())
    costs: dict[tuple[int, int, int], int] = {}
    lines: dict[tuple[int, int, int], list[int]] = {}
    earlier: set[tuple[int, int, int]] = set()
    for line, fact in sorted(facts.items(), key=lambda item: item[1]):
        key, paid_by = _key(fact), (fact.hour, fact.account_id, fact.ad_group_id)
        if key in earlier or (key in stored and not replaces):
            refused[line] = AlreadyExists(KIND, fact.creative_id)  # stored, or in an earlier row
            continue
        earlier.add(key)
        lines.setdefault(paid_by, []).append(line)
        costs[paid_by] = costs.get(paid_by, 0) + fact.cost - (stored[key].cost if key in stored else 0)
    _pay(tx, costs, lines, refused)
    facts = {line: fact for line, fact in facts.items() if line not in refused}
    delivery_facts.delete_many(tx, [stored[_key(fact)] for fact in facts.values() if _key(fact) in stored])
    delivery_facts.add_many(tx, sorted(facts.values()))
    return [Refused(line, reason) for line, reason in sorted(refused.items())]


def _key(fact: Fact) -> tuple[int, int, int]:
    return fact[:3]


def _facts(tx: Tx, rows: Iterable[Row], refused: dict[int, Refusal]) -> dict[int, Fact]:
    """The fact of each row that is valid by itself, by its line."""
    accounts = {one.account_id for one in clients.accounts(tx) if one.role == ADVERTISER}
    parsed = {}
    for row in rows:
        try:
            parsed[row.line] = _parsed(tx, row.values, accounts)
        except Refusal as refusal:
            refused[row.line] = refusal
    parents = ad_objects.parents(tx, CREATIVE_KIND, sorted({fact.creative_id for fact in parsed.values()}))
    facts = {}
    for line, fact in parsed.items():
        account_id, group_id = parents.get(fact.creative_id, (0, 0))
        if account_id != fact.account_id:
            refused[line] = NotFound("creative", fact.creative_id)
        else:
            facts[line] = fact._replace(ad_group_id=group_id)
    return facts


def _parsed(tx: Tx, values: Mapping[str, str], accounts: set[int]) -> Fact:
    """The fact of a row, still without its ad group."""
    account_id, creative_id = _number(values, "account_id"), _number(values, "dynamic_creative_id")
    if account_id not in accounts:
        raise NotFound("advertising account", account_id)
    day = values.get("date") or ""
    if not is_date(day):
        raise WrongType("date", day, "yyyy-mm-dd")
    hour_of_day = _number(values, "hour")
    if hour_of_day >= DAY_HOURS:
        raise TooLarge("hour", DAY_HOURS - 1)
    hour = begin_of(date.fromisoformat(day)) // HOUR + hour_of_day
    if hour >= tx.now // HOUR:
        raise TooEarly("The present time", f"the end of hour {hour_of_day} of {day}")
    views, clicks, conversions, cost = (_number(values, name) for name in NUMBERS)
    if clicks > views:
        raise TooLarge("clicks", views)
    return Fact(account_id, hour, creative_id, 0, views, clicks, conversions, cost)


def _number(values: Mapping[str, str], name: str) -> int:
    text = (values.get(name) or "").strip()
    if not text:
        raise Missing(name)
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
        raise WrongType(name, text, "a whole number")
    if int(text) > MOST:
        raise TooLarge(name, MOST)
    return int(text)


def _stored(tx: Tx, facts: Iterable[Fact]) -> dict[tuple[int, int, int], Fact]:
    """The stored facts of the hours of some facts."""
    hours: dict[int, set[int]] = {}
    for fact in facts:
        hours.setdefault(fact.account_id, set()).add(fact.hour)
    return {
        _key(fact): fact
        for account_id, own in hours.items()
        for fact in delivery_facts.of_hours(tx, account_id, sorted(own))
    }


def _pay(
    tx: Tx,
    costs: Mapping[tuple[int, int, int], int],
    lines: Mapping[tuple[int, int, int], list[int]],
    refused: dict[int, Refusal],
) -> None:
    """Book what hours cost more or less than before, the earliest first. Refuses the rows of those without money."""
    purses = ledger.Purses(tx, sorted({account_id for _, account_id, _ in costs}))
    for (hour, account_id, group_id), cost in sorted(costs.items()):
        available = purses.available(account_id)
        if cost > available:
            refused |= dict.fromkeys(lines[hour, account_id, group_id], ledger.BalanceTooSmall(available))
        else:
            purses.book(account_id, cost, hour, group_id)
    purses.write(tx)
