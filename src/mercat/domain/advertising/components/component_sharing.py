"""Sharing of components: a business unit lets accounts, or other units with their accounts, use a component of its own.

Two objects stand for it: one of the unit, to be listed, and one of those who may use the component.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.accounts.business_units import UnitUnknown
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.model.advertising import AdObject, Condition
from mercat.model.business_units import Family
from mercat.model.refusals import NotAllowed, NotFound
from mercat.store.advertising import ad_objects, business_units
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

COMPONENT_KIND: Final = "component"
ACCESS_KIND: Final = "component access"
ADVERTISER: Final = "ADVERTISER"
ORGANIZATION: Final = "ORGANIZATION"
FAMILIES: Final = {
    "SHARING_BY_AGENCY_BUSINESS_UNIT": Family.AGENCY,
    "SHARING_BY_CUSTOMER_BUSINESS_UNIT": Family.CUSTOMER,
}
MOST: Final = 1_000


class Share(Facts):
    """The members that rules read."""

    component_id: int = 0

    def parent_id(self) -> int:
        return self.component_id


class Sharing(Collection[Share]):
    """With whom units share their components."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List with whom a business unit shares its components, a page at a time."""
        if "component_id" in search.parameters:
            component_id = search.parameters["component_id"]
            search = search.narrowed(Condition("component_id", "equals", (component_id,), "integer"))
        return super().find(tx, search)

    def share(self, tx: Tx, owner: int, component_id: int, members: dict[str, Any]) -> int:
        """Share a component with accounts and business units, and with no others."""
        if ad_objects.find(tx, COMPONENT_KIND, owner, component_id) is None:
            raise NotFound(COMPONENT_KIND, component_id)
        grantees = {(one["shared_account_type"], one["shared_account_id"]) for one in members["shared_account_list"]}
        for kind, grantee in sorted(grantees):
            _check_grantee(tx, owner, kind, grantee)
        end(tx, component_id)
        for kind, grantee in sorted(grantees):
            about = {"component_id": component_id, "shared_account_type": kind, "shared_account_id": grantee}
            self.add(tx, owner, about)
            access = {"component_id": component_id, "owner": owner}
            ad_objects.add(tx, ACCESS_KIND, grantee, access, name=str(component_id), parent_id=component_id)
        return component_id


sharing: Final = Sharing("component sharing", Share)


def end(tx: Tx, component_id: int) -> None:
    """End all sharing of a component."""
    ad_objects.delete_children(tx, component_id)


def units_among(tx: Tx, owners: Iterable[int]) -> set[int]:
    """The business units among owners of components."""
    return {owner for owner in owners if business_units.find_unit(tx, owner) is not None}


def users_of(tx: Tx, component_id: int) -> set[int]:
    """The accounts with which a component is shared."""
    grantees = ad_objects.owners_of_children(tx, ACCESS_KIND, component_id)
    return grantees | {
        account for unit in units_among(tx, grantees) for account in business_units.account_ids(tx, unit)
    }


def usable(tx: Tx, account_id: int, component_id: int) -> AdObject | None:
    """The component with this id, if the account has it or may use it."""
    own = ad_objects.find(tx, COMPONENT_KIND, account_id, component_id)
    if own is not None:
        return own
    units = [unit.unit_id for family in Family for unit in business_units.units_of(tx, family, [account_id]).values()]
    name = str(component_id)
    for access in ad_objects.documents_by_name(tx, ACCESS_KIND, [account_id, *units], name).values():
        return ad_objects.find(tx, COMPONENT_KIND, access["owner"], component_id)
    return None


def shared_with(tx: Tx, account_ids: Sequence[int], mode: str) -> list[int]:
    """The ids of components that units of the mode's family share with accounts."""
    family = FAMILIES[mode]
    units = [unit.unit_id for unit in business_units.units_of(tx, family, list(account_ids)).values()]
    accesses = Matching(tx, ACCESS_KIND, [*account_ids, *units], (), deleted=False).slice(0, MOST)
    owners = {access.document["owner"] for access in accesses}
    of_family = {owner for owner in owners if _family(tx, owner) == family}
    return [each.document["component_id"] for each in accesses if each.document["owner"] in of_family]


def _family(tx: Tx, unit_id: int) -> Family | None:
    unit = business_units.find_unit(tx, unit_id)
    return unit.family if unit else None


def _check_grantee(tx: Tx, owner: int, kind: str, grantee: int) -> None:
    if kind == ADVERTISER:
        account_tree.advertiser(tx, grantee)
    elif kind == ORGANIZATION:
        unit = business_units.find_unit(tx, grantee)
        if unit is None or unit.user_id != tx.caller.user_id or grantee == owner:
            raise UnitUnknown
    else:
        raise NotAllowed("shared_account_list.shared_account_type", kind, (ADVERTISER, ORGANIZATION))
