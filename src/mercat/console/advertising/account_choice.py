"""The advertiser whose objects a page of advertising shows, and what its parts delivered in the last days."""

from datetime import date, timedelta
from typing import Any, Final

from mercat.console.request import ConsoleRequest
from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.reports import reports
from mercat.domain.advertising.reports.reports import Report
from mercat.domain.oauth import ad_accounts
from mercat.model.clock import day_of
from mercat.model.oauth import ADVERTISER
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

DAYS: Final = 30  # that pages sum up
SUMMED: Final = ("view_count", "valid_click_count", "conversions_count", "cost")
NEWEST: Final = 2**62  # above every id

NOTHING: Final = dict.fromkeys(SUMMED, 0)

Sums = dict[str, int]


def of_request(tx: Tx, request: ConsoleRequest) -> dict[str, Any]:
    """All advertisers, and the id of the one that the address names, or of the first; 0 if there is none.

    Raises NotFound.
    """
    accounts = [account for account in ad_accounts.accounts(tx) if account.role == ADVERTISER]
    ids = [account.account_id for account in accounts]
    account_id = request.number("account", ids[0] if ids else 0)
    if account_id not in ids and account_id:
        raise NotFound("account", account_id)
    return {"accounts": accounts, "account_id": account_id}


def days_back(tx: Tx) -> tuple[date, date]:
    """The first and the last of the days that pages sum up."""
    today = date.fromisoformat(day_of(tx.now, ZONE))
    return today - timedelta(days=DAYS - 1), today


def delivered_by_groups(tx: Tx, account_id: int, ids: list[int]) -> dict[int, Sums]:
    """What each of some ad groups delivered in the last days."""
    recent = Report([account_id], *days_back(tx), ("adgroup_id",), only={"adgroup_id": list(ids)}, fields=SUMMED)
    rows = reports.rows(tx, recent, 0, len(ids))[0] if ids else []
    return dict.fromkeys(ids, NOTHING) | {row["adgroup_id"]: row for row in rows}


def delivered_by_creatives(tx: Tx, account_id: int, ids: list[int]) -> dict[int, Sums]:
    """The same of some creatives."""
    return dict.fromkeys(ids, NOTHING) | reports.of_creatives(tx, account_id, ids, *days_back(tx))
