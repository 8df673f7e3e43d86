"""Marketing assets: what a business unit advertises, kept in libraries by type. The accounts in the unit see them."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.products import asset_kinds
from mercat.model.advertising import AdObject, Condition
from mercat.model.business_units import Family
from mercat.model.clock import SECOND
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects, business_units
from mercat.store.oauth import clients
from mercat.store.tx import Tx

KIND: Final = "marketing asset"
TYPE: Final = "marketing_target_type"
UNKNOWN: Final = "MARKETING_ASSET_TYPE_UNKNOWN"
MOST_NAME: Final = 1_024  # characters of a name that is made of properties

# What is advertised without an asset of a library.
_WITHOUT_ASSETS: Final = (
    "APP_ANDROID",
    "APP_IOS",
    "APP_QUICK_APP",
    "APP_HARMONY",
    "WECHAT_OFFICIAL_ACCOUNT",
    "WECHAT_MINI_GAME",
    "WECHAT_CHANNELS",
    "WECHAT_CHANNELS_LIVE",
    "WECHAT_CHANNELS_LIVE_RESERVATION",
    "MINI_PROGRAM_WECHAT",
    "MINI_GAME_QQ",
    "PC_GAME",
    "WECHAT_WORK",
    "CONSUMER_PRODUCT",
    "LOCAL_STORE",
)

Members = dict[str, Any]


class Asset(Facts):
    """The members that rules read."""

    name: str = msgspec.field(name="marketing_asset_name", default="")
    type: str = msgspec.field(name=TYPE, default="")

    def unique_name(self) -> str | None:
        return f"{self.type}/{self.name}"


class Assets(Collection[Asset]):
    """The assets of all business units."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List marketing assets of a business unit, or of those that an account is in, a page at a time."""
        (owner,) = search.owners
        of_type = Condition(TYPE, "equals", (search.parameters[TYPE],))
        return super().find(tx, replace(search.narrowed(of_type), owners=_units(tx, owner)))

    def add(self, tx: Tx, owner: int, document: Members) -> int:
        """Create a marketing asset of a business unit. Without a name, it has one of its properties."""
        properties = document["properties"]
        asset_kinds.check(document[TYPE], document.get("marketing_asset_type"), properties)
        whole = {"marketing_asset_type": UNKNOWN, **document}
        if not whole.get("marketing_asset_name"):
            values = [value for each in properties for value in each.get("property_value", ())]
            whole["marketing_asset_name"] = "-".join(values)[:MOST_NAME]
        return super().add(tx, owner, whole)

    def detail(self, tx: Tx, owner: int, members: Members) -> list[Members]:
        """Get all that is known of a marketing asset."""
        asset_id = members["marketing_asset_id"]
        for unit_id in _units(tx, owner):
            try:
                item = self.get(tx, unit_id, asset_id)
            except NotFound:
                continue
            if item.document[TYPE] == members[TYPE]:
                return [_detail(item)]
        raise NotFound(KIND, asset_id)

    def types(self, tx: Tx, owner: int, members: Members) -> Members:
        """List what can be advertised: what needs no asset, and the types of which there are assets."""
        items = self.matches(tx, Search(_units(tx, owner)))
        present = {item.document[TYPE] for item in items}
        always = [f"MARKETING_TARGET_TYPE_{name}" for name in _WITHOUT_ASSETS]
        return {"list": [*always, *(name for name in asset_kinds.kinds() if name in present)]}


assets: Final = Assets(KIND, Asset)


def of_accounts(tx: Tx, account_ids: Iterable[int]) -> dict[int, Members]:
    """The assets that some accounts see, by id, deleted ones included."""
    units = sorted({unit_id for account_id in account_ids for unit_id in _units(tx, account_id)})
    return ad_objects.documents(tx, KIND, units) if units else {}


def _units(tx: Tx, owner: int) -> list[int]:
    """The business units that an account is in, or the one with this id."""
    if clients.find_account(tx, owner) is None:
        return [owner]
    units = [business_units.units_of(tx, family, [owner]).get(owner) for family in Family]
    return [unit.unit_id for unit in units if unit is not None]


def _detail(item: AdObject) -> Members:
    return {
        **item.document,
        "marketing_asset_id": item.id,
        "created_time": item.created_ms // SECOND,
        "properties": [asset_kinds.named(each) for each in item.document["properties"]],
        "extra_properties": [],
    }
