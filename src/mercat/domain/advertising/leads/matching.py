"""Which lead a call means: by its id, the account's own id, a click, or a contact."""

from enum import StrEnum

from mercat.domain.advertising.leads.members import CONTACTS, KIND, Document, Fault, LeadUnfit
from mercat.model.ad_leads import Key, Lead
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_leads
from mercat.store.tx import Tx


class Match(StrEnum):
    """What a lead is matched by."""

    NONE = "NONE"
    LEADSID = "LEADSID"
    OUTERLEADSID = "OUTERLEADSID"
    CONTACT = "CONTACT"
    CLICKID = "CLICKID"


def check_match(by: Match, row: Document) -> None:
    """Check that a row has what its lead is matched by. Raises LeadUnfit."""
    if by is Match.LEADSID and not row.get("leads_id"):
        raise LeadUnfit(Fault.NO_LEAD_ID)
    if by is Match.OUTERLEADSID and not row.get("outer_leads_id"):
        raise LeadUnfit(Fault.NO_OUTER_ID)
    if by is Match.CLICKID and not row.get("click_id"):
        raise LeadUnfit(Fault.EMPTY, "click_id")
    if by is Match.CONTACT and not any(row.get(name) for name in CONTACTS):
        raise LeadUnfit(Fault.NONE_OF, ",".join(CONTACTS))


def contacts(by: Match, row: Document) -> list[tuple[Key, str]]:
    """The keys of a row that a lead is matched by, if it is not by its id."""
    if by is Match.OUTERLEADSID:
        return [(Key.OUTER, row["outer_leads_id"])]
    if by is Match.CLICKID:
        return [(Key.CLICK, row["click_id"])]
    kinds = zip(CONTACTS, (Key.TELEPHONE, Key.QQ, Key.WECHAT), strict=True)
    return [(kind, str(row[name])) for name, kind in kinds if row.get(name)]


def matching(tx: Tx, owner: int, by: Match, row: Document) -> Lead:
    """The lead that a row means; the newest if there are several. Raises NotFound."""
    if by is Match.LEADSID:
        lead = ad_leads.find(tx, owner, row["leads_id"])
    else:
        lead = ad_leads.newest_with(tx, owner, contacts(by, row))
    if lead is None:
        raise NotFound(KIND, str(row.get("leads_id") or row.get("outer_leads_id") or "")[:64])
    return lead


def named(tx: Tx, owner: int, call: Document) -> Lead:
    """The lead that a call names by its id or the account's own id. Raises LeadUnfit, NotFound."""
    if call.get("leads_id"):
        return matching(tx, owner, Match.LEADSID, call)
    if not call.get("outer_leads_id"):
        raise LeadUnfit(Fault.NONE_OF, "leads_id,outer_leads_id")
    return matching(tx, owner, Match.OUTERLEADSID, call)
