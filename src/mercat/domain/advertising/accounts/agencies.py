"""Agencies: the accounts that have clients."""

from typing import Any

from mercat.domain.advertising.accounts import account_tree, advertisers
from mercat.domain.advertising.collection import Search, Slice, row, slice_of
from mercat.model.oauth import AGENCY, Account
from mercat.store.oauth import clients
from mercat.store.tx import Tx


def find(tx: Tx, search: Search) -> Slice:
    """List agencies, by id, a page at a time. Raises NotAgency."""
    accounts = clients.accounts_by_id(tx, list(search.owners))
    if len(accounts) == 1:
        account_tree.agency(tx, accounts[0].account_id)
    agencies = [account for account in accounts if account.role == AGENCY]
    return slice_of([row(account.account_id, _described(account)) for account in agencies], search.window)


def _described(account: Account) -> dict[str, Any]:
    return {
        "corporation_name": account.name,
        "system_status": advertisers.NORMAL,
        "reject_message": "",
        "parent_agency_id": account.agency_id or 0,
        "memo": "",
    }
