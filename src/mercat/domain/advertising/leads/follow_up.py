"""How leads are followed up: their status, whose ad brought them, and what happened with them."""

from collections.abc import Callable
from typing import Final

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.dates import local_text
from mercat.domain.advertising.leads import leads, members
from mercat.domain.advertising.leads.matching import Match, check_match, matching
from mercat.domain.advertising.leads.members import DEFAULT_TAG, KIND, Document, Fault, LeadUnfit
from mercat.domain.advertising.materials.materials import id_of
from mercat.model.ad_leads import Key, Lead
from mercat.model.clock import SECOND
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_leads
from mercat.store.tx import Tx

CONNECTED: Final = "PHONE_CONNECTED"
FOLLOWING: Final = "LEADS_FOLLOW_TAG_FOLLOWING"
MOST_RECORDS: Final = 100  # of a lead; older ones are dropped
_STATUS: Final = ("leads_convert_type", "leads_ineffect_reason", "outer_leads_convert_type", "customized_tags")

Act = Callable[[Document], None]


def rating(tx: Tx, owner: int, call: Document) -> Act:
    """Check the status of leads; what stores that of one lead, and raises NotFound. Raises LeadUnfit."""
    by = Match(call.get("match_type") or Match.OUTERLEADSID)
    for row in call["leads_conversion_status_list"]:
        check_match(by, row)
        members.check_status(row)
        if not any(row.get(name) for name in _STATUS):
            raise LeadUnfit(Fault.NO_STATUS)

    def rate(row: Document) -> None:
        lead = matching(tx, owner, by, row)
        first = {"rated_ms": lead.document["rated_ms"]} if "rated_ms" in lead.document else {}
        leads.save(tx, lead, members.rated(row, tx.now) | first)

    return rate


def claiming(tx: Tx, owner: int, call: Document) -> Act:
    """Check claims of leads; what says which ad brought one of them, and raises NotFound. Raises LeadUnfit."""
    for row in call["leads_claim_list"]:
        check_match(Match.OUTERLEADSID, row)
        members.check_user(row)

    def claim(row: Document) -> None:
        lead = matching(tx, owner, Match.OUTERLEADSID, row)
        source = _source(tx, owner, row)
        claimed = leads.attributed(lead, source)
        leads.save(tx, claimed, members.stored(row))

    return claim


def _source(tx: Tx, owner: int, row: Document) -> Lead:
    """A lead of the ad group that a claim names, or of the ad that brought the same user before. Raises NotFound."""
    if row.get("adgroup_id"):
        group_id = ad_groups.get(tx, owner, id_of(row["adgroup_id"])).id
        return Lead(0, owner, group_id, 0, 0, {})
    user = members.user_key(row.get("leads_user_type", ""), row.get("leads_user_id", ""))
    source = ad_leads.newest_with(tx, owner, [(Key.USER, user)], of_ads=True)
    if source is None:
        raise NotFound(KIND, user[:64])
    return source


def reporting(tx: Tx, owner: int, call: Document) -> Act:
    """Check what happened with leads; what notes it for one lead, and raises NotFound. Raises LeadUnfit."""
    by = Match(call.get("match_type") or Match.OUTERLEADSID)
    for row in call["leads_action_type_report_list"]:
        check_match(by, row)
        if row["action_type"] == CONNECTED and "call_duration" not in row:
            raise LeadUnfit(Fault.EMPTY, "call_duration")
        if row.get("call_duration", 0) < 0:
            raise LeadUnfit(Fault.VALUE, "call_duration")

    def report(row: Document) -> None:
        lead = matching(tx, owner, by, row)
        leads.save(tx, lead, _reported(tx, lead, row))

    return report


def _reported(tx: Tx, lead: Lead, row: Document) -> Document:
    """The members of a lead that follow from what happened with it."""
    records = lead.document.get("follow_records", [])
    record = {"time": local_text(tx.now), "action_type": row["action_type"]}
    if "call_duration" in row:
        record["call_duration"] = row["call_duration"]
    changes: Document = {"follow_records": [*records, record][-MOST_RECORDS:]}
    if row["action_type"] == CONNECTED:
        changes["call_duration"] = str(row["call_duration"])
    if lead.document.get("leads_follow_tag", DEFAULT_TAG) == DEFAULT_TAG:
        changes["leads_follow_tag"] = FOLLOWING
    if "leads_response_duration" not in lead.document:
        changes["leads_response_duration"] = max(0, tx.now - lead.created_ms) // SECOND
    return changes
