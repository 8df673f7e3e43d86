"""Business units of users: the units themselves, the accounts in them, and the accounts of a user's organization."""

from collections.abc import Callable
from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree, advertisers
from mercat.domain.advertising.collection import Search, Slice, row, slice_of
from mercat.domain.oauth.ad_accounts import drawn_number
from mercat.model.business_units import BusinessUnit, Family
from mercat.model.oauth import ADVERTISER, Account
from mercat.model.refusals import AlreadyExists, Refusal, TooMany
from mercat.store.advertising import business_units
from mercat.store.oauth import clients
from mercat.store.tx import Tx

KIND: Final = "business unit"
MOST_UNITS: Final = 100
MOST_ACCOUNTS: Final = 100  # in one call
MOST_ROWS: Final = 1_000  # that pages by number reach
DIRECT: Final = "DIRECT_ADVERTISER"

Members = dict[str, Any]


class UnitUnknown(Refusal):
    """The user who granted the token has no such business unit."""


class TooManyUnits(Refusal):
    """The user has `limit` business units already."""

    limit: int


class TooDeep(Refusal):
    """A page by its number reaches beyond the first `limit` rows; a cursor does not."""

    limit: int


class BusinessUnits:
    """The business units of one family. `spelled` is the name of a unit's name in answers."""

    def __init__(self, family: Family, spelled: str) -> None:
        self.family = family
        self.spelled = spelled

    # -- units --------------------------------------------------------------------------------------------------------

    def find(self, tx: Tx, search: Search) -> Slice:
        """List the business units of the user, by id, a page at a time."""
        own = business_units.units(tx, self.family, tx.caller.user_id)
        ids = set(search.owners) - {0}
        name = search.parameters.get("business_unit_name")
        rows = [
            row(unit.unit_id, self._about(unit) | {"manager_user_id_list": [unit.user_id]})
            for unit in own
            if (not ids or unit.unit_id in ids) and (name is None or name in unit.name)
        ]
        return slice_of(rows, search.window)

    def add(self, tx: Tx, owner: int, members: Members) -> int:
        """Create a business unit."""
        name, user_id = members["business_unit_name"], tx.caller.user_id
        if len(business_units.units(tx, self.family, user_id)) >= MOST_UNITS:
            raise TooManyUnits(MOST_UNITS)
        self._check_name(tx, name, 0)
        remark = members.get("business_unit_remark", "")
        unit = BusinessUnit(drawn_number(tx), self.family, user_id, name, remark, tx.now)
        business_units.add(tx, unit)
        self._place(tx, unit, members.get("account_id_list", []), business_units.place)
        return unit.unit_id

    def update(self, tx: Tx, unit_id: int, members: Members) -> int:
        """Change a business unit, and the accounts in it."""
        unit = self.get(tx, unit_id)
        if "business_unit_name" in members:
            name = members["business_unit_name"]
            self._check_name(tx, name, unit_id)
            business_units.change(tx, unit_id, name, members.get("business_unit_remark", unit.remark))
        self._place(tx, unit, members.get("add_account_id_list", []), business_units.place)
        self._place(tx, unit, members.get("delete_account_id_list", []), business_units.remove)
        return unit_id

    def get(self, tx: Tx, unit_id: int) -> BusinessUnit:
        """The unit of this family with this id. Raises UnitUnknown."""
        unit = business_units.find_unit(tx, unit_id)
        if unit is None or unit.family != self.family or unit.user_id != tx.caller.user_id:
            raise UnitUnknown
        return unit

    # -- accounts -----------------------------------------------------------------------------------------------------

    def accounts(self, tx: Tx, search: Search) -> Slice:
        """List the accounts in a business unit, by id, a page at a time."""
        (unit_id,) = search.owners
        accounts = business_units.account_ids(tx, self.get(tx, unit_id).unit_id)
        return slice_of([row(account_id, {"account_id": account_id}) for account_id in accounts], search.window)

    def units_of(self, tx: Tx, owner: int, members: Members) -> list[Members]:
        """List the business units of accounts. An account that is in none is left out."""
        accounts = members["account_id_list"]
        _check_count("account_id_list", accounts)
        for account_id in accounts:
            account_tree.permitted(tx, account_id)
        return [
            self._about(unit) | {"account_id": account_id}
            for account_id, unit in business_units.units_of(tx, self.family, accounts).items()
            if unit.user_id == tx.caller.user_id
        ]

    # -- the parts ----------------------------------------------------------------------------------------------------

    def _about(self, unit: BusinessUnit) -> Members:
        return {"organization_id": unit.unit_id, self.spelled: unit.name}

    def _check_name(self, tx: Tx, name: str, own_id: int) -> None:
        present = business_units.find_by_name(tx, self.family, tx.caller.user_id, name)
        if present is not None and present.unit_id != own_id:
            raise AlreadyExists(KIND, name)

    def _place(
        self, tx: Tx, unit: BusinessUnit, accounts: list[int], act: Callable[[Tx, BusinessUnit, int], None]
    ) -> None:
        _check_count("account_id_list", accounts)
        for account_id in accounts:
            account = account_tree.advertiser(tx, account_id)
            if self.family == Family.AGENCY and account.agency_id is None:
                raise account_tree.NotPermitted(account_id)
            act(tx, unit, account_id)


customer_units: Final = BusinessUnits(Family.CUSTOMER, "organization_name")
agency_units: Final = BusinessUnits(Family.AGENCY, "business_unit_name")


def relations(tx: Tx, search: Search) -> Slice:
    """List the accounts of the user's organization, by id, a page at a time."""
    window, parameters = search.window, search.parameters
    if window.after is None and window.page * window.size > MOST_ROWS:
        raise TooDeep(MOST_ROWS)
    accounts = [one for one in clients.accounts_by_id(tx, list(search.owners)) if one.role == ADVERTISER]
    if "business_unit_id" in parameters:
        inside = set(business_units.account_ids(tx, customer_units.get(tx, parameters["business_unit_id"]).unit_id))
        accounts = [one for one in accounts if one.account_id in inside]
    if "advertiser_type" in parameters:
        direct = parameters["advertiser_type"] == DIRECT
        accounts = [one for one in accounts if (one.agency_id is None) == direct]
    part = slice_of([row(one.account_id, {}) for one in accounts], window)
    related = _related(tx, clients.accounts_by_id(tx, [item.id for item in part.items]))
    return Slice(related, part.total, part.following, part.preceding)


def _related(tx: Tx, accounts: list[Account]) -> list[Any]:
    about = {"is_bid": True, "is_mp": False, "comment_list": []}
    return [row(one["account_id"], {**one, **about}) for one in advertisers.describe(tx, accounts)]


def _check_count(field: str, accounts: list[int]) -> None:
    if len(accounts) > MOST_ACCOUNTS:
        raise TooMany(field, MOST_ACCOUNTS)
