"""What the platform pays back for leads of ads that an account marked as invalid, month by month.

It pays if the account rated enough leads of the month in time. A lead is worth what the leads of ads cost on average.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.dates import ZONE, begin_of
from mercat.model.ad_leads import Lead, Order
from mercat.model.clock import HOUR, day_of
from mercat.model.oauth import ADVERTISER, Account
from mercat.model.refusals import Refusal, WrongType
from mercat.store.advertising import ad_leads, delivery_facts
from mercat.store.tx import Tx

RATED_WITHIN_MS: Final = 48 * HOUR
FAR_MS: Final = 2**62  # when a lead is rated that nobody rated
INVALID: Final = "LEADS_FOLLOW_TAG_INVALID_"
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class NoCompensation(Refusal):
    """The month is not over, so that nothing is decided."""


class Reason(StrEnum):
    """Why nothing is paid back."""

    TOO_FEW_RATED = "too few rated"
    NONE_INVALID = "none invalid"


def of_month(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List what is paid back to an account, or to the clients of an agency. Raises WrongType, NoCompensation.

    `no_pay_reason` is a `Reason`.
    """
    month = members["month"]
    if not _MONTH.fullmatch(month) or month < "1970":
        raise WrongType("month", month[:64], "yyyy-mm")
    year, number = map(int, month.split("-"))
    if month >= day_of(tx.now, ZONE)[: len(month)]:
        raise NoCompensation
    first = begin_of(date(year, number, 1))
    before = begin_of(date(year + number // 12, number % 12 + 1, 1))
    rows = [_of_account(tx, account, first, before) for account in account_tree.below(tx, [owner])]
    return [row for row in rows if row]


def _of_account(tx: Tx, account: Account, first: int, before: int) -> dict[str, Any]:
    """What is paid back to an account; nothing at all if it had no leads of ads."""
    if account.role != ADVERTISER:
        return {}
    leads = [lead for lead in ad_leads.each(tx, account.account_id, Order.CREATED, first, before) if lead.ad_group_id]
    if not leads:
        return {}
    rated = sum(lead.document.get("rated_ms", FAR_MS) - lead.created_ms <= RATED_WITHIN_MS for lead in leads)
    invalid = [lead for lead in leads if lead.document["leads_follow_tag"].startswith(INVALID)]
    row: dict[str, Any] = {"account_id": account.account_id, "account_name": account.name}
    if not invalid or 2 * rated < len(leads):
        reason = Reason.NONE_INVALID if not invalid else Reason.TOO_FEW_RATED
        return row | {"is_real_pay": False, "no_pay_reason": reason, "pay_total_amount": 0, "pay_details": []}
    cents = _cost(tx, account.account_id, leads, first, before) * len(invalid) // len(leads)
    details = [{"leads_id": lead.id} for lead in sorted(invalid, key=lambda lead: lead.id)]
    return row | {"is_real_pay": True, "pay_total_amount": cents / 100, "pay_details": details}


def _cost(tx: Tx, account_id: int, leads: list[Lead], first: int, before: int) -> int:
    """What the ad groups that brought leads cost in a month, in cents."""
    groups = {lead.ad_group_id for lead in leads}
    facts = delivery_facts.of_account(tx, account_id, first // HOUR, before // HOUR)
    return sum(fact.cost for fact in facts if fact.ad_group_id in groups)
