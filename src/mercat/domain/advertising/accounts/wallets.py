"""Wallets: money of an agency from which several accounts of one company pay."""

from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree, advertisers, ledger
from mercat.domain.advertising.collection import Search, Slice, row, slice_of
from mercat.domain.advertising.dates import ZONE
from mercat.domain.oauth.ad_accounts import drawn_number
from mercat.model.clock import DAY, SECOND, day_bounds
from mercat.model.funds import Wallet
from mercat.model.oauth import AGENCY, Account
from mercat.model.refusals import AlreadyExists, NotAllowed, Refusal, TooMany
from mercat.store.advertising import fund_statements, wallets
from mercat.store.oauth import clients
from mercat.store.tx import Tx

KIND: Final = "wallet"
UNBIND, BIND = "1", "2"
ACTIVE: Final = "1"
MOST_WALLETS: Final = 1_000
CONTACT_STATES: Final = (0, 1)
NOTICE_STATES: Final = (1, 2)
EVENTS: Final = (1, 2, 3)

Members = dict[str, Any]


class WalletUnknown(Refusal):
    """The agency has no wallet with this id."""


class EntityUnknown(Refusal):
    """Neither the agency nor one of its clients belongs to a company with this id."""


# -- reading ----------------------------------------------------------------------------------------------------------


def get(tx: Tx, agency_id: int, wallet_id: int) -> Wallet:
    """The wallet of an agency with this id. Raises WalletUnknown."""
    wallet = wallets.find_wallet(tx, wallet_id)
    if wallet is None or wallet.agency_id != agency_id:
        raise WalletUnknown
    return wallet


def find(tx: Tx, search: Search) -> Slice:
    """List the wallets of an agency, by id, a page at a time. Raises NotAgency."""
    (agency_id,) = search.owners
    account_tree.agency(tx, agency_id)
    parameters = search.parameters
    matches = [
        wallet
        for wallet in wallets.wallets_of(tx, agency_id)
        if parameters.get("wallet_id", wallet.wallet_id) == wallet.wallet_id
        and parameters.get("mdm_id", wallet.entity_id) == wallet.entity_id
    ]
    part = slice_of([row(wallet.wallet_id, {"wallet": wallet}) for wallet in matches], search.window)
    return Slice([row(item.id, _listed(tx, item.document["wallet"])) for item in part.items], part.total)


def of_account(tx: Tx, account_id: int, members: Members) -> Members:
    """Show the wallet that an account is bound to; nothing if there is none. Raises NotAdvertiser."""
    account_tree.advertiser(tx, account_id)
    wallet_id = wallets.wallet_of(tx, account_id)
    wallet = None if wallet_id is None else wallets.find_wallet(tx, wallet_id)
    return {} if wallet is None else {"wallet_info": about(tx, wallet)}


def beside(tx: Tx, account: Account) -> list[Members]:
    """The wallets of an agency, or the one that an advertiser is bound to, whoever asks."""
    if account.role == AGENCY:
        return [about(tx, wallet) for wallet in wallets.wallets_of(tx, account.account_id)]
    wallet_id = wallets.wallet_of(tx, account.account_id)
    wallet = None if wallet_id is None else wallets.find_wallet(tx, wallet_id)
    return [] if wallet is None else [about(tx, wallet)]


def of_agency(tx: Tx, agency_id: int, members: Members) -> Members:
    """Show a wallet of an agency. Raises NotAgency, WalletUnknown."""
    account_tree.agency(tx, agency_id)
    return {"wallet_info": about(tx, get(tx, agency_id, members["wallet_id"]))}


def about(tx: Tx, wallet: Wallet) -> Members:
    """A wallet as it is answered."""
    agency = account_tree.account(tx, wallet.agency_id)
    bound = list(wallets.bound_accounts(tx, wallet.wallet_id))
    balances = ledger.balances(tx, wallet.wallet_id)
    return {
        **wallet.document,
        "wallet_id": wallet.wallet_id,
        "agency_id": agency.account_id,
        "agency_name": agency.name,
        "mdm_id": wallet.entity_id,
        "balance": sum(balances.values()),
        "balance_info_list": [{"fund_type": name, "balance": balance} for name, balance in balances.items()],
        "binding_account_list": bound,
        "bind_advertiser_cnt": len(bound),
    }


def bound_accounts(tx: Tx, search: Search) -> Slice:
    """List the accounts that are bound to a wallet, by id, a page at a time. Raises NotAgency, WalletUnknown."""
    (agency_id,) = search.owners
    account_tree.agency(tx, agency_id)
    times = wallets.bound_accounts(tx, get(tx, agency_id, search.parameters["wallet_id"]).wallet_id)
    part = slice_of([row(account_id, {}) for account_id in times], search.window)
    accounts = clients.accounts_by_id(tx, [item.id for item in part.items])
    return Slice(_bound(tx, accounts, times), part.total)


# -- changing ---------------------------------------------------------------------------------------------------------


