"""Leads: people who left their data with an ad, and those whom an account imports from elsewhere."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_groups import KIND as AD_GROUP
from mercat.domain.advertising.collection import Search, Slice
from mercat.domain.advertising.components.components import KIND as COMPONENT
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.dates import local_text, moment_of
from mercat.domain.advertising.leads import members
from mercat.domain.advertising.leads.matching import Match, check_match, contacts, matching
from mercat.domain.advertising.leads.members import KIND, Document, Fault, LeadUnfit
from mercat.domain.advertising.refusals import TooEarly
from mercat.model.ad_leads import Key, Lead, Order
from mercat.model.advertising import AdObject
from mercat.model.clock import DAY, SECOND
from mercat.model.refusals import AlreadyExists, Refusal
from mercat.store.advertising import ad_leads, ad_objects
from mercat.store.tx import Tx

LONGEST_MS: Final = 366 * DAY
DEEPEST: Final = 5_000
IMPORTED: Final = "OUTER_TRAFFIC"
OF_PLATFORM: Final = "XJ"
_ORDERS: Final = {"TIME_TYPE_CREATED_TIME": Order.CREATED, "TIME_TYPE_ACTION_TIME": Order.SUBMITTED}
_OF_AD: Final = ("dynamic_creative_id", "component_id", "click_id")
_FRESH: Final = {"leads_source": IMPORTED, "leads_follow_tag": members.DEFAULT_TAG}


class RangeTooLong(Refusal):
    """A range of time is longer than a year."""


class TooDeep(Refusal):
    """A page is so far from the first that it has to be asked for by the last lead before it."""


class LastLeadUnfit(Refusal):
    """The last lead of a page is not given by its time and its id."""

    kind: str = "length"  # or "number"


# -- adding and changing ----------------------------------------------------------------------------------------------


def importing(tx: Tx, owner: int, call: Document) -> Callable[[Document], int]:
    """Check the leads of an import; what stores one of them, and answers its id. Raises LeadUnfit.

    What is returned raises AlreadyExists for a lead that the account has.
    """
    by = Match(call.get("match_type") or Match.NONE)
    outer_ids = [row["outer_leads_id"] for row in call["leads_info_list"] if row.get("outer_leads_id")]
    if len(set(outer_ids)) < len(outer_ids):
        raise LeadUnfit(Fault.REPEATED)
    for row in call["leads_info_list"]:
        names = members.CONTACTS if by is Match.CONTACT else ("leads_user_id", *members.CONTACTS)
        if not any(row.get(name) for name in names):
            raise LeadUnfit(Fault.NO_CONTACT)
        if by is Match.CLICKID and not row.get("click_id"):
            raise LeadUnfit(Fault.EMPTY, "click_id")
        members.check(row)
    return lambda row: _import(tx, owner, by, row)


def _import(tx: Tx, owner: int, by: Match, row: Document) -> int:
    document = _FRESH | members.stored(row) | members.rated(row, tx.now)
    created = tx.now - tx.now % SECOND
    action = row.get("leads_action_time")
    lead = Lead(0, owner, 0, moment_of(action) if action else created, created, document)
    single = _single_key(row)
    if ad_leads.newest_with(tx, owner, [single]):
        raise AlreadyExists(KIND, row.get("outer_leads_id", ""))
    source = None if by is Match.NONE else ad_leads.newest_with(tx, owner, contacts(by, row), of_ads=True)
    return ad_leads.add(tx, lead if source is None else attributed(lead, source), [*members.keys(document), single])


def _single_key(row: Document) -> tuple[Key, str]:
    """What makes two imports the same: the outer id, or without one who it was, how and when."""
    if row.get("outer_leads_id"):
        return Key.OUTER, row["outer_leads_id"]
    about = [row.get(name) for name in (*members.CONTACTS, "leads_user_id", "click_id", "leads_type")]
    text = json.dumps([*about, row.get("leads_action_time")])
    return Key.IMPORT, hashlib.sha256(text.encode()).hexdigest()


def attributed(lead: Lead, source: Lead) -> Lead:
    """A lead that the ad of another one brought. It keeps its click, and nothing of an ad that was said before."""
    own = {name: value for name, value in lead.document.items() if name not in _OF_AD[:2]}
    of_ad = {name: source.document[name] for name in _OF_AD if name in source.document}
    return replace(lead, ad_group_id=source.ad_group_id, document=of_ad | own)


def brought(tx: Tx, owner: int, ad: AdObject, about: Document) -> int:
    """Store a lead that an ad brought: a creative, one component of which the person used."""
    created = tx.now - tx.now % SECOND
    jumps = ad.document.get("creative_components", {}).get("main_jump_info") or [{}]
    component_id = jumps[0].get("component_id", 0)
    of_ad = {"dynamic_creative_id": ad.id} | ({"component_id": str(component_id)} if component_id else {})
    document = _FRESH | {"leads_source": OF_PLATFORM} | of_ad | about
    lead = Lead(0, owner, ad.document["adgroup_id"], created, created, document)
    return ad_leads.add(tx, lead, members.keys(document))


def save(tx: Tx, lead: Lead, changes: Document) -> None:
    """Store changed members of a lead."""
    document = lead.document | changes
    ad_leads.save(tx, replace(lead, document=document), members.keys(document))


def changing(tx: Tx, owner: int, call: Document) -> Callable[[Document], None]:
    """Check new data of leads; what stores those of one lead. Raises LeadUnfit.

    What is returned raises NotFound.
    """
    by = Match(call.get("match_type") or Match.OUTERLEADSID)
    for row in call["leads_contact_list"]:
        check_match(by, row)
        if not set(row) - {"outer_leads_id", "leads_id", "click_id"}:
            raise LeadUnfit(Fault.NO_CHANGE)
        members.check(row)
    return lambda row: _change(tx, owner, by, row)


def _change(tx: Tx, owner: int, by: Match, row: Document) -> None:
    lead = matching(tx, owner, by, row)
    changes = members.stored(row)
    outer_id = changes.get("outer_leads_id", "")
    is_renamed = outer_id not in ("", lead.document.get("outer_leads_id"))
    if is_renamed and ad_leads.newest_with(tx, owner, [(Key.OUTER, outer_id)]):
        raise AlreadyExists(KIND, outer_id)
    save(tx, lead, changes)


# -- listing ----------------------------------------------------------------------------------------------------------


def find(tx: Tx, search: Search) -> Slice:
    """List leads of a time, the newest first, a page at a time or after a lead.

    Raises TooEarly, RangeTooLong, TooDeep, LastLeadUnfit.
    """
    span, window = search.parameters["time_range"], search.window
    (owner,) = search.owners
    if span["end_time"] < span["start_time"]:
        raise TooEarly("time_range.end_time", "time_range.start_time")
    if (span["end_time"] - span["start_time"]) * SECOND > LONGEST_MS:
        raise RangeTooLong
    of_time = _ORDERS[span["time_type"]], span["start_time"] * SECOND, (span["end_time"] + 1) * SECOND
    last = search.parameters.get("last_search_after_values")
    if last:
        leads = ad_leads.page_after(tx, owner, *of_time, last=_last(last), limit=window.size)
    elif window.page * window.size > DEEPEST:
        raise TooDeep
    else:
        offset = (window.page - 1) * window.size
        leads = ad_leads.page(tx, owner, *of_time, limit=window.size, offset=offset)
    return Slice(described(tx, owner, leads), ad_leads.count(tx, owner, *of_time))


def described(tx: Tx, owner: int, leads: list[Lead]) -> list[AdObject]:
    """Leads as they are listed, with the names of their ads."""
    groups = ad_objects.texts(tx, AD_GROUP, [owner], "adgroup_name", [lead.ad_group_id for lead in leads])
    ids = {name: [int(lead.document.get(name, 0)) for lead in leads] for name in _OF_AD[:2]}
    ads = ad_objects.texts(tx, creatives.kind, [owner], "dynamic_creative_name", ids["dynamic_creative_id"])
    components = ad_objects.texts(tx, COMPONENT, [owner], "component_custom_name", ids["component_id"])
    items = []
    for lead in leads:
        document: dict[str, Any] = {
            **lead.document,
            "account_id": owner,
            "leads_id": lead.id,
            "leads_create_time": local_text(lead.created_ms),
            "leads_action_time": local_text(lead.submitted_ms),
            "all_follow_records": json.dumps(lead.document.get("follow_records", []), ensure_ascii=False),
        }
        if lead.ad_group_id:
            document |= {"adgroup_id": str(lead.ad_group_id), "claim_account_id": owner}
            document["adgroup_name"] = groups.get(lead.ad_group_id, "")
            document["dynamic_creative_name"] = ads.get(document.get("dynamic_creative_id", 0), "")
            document["component_name"] = components.get(int(document.get("component_id", 0)), "")
        items.append(AdObject(lead.id, owner, document, lead.created_ms, lead.created_ms, deleted=False))
    return items


def _last(values: list[str]) -> tuple[int, int]:
    if len(values) != 2:
        raise LastLeadUnfit("length")
    if not all(text.isascii() and text.isdecimal() and len(text) <= 18 for text in values):
        raise LastLeadUnfit("number")
    return int(values[0]), int(values[1])
