"""/console/accounts: agencies, their clients, and the money of both."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.accounts import account_tree, advertisers, ledger, wallets
from mercat.domain.advertising.reports import fund_reports
from mercat.domain.oauth import ad_accounts, applications
from mercat.model.clock import HOUR
from mercat.model.oauth import ADVERTISER, AGENCY, Account, Application
from mercat.model.refusals import NotAllowed, Refusal, WrongType
from mercat.store.tx import Tx

PAGE: Final = 25
DAYS: Final = 14
CHINA_MS: Final = 8 * HOUR  # days of money are those of China
MOST_CENTS: Final = 10**12  # of a recharge

Row = dict[str, Any]


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All accounts as a tree, a page at a time, with their money."""
    page = max(request.number("page", 1), 1)

    def work(tx: Tx) -> dict[str, Any]:
        everything = account_tree.ordered(tx)
        part = everything[(page - 1) * PAGE : page * PAGE]
        rows = _with_money(tx, [account for _, account in part])
        levels = {account.account_id: level for level, account in part}
        following = page + 1 if len(everything) > page * PAGE else 0
        return {"rows": rows, "levels": levels, "total": len(everything), "following": following}

    return request.page("accounts.html", later=page > 1, **await request.read(work))


@admin_required
async def details(request: ConsoleRequest) -> Response:
    """One account with its funds, its wallets, its clients and its last days."""
    return await _details(request)


@admin_required
async def statements(request: ConsoleRequest) -> Response:
    """The statements of an account, the newest first."""
    after = request.number("after", 0)

    def work(tx: Tx) -> dict[str, Any]:
        account = ad_accounts.get_account(tx, request.id)
        rows = fund_reports.latest_statements(tx, account.account_id, after=after, limit=PAGE + 1)
        following = rows[PAGE - 1][0].id if len(rows) > PAGE else 0
        return {"account": account, "rows": rows[:PAGE], "following": following, "china_ms": CHINA_MS}

    return request.page("account_statements.html", later=after, **await request.read(work, offload=True))


@admin_required
async def recharge(request: ConsoleRequest) -> Response:
    """Put money into a fund of an account, once, however often the form is submitted. Only a demo has this form."""

    def work(tx: Tx) -> str:
        account = ad_accounts.get_account(tx, request.id)
        fund = request.text("fund")
        if fund not in ledger.USUAL:
            raise NotAllowed("fund", fund[:64], ledger.USUAL)
        ledger.recharge(tx, account.account_id, fund, _cents(request.text("amount")))
        return f"/accounts/{account.account_id}"

    try:
        return await request.create(work, "recharged")
    except (NotAllowed, WrongType, ledger.BalanceTooLarge) as refusal:
        return await _details(request, refusal)


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form for a new account."""
    return request.page("account_form.html", agencies=await request.read(ad_accounts.agencies))


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Create the account."""

    def work(tx: Tx) -> str:
        role = AGENCY if request.text("role") == AGENCY else ADVERTISER
        agency_id = next(iter(request.numbers("agency")), None)
        ad_accounts.create_account(tx, request.text("name"), role=role, agency_id=agency_id)
        return "/accounts"

    try:
        return await request.create(work)
    except Refusal as refusal:
        agencies = await request.read(ad_accounts.agencies)
        return request.page("account_form.html", 400, agencies=agencies, **request.refused(refusal))


async def _details(request: ConsoleRequest, refusal: Refusal | None = None) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        account = ad_accounts.get_account(tx, request.id)
        clients = [one for one in account_tree.below(tx, [account.account_id]) if one != account]
        agency = None if account.agency_id is None else ad_accounts.get_account(tx, account.agency_id)
        return {
            "account": account,
            "agency": agency,
            "about": advertisers.describe(tx, [account])[0],
            "row": _with_money(tx, [account, *clients[:PAGE]])[0],
            "clients": _with_money(tx, clients[:PAGE]),
            "client_count": len(clients),
            "applications": _applications_of(tx, account.account_id),
            "funds": fund_reports.funds(tx, account.account_id, {}),
            "wallets": wallets.beside(tx, account),
            "days": fund_reports.latest_days(tx, account.account_id, DAYS),
        }

    context = await request.read(work, offload=True)
    problems = request.refused(refusal) if refusal else {}
    shows_ads = {"account_id": request.id} if context["account"].role == ADVERTISER else {}
    return request.page("ad_account.html", 400 if refusal else 200, **shows_ads, **context, **problems)


def _with_money(tx: Tx, accounts: Sequence[Account]) -> list[Row]:
    """Accounts with their balance, their daily budget and what they spent today."""
    ids = [account.account_id for account in accounts]
    balances, costs = ledger.totals(tx, ids), ledger.costs_today(tx, ids)
    rows = []
    for account, about in zip(accounts, advertisers.describe(tx, list(accounts)), strict=True):
        today = sum(cost for (payer_id, _), cost in costs.items() if payer_id == account.account_id)
        balance = balances[account.account_id]
        rows.append({"account": account, "balance": balance, "budget": about["daily_budget"], "today": today})
    return rows


def _applications_of(tx: Tx, account_id: int) -> list[Application]:
    """The applications that may manage an account."""
    return [
        application
        for application in applications.list_applications(tx)
        if any(account_id in grant.account_ids for grant in applications.grants(tx, application))
    ]


def _cents(text: str) -> int:
    """An amount of yuan in cents. Raises WrongType."""
    try:
        cents = Decimal(text) * 100
    except InvalidOperation:
        cents = Decimal(0)
    if not cents.is_finite() or cents != cents.to_integral_value() or not 1 <= cents <= MOST_CENTS:
        raise WrongType("amount", text[:64], "amount")
    return int(cents)
