"""Money of the sample data: an agency with two clients and a wallet, and a month of what the first client spends."""

from dataclasses import replace
from typing import Final

from mercat.domain.advertising.accounts import ledger, wallets
from mercat.domain.advertising.accounts.advertisers import entity_id
from mercat.domain.advertising.delivery import delivery
from mercat.model.caller import Caller
from mercat.model.clock import DAY, HOUR
from mercat.sandbox.sample.access import ADVERTISER_NAME, AGENCY_ID, SECOND_ID, SEED
from mercat.store.tx import Tx

DAYS: Final = 30
WEEK: Final = 7


def plant(tx: Tx, account_id: int) -> None:
    """Make the money and the wallet of the agency, to which an account is bound."""
    then = replace(tx, now=tx.now - DAYS * DAY)
    ledger.recharge(then, AGENCY_ID, ledger.CASH, 50_000_000)
    ledger.recharge(then, AGENCY_ID, ledger.SHARED, 10_000_000)
    ledger.move(
        then, AGENCY_ID, SECOND_ID, (ledger.CASH,), 500_000, bill_no="sample-transfer-1", memo="Sample transfer"
    )
    owner = replace(then, caller=Caller(0, "sample", account_ids=frozenset({AGENCY_ID})))
    about = {"mdm_id": entity_id(ADVERTISER_NAME), "wallet_name": "Sample wallet", "tag_list": ["sample"]}
    wallet_id = wallets.add(owner, AGENCY_ID, about)["wallet_info"]["wallet_id"]
    bound = {"wallet_id": wallet_id, "advertiser_list": [account_id], "bind_status": wallets.BIND}
    wallets.bind(owner, AGENCY_ID, bound)
    ledger.move(
        then, AGENCY_ID, wallet_id, (ledger.CASH,), 1_000_000, bill_no="sample-transfer-2", memo="Sample transfer"
    )


def fill(tx: Tx, account_id: int) -> None:
    """Put money into an account each week, and deliver its ads until now."""
    delivery.begin(tx, SEED, at_ms=tx.now - DAYS * DAY)
    for days_ago in range(DAYS, -1, -WEEK):
        then = replace(tx, now=tx.now - days_ago * DAY)
        delivery.catch_up(then, WEEK * DAY // HOUR)
        ledger.recharge(then, account_id, ledger.CASH, 1_000_000)
        if days_ago == DAYS:
            ledger.recharge(then, account_id, ledger.GIFT, 50_000)
    delivery.catch_up(tx, WEEK * DAY // HOUR)
