"""A tree of accounts: an agency with clients, a second-level agency with a client, and accounts beside it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.dates import ZONE
from mercat.domain.oauth import ad_accounts
from mercat.model.clock import DAY, day_of
from mercat.model.oauth import AGENCY
from mercat.store.tx import Tx
from support.server import Server
from support.tencent import TencentClient

TOP, SECOND = 30_001, 30_002  # agencies
TEA, COFFEE = 30_011, 30_012  # clients of the first
BOOKS = 30_021  # client of the second
DIRECT, OTHER_AGENCY, OTHER_CLIENT = 40_001, 40_002, 40_003  # beyond the token
UNKNOWN = 49_999
CASH, GIFT = "FUND_TYPE_CASH", "FUND_TYPE_GIFT"


def agency_client(server: Server) -> TencentClient:
    """A client with the token of the first agency."""
    server.instance.write_now(plant)
    return TencentClient(server, name="agency tool", account_id=TOP)


def plant(tx: Tx) -> None:
    """Make the accounts."""
    ad_accounts.create_account(tx, "Top agency", account_id=TOP, role=AGENCY)
    ad_accounts.create_account(tx, "Second agency", account_id=SECOND, role=AGENCY, agency_id=TOP)
    ad_accounts.create_account(tx, "Tea house", account_id=TEA, agency_id=TOP)
    ad_accounts.create_account(tx, "Coffee house", account_id=COFFEE, agency_id=TOP)
    ad_accounts.create_account(tx, "Bookshop", account_id=BOOKS, agency_id=SECOND)
    ad_accounts.create_account(tx, "Direct", account_id=DIRECT)
    ad_accounts.create_account(tx, "Other agency", account_id=OTHER_AGENCY, role=AGENCY)
    ad_accounts.create_account(tx, "Other client", account_id=OTHER_CLIENT, agency_id=OTHER_AGENCY)


def write(client: TencentClient, work: Callable[[Tx], Any]) -> Any:
    """Do something in the instance that no call of the API does."""
    return client.server.instance.write_now(work)


def recharge(client: TencentClient, holder_id: int, amount: int, fund_type: str = CASH, *, days_ago: int = 0) -> None:
    """Put money into a fund, today or before."""
    write(client, lambda tx: ledger.recharge(_earlier(tx, days_ago), holder_id, fund_type, amount))


def spend(
    client: TencentClient, account_id: int, amount: int, ad_group_id: int | None = None, *, days_ago: int = 0
) -> None:
    """Let an account pay for delivery, today or before."""
    write(client, lambda tx: ledger.spend(_earlier(tx, days_ago), account_id, amount, ad_group_id=ad_group_id))


def _earlier(tx: Tx, days_ago: int) -> Tx:
    return replace(tx, now=tx.now - days_ago * DAY)


def balances(client: TencentClient, account_id: int) -> dict[str, int]:
    """The balance of each fund that is not empty."""
    rows = client.get("/v3.0/funds/get", account_id=account_id, fields=["fund_type", "balance"]).document["data"][
        "list"
    ]
    return {row["fund_type"]: row["balance"] for row in rows if row["balance"]}


def day(client: TencentClient, days: int = 0) -> str:
    """A day of the instance's clock, so many days from today."""
    return day_of(client.server.instance.clock.now() + days * DAY, ZONE)


def days(client: TencentClient, first: int = 0, last: int = 0) -> dict[str, str]:
    """A range of days, as calls send it."""
    return {"start_date": day(client, first), "end_date": day(client, last)}
