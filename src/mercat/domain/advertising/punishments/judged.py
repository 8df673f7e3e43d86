"""The elements of accounts that were judged, with the companies and industries of the accounts."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

import msgspec

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.accounts.advertisers import describe
from mercat.domain.advertising.dates import local_text
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.review.elements import IMAGE, TEXT, URL, VIDEO
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.oauth import ADVERTISER, Account
from mercat.store.advertising import ad_reviews
from mercat.store.tx import Tx

TYPES: Final = (TEXT, IMAGE, VIDEO, URL)
CLIENT, PROVIDER, SECOND_PROVIDER = "客户", "一代服务商", "二代服务商"
OWNED_BY_PROVIDER: Final = "服务商"
NO_INDUSTRY: Final = (0, "")

Document = dict[str, Any]
Industry = tuple[int, str]


class Holder(msgspec.Struct, frozen=True):
    """An account with its company, its industries of both levels, and the agency that runs it."""

    account: Account
    company: str
    first: Industry
    second: Industry
    agency: Account | None
    identity: str

    @property
    def group(self) -> str:
        """The name of its agency; empty if it has none."""
        return self.agency.name if self.agency else ""

    def described(self) -> Document:
        """The members that rows of all reports have."""
        return {
            "ops_advertiser_name": self.company,
            "zc_agent_group": self.group,
            "first_level_industry_name": self.first[1],
            "second_level_industry_name": self.second[1],
            "account_operate_identity": self.identity,
            "compliance_owner": OWNED_BY_PROVIDER if self.agency else CLIENT,
        }


@cache
def industries() -> dict[int, tuple[str, int]]:
    """The name of each industry and the id of the one above, or 0, by id."""
    return {number: (name, above) for number, name, above in table("industries")}


def holders(tx: Tx, accounts: Iterable[Account]) -> dict[int, Holder]:
    """Accounts of advertisers with what is known of them, by id."""
    advertisers = [one for one in accounts if one.role == ADVERTISER]
    return {
        one.account_id: _holder(tx, one, about)
        for one, about in zip(advertisers, describe(tx, advertisers), strict=True)
    }


def elements(tx: Tx, account_ids: Iterable[int]) -> Iterator[Reviewed]:
    """The elements of accounts that were approved or refused until now, by id."""
    for element in ad_reviews.judged(tx, list(account_ids)):
        if element.document.get("type") in TYPES:
            yield element


def is_refused(tx: Tx, element: Reviewed) -> bool:
    """Whether an element is refused now."""
    return element.at(tx.now) is State.REFUSED


def month_of(element: Reviewed) -> int:
    """The month of the decision: yyyymm."""
    return int(local_text(element.decided_ms or 0)[:7].replace("-", ""))


def matches(row: Document, asked: Document) -> bool:
    """Whether a row has the month and the values that a call asks for."""
    month = row["partition_time"]
    if not asked.get("start_partition_time", 0) <= month <= asked.get("end_partition_time", 999_999):
        return False
    if asked.get("partition_time") not in (None, month):
        return False
    single = all(not asked.get(name) or row.get(name) == asked[name] for name in _SINGLE)
    return single and all(not asked.get(name) or row.get(member) in asked[name] for name, member in _LISTS.items())


def part(rows: list[Document], page: int, size: int) -> list[Document]:
    """A page of rows."""
    return rows[(page - 1) * size : page * size]


_SINGLE: Final = ("zc_agent_group", "first_level_industry_name", "second_level_industry_name", "element_type")
_LISTS: Final = {
    "ops_advertiser_name_list": "ops_advertiser_name",
    "account_operate_identity_list": "account_operate_identity",
    "compliance_owner_list": "compliance_owner",
    "query_account_id_list": "account_id",
    "agency_uid_list": "agency_uid",
    "agency_name_list": "agency_name",
    "adgroup_id_list": "adgroup_id",
    "dynamic_creative_id_list": "dynamic_creative_id",
    "component_id_list": "component_id",
    "physical_finger_list": "physical_finger",
}


def _holder(tx: Tx, account: Account, about: Document) -> Holder:
    second_id = about.get("system_industry_id", 0)
    name, first_id = industries().get(second_id, ("", 0))
    first = (first_id, industries()[first_id][0]) if first_id else NO_INDUSTRY
    agency = None if account.agency_id is None else account_tree.account(tx, account.agency_id)
    identity = CLIENT if agency is None else PROVIDER if agency.agency_id is None else SECOND_PROVIDER
    return Holder(account, about["corporation_name"], first, (second_id, name), agency, identity)
