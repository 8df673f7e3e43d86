"""Customers of RTA, and the service at which the platform asks each of them for bids. It is registered elsewhere."""

from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.accounts.advertisers import describe
from mercat.domain.advertising.collection import Collection, Facts, Search
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

KIND: Final = "RTA service"
CUSTOMER: Final = "RTA customer"

Document = dict[str, Any]


class Service(Facts):
    """The service of a customer: its limits, the rules of its traffic, and its addresses."""

    def unique_name(self) -> str | None:
        return KIND


services: Final = Collection(KIND, Service)


def customer_id(tx: Tx) -> int:
    """The customer who calls: the first account of the token. Raises NotFound if it has none."""
    if not tx.caller.account_ids:
        raise NotFound(CUSTOMER)
    return min(tx.caller.account_ids)


def info(tx: Tx, owner: int, members: Document) -> Document:
    """Read what is registered for the customer; without a service, that it is disabled."""
    customer = customer_id(tx)
    (about,) = describe(tx, [account_tree.account(tx, customer)])
    service = next((item.document for item in services.matches(tx, Search([customer]))), {})
    rows = [{**each, "RtaId": customer} for each in service.get("bidurls", ())]
    defaults = {"QpsLimit": 0, "CacheTime": 0, "Enable": int(bool(service)), "rules": []}
    names = {"RtaId": customer, "RtaName": account_tree.account(tx, customer).name}
    return {**defaults, **service, **names, "RtaCompanyName": about["corporation_name"], "bidurls": rows}