def add(tx: Tx, agency_id: int, members: Members) -> Members:
    """Create a wallet of an agency for a company among its clients.

    Raises NotAgency, EntityUnknown, AlreadyExists, TooMany, NotAllowed.
    """
    agency = account_tree.agency(tx, agency_id)
    entity_id = members["mdm_id"]
    entity = _entities(tx, agency).get(entity_id)
    if entity is None:
        raise EntityUnknown
    if len(wallets.wallets_of(tx, agency_id)) >= MOST_WALLETS:
        raise TooMany("wallet_id", MOST_WALLETS)
    _check(tx, agency_id, members, 0)
    document = {**members, "mdm_name": entity}
    wallet = Wallet(drawn_number(tx), agency_id, entity_id, document, tx.now)
    wallets.add(tx, wallet)
    return {"wallet_info": about(tx, wallet)}


def edit(tx: Tx, agency_id: int, members: Members) -> Members:
    """Change a wallet. Members that the call omits stay as they are.

    Raises NotAgency, WalletUnknown, AlreadyExists, NotAllowed.
    """
    account_tree.agency(tx, agency_id)
    wallet = get(tx, agency_id, members["wallet_id"])
    _check(tx, agency_id, members, wallet.wallet_id)
    wallets.change(tx, wallet.wallet_id, {**wallet.document, **members})
    return {"wallet_info": about(tx, get(tx, agency_id, wallet.wallet_id))}


def bind(tx: Tx, agency_id: int, members: Members) -> None:
    """Bind accounts to a wallet, or unbind them: all of them or none.

    Raises NotAgency, WalletUnknown, NotAllowed, NotAdvertiser, NotPermitted, AlreadyExists (another wallet's account).
    """
    account_tree.agency(tx, agency_id)
    wallet, state = get(tx, agency_id, members["wallet_id"]), members["bind_status"]
    if state not in (UNBIND, BIND):
        raise NotAllowed("bind_status", state[:64], (UNBIND, BIND))
    for account_id in members["advertiser_list"]:
        account = account_tree.advertiser(tx, account_id)
        if account.agency_id != agency_id:
            raise account_tree.NotPermitted(account_id)
        if state == UNBIND:
            wallets.unbind(tx, wallet.wallet_id, account_id)
            continue
        present = wallets.wallet_of(tx, account_id)
        if present not in (None, wallet.wallet_id):
            raise AlreadyExists("wallet of account", account_id)
        if present is None:
            wallets.bind(tx, wallet.wallet_id, account_id)


# -- the parts --------------------------------------------------------------------------------------------------------


def _listed(tx: Tx, wallet: Wallet) -> Members:
    members = about(tx, wallet)
    owner = {"owner_id": members["agency_id"], "owner_name": members["agency_name"]}
    return {**members, **owner, "total_balance": members["balance"]}


def _entities(tx: Tx, agency: Account) -> dict[int, str]:
    """The companies of an agency and of its clients, by id."""
    accounts = [agency, *clients.clients_of(tx, [agency.account_id])]
    return {one["mdm_id"]: one["mdm_name"] for one in advertisers.describe(tx, accounts)}


def _check(tx: Tx, agency_id: int, members: Members, own_id: int) -> None:
    """The name is not that of another wallet, and the states of contacts and notices are ones that exist."""
    for wallet in wallets.wallets_of(tx, agency_id):
        if wallet.document["wallet_name"] == members["wallet_name"] and wallet.wallet_id != own_id:
            raise AlreadyExists(KIND, members["wallet_name"])
    for contact in members.get("contact_info_list", []):
        _check_choice("contact_info_list.status", contact["status"], CONTACT_STATES)
    notice = members.get("contact_notify_condition")
    if notice:
        _check_choice("contact_notify_condition.status", notice["status"], NOTICE_STATES)
        for condition in notice["condition_list"]:
            _check_choice("contact_notify_condition.condition_list.event_type", condition["event_type"], EVENTS)


def _check_choice(field: str, value: int, choices: tuple[int, ...]) -> None:
    if value not in choices:
        raise NotAllowed(field, str(value), tuple(map(str, choices)))


def _bound(tx: Tx, accounts: list[Account], times: dict[int, int]) -> list[Any]:
    ids = [account.account_id for account in accounts]
    _, since, before = day_bounds(tx.now, ZONE)
    today = _by_account(fund_statements.costs(tx, ids, since, before))
    yesterday = _by_account(fund_statements.costs(tx, ids, since - DAY, since))
    sums = fund_statements.balances_of(tx, ids)
    rows = []
    for account, described in zip(accounts, advertisers.describe(tx, accounts), strict=True):
        balances = dict.fromkeys(ledger.USUAL, 0) | sums.get(account.account_id, {})
        members = {
            "uid": account.account_id,
            "uname": described["corporation_name"],
            "advertiser_status": ACTIVE,
            "bind_status": BIND,
            "bind_time": times[account.account_id] // SECOND,
            "create_time": account.created_ms // SECOND,
            "yesterday_cost": yesterday.get(account.account_id, 0),
            "today_cost": today.get(account.account_id, 0),
            "total_balance": sum(balances.values()),
            "balance_info_list": [{"fund_type": name, "balance": balance} for name, balance in balances.items()],
            "industry_id": str(described.get("system_industry_id", "")),
            "advertiser_daily_budget": described["daily_budget"],
            "identity_check": True,
            "deposit_check": True,
        }
        rows.append(row(account.account_id, members))
    return rows


def _by_account(costs: dict[tuple[int, str], int]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for (account_id, _), cost in costs.items():
        sums[account_id] = sums.get(account_id, 0) + cost
    return sums
