"""What the sample account has in WeChat. Nothing is drawn but the names of reviews."""

from dataclasses import replace
from typing import Final

from mercat.domain.advertising.customer_service import groups
from mercat.domain.advertising.wechat_assets import official_accounts, page_grants
from mercat.domain.oauth import ad_accounts
from mercat.model.clock import DAY
from mercat.sandbox.sample.access import SECOND_ID
from mercat.store.tx import Tx

CORPORATION: Final = "ww0000000000000001"
_NAME: Final = "Example"


def fill(tx: Tx, account_id: int) -> None:
    """Store an official account, people who serve customers, and a grant."""
    then = replace(tx, now=tx.now - 25 * DAY)
    about = {"wechat_official_account_name": _NAME, "wechat_official_account_icon": ""}
    official_accounts.add(then, account_id, about)
    group = {"corp_id": CORPORATION, "group_name": "Shop", "user_id_list": ["ada", "ben"]}
    groups.add(then, account_id, group)
    for account in ad_accounts.accounts(tx):
        if account.account_id == SECOND_ID != account_id:
            grant = {"owner_account_id": SECOND_ID, "owner_account_name": account.name}
            page_grants.add(then, account_id, grant)
