"""Runs of smart campaigns: scheduled for a batch, or requested for some people. Jobs carry them out.

A run makes people members of the campaign if the qualification rule admits them. It does not execute flow steps. Its
tokens are stored until it ends.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mercat.domain import jobs
from mercat.domain.activity_log import API, ActivityLog
from mercat.domain.assets import my_tokens
from mercat.domain.campaigns import assets, copies, rules
from mercat.domain.people import lookup, partitions
from mercat.model.activities import StandardActivity
from mercat.model.assets import Ref, key_of
from mercat.model.campaigns import Campaign, CampaignMember, Qualification, Run
from mercat.model.clock import DAY, HOUR, MINUTE, months_after
from mercat.model.messages import RunCampaign
from mercat.model.outcomes import Page, page_of
from mercat.model.refusals import InvalidData, PersonNotFound, Refusal, TooLong, TooMany
from mercat.model.rules import Rule
from mercat.store import people
from mercat.store.campaigns import campaigns, runs
from mercat.store.lists import static_lists
from mercat.store.tx import Tx

HEAD_START_MS: Final = 5 * MINUTE
FURTHEST_MONTHS: Final = 24
WAITING: Final = 100  # the most waiting runs of one batch campaign
SLICE: Final = 500  # people in one transaction
_UNITS: Final = {"hour": HOUR, "day": DAY, "week": 7 * DAY}


class RunTooLate(Refusal):
    """The time of the run is too far in the future."""


# -- scheduling -------------------------------------------------------------------------------------------------------


def schedule(
    tx: Tx, campaign_id: int, *, at_ms: int | None = None, tokens: Mapping[str, str], program: str | None = None
) -> Run:
    """Schedule a run of a batch campaign, at least five minutes from now. With `program`, copy its program under that
    name first, and run the copy of the campaign. `tokens` are values for this run, by tokens as texts write them.

    Raises NotFound, InvalidData (no batch campaign, or a broken one; a token's name), RunTooLate, TooMany, TooLong and
    what `copies.clone_with_program` raises.
    """
    campaign = assets.get(tx, campaign_id)
    if campaign.type != "batch":
        raise InvalidData(Rule.SCHEDULED_WITHOUT_BATCH)
    if campaign.broken:
        raise InvalidData(Rule.CAMPAIGN_BROKEN)
    if at_ms is not None and at_ms > months_after(tx.now, FURTHEST_MONTHS):
        raise RunTooLate
    if runs.count_batches(tx, campaign_id) >= WAITING:
        raise TooMany("runs", WAITING)
    if program is not None:
        campaign = copies.clone_with_program(tx, campaign, program)
    return _order(tx, campaign, None, tokens, max(at_ms or 0, tx.now + HEAD_START_MS))


def request(tx: Tx, campaign_id: int, ids: Iterable[Any], tokens: Mapping[str, str]) -> Run:
    """Send people through an active campaign that can be requested: all of them or nobody.

    Raises NotFound, InvalidData (another kind of campaign, or not active; a token's name), WrongType, Missing,
    PersonNotFound, PartitionDenied, TooLong.
    """
    campaign = assets.get(tx, campaign_id)
    if campaign.type != "trigger":
        raise InvalidData(Rule.REQUESTED_WITHOUT_TRIGGER)
    if not assets.is_requestable(campaign):
        raise InvalidData(Rule.CAMPAIGN_NOT_REQUESTABLE)
    person_ids = _people(tx, ids)
    log = ActivityLog(tx)
    for person_id in person_ids:
        source = {"Source": API.source}
        log.note(StandardActivity.REQUEST_CAMPAIGN, person_id, source, campaign.id, campaign.name)
    log.write()
    return _order(tx, campaign, person_ids, tokens, tx.now)


def _people(tx: Tx, ids: Iterable[Any]) -> list[int]:
    numbers = list(dict.fromkeys(lookup.parameter_id(value) for value in ids))
    present = {person.id: person for person in people.by_ids(tx, numbers)}
    for number in numbers:
        if number not in present:
            raise PersonNotFound
        partitions.check_reached(tx, present[number].partition_id)
    return numbers


def _order(tx: Tx, campaign: Campaign, person_ids: list[int] | None, tokens: Mapping[str, str], due_ms: int) -> Run:
    overrides = _overrides(tx, campaign.parent, tokens)
    run = Run(
        runs.add(tx, campaign.id, person_ids, overrides, due_ms), campaign.id, person_ids, overrides, due_ms, tx.now
    )
    jobs.enqueue(tx, RunCampaign(run.id), due_ms=due_ms, unique_key=_key(run.id))
    return run


def _overrides(tx: Tx, place: Ref, tokens: Mapping[str, str]) -> dict[str, str]:
    """Values by the folded names of My Tokens. A token that the campaign does not have is ignored."""
    values: dict[str, str] = {}
    for text, value in tokens.items():
        inner = text.strip()
        name = inner[5:-2].strip()
        framed = inner[:5].casefold() == "{{my." and inner.endswith("}}")
        if not (framed and 0 < len(name) <= my_tokens.NAME_LENGTH) or "{" in name or "}" in name:
            raise InvalidData(Rule.TOKEN_NAME_INVALID, name=text[:255])
        if len(value) > my_tokens.TEXT_LENGTH:
            raise TooLong("value", my_tokens.TEXT_LENGTH)
        values[key_of(name)] = value
    if not values:
        return {}
    seen = my_tokens.seen(tx, place)
    return {name: value for name, value in values.items() if name in seen}


def _key(run_id: int) -> str:
    return f"campaign run {run_id}"


def waiting(tx: Tx, campaign_id: int, *, limit: int) -> list[Run]:
    """The waiting and running runs of a campaign, by due time."""
    return runs.waiting(tx, campaign_id, limit=limit)


# -- carrying out -----------------------------------------------------------------------------------------------------


def advance(tx: Tx, run_id: int, after: int) -> int | None:
    """Send the next people through, with ids above `after`. Answers the next `after`, or None at the end."""
    run = runs.find(tx, run_id)
    if run is None:  # its campaign was deleted
        return None
    campaign = assets.get(tx, run.campaign_id)
    if run.people is None:
        part, following = _batch(tx, campaign, after)
    else:
        present = people.existing(tx, run.people)  # some may have been deleted since
        part, following = _fitting(tx, campaign, [number for number in run.people if number in present]), None
    _enter(tx, campaign, part)
    if following is None:
        if run.people is None:
            campaigns.ran(tx, campaign.id)
        runs.delete(tx, run.id)
    return following


def run_now(tx: Tx, run: Run) -> None:
    """Carry a run out now, before it is due."""
    jobs.cancel(tx, _key(run.id))
    after: int | None = 0
    while after is not None:
        after = advance(tx, run.id, after)


def abandon(tx: Tx, run_id: int) -> None:
    """End a run that cannot be carried out. People who went through remain members."""
    runs.delete(tx, run_id)


def _batch(tx: Tx, campaign: Campaign, after: int) -> tuple[list[int], int | None]:
    """The next people in the smart list: those on every list that it names; without a filter, nobody."""
    named = rules.list_ids(campaign.content)
    if not named:
        return [], None
    person_ids = [person.id for person in static_lists.members(tx, named[0], after=after, limit=SLICE, partitions=None)]
    return _fitting(tx, campaign, person_ids), person_ids[-1] if len(person_ids) == SLICE else None


def _fitting(tx: Tx, campaign: Campaign, person_ids: list[int]) -> list[int]:
    for list_id in rules.list_ids(campaign.content):
        inside = static_lists.members_among(tx, list_id, person_ids)
        person_ids = [number for number in person_ids if number in inside]
    return person_ids


def _enter(tx: Tx, campaign: Campaign, person_ids: list[int]) -> None:
    """Make people members if the qualification rule admits them."""
    held = runs.members_among(tx, campaign.id, person_ids)
    rule = campaign.content.qualification
    runs.enter(tx, campaign.id, [number for number in person_ids if _qualifies(tx, rule, held.get(number))])


def _qualifies(tx: Tx, rule: Qualification, member: CampaignMember | None) -> bool:
    if member is None or rule.type == "any":
        return True
    if rule.type == "once" or rule.interval is None or rule.unit is None:
        return False
    if rule.unit == "month":
        return months_after(member.updated_ms, rule.interval) <= tx.now
    return member.updated_ms + rule.interval * _UNITS[rule.unit] <= tx.now


# -- members ----------------------------------------------------------------------------------------------------------


def campaigns_of(tx: Tx, person_id: int, *, span: tuple[int, int], below: int, limit: int) -> Page[CampaignMember]:
    """A person's memberships that changed in a range of time, newest first."""
    batch = runs.of_person(tx, person_id, span=span, below=below, limit=limit + 1)
    return page_of(batch, limit)
