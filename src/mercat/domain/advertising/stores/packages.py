"""Packages of stores: some stores of an account under one name."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import msgspec

from mercat.domain.advertising.collection import Collection, Facts
from mercat.domain.advertising.stores.stores import KIND as STORE_KIND
from mercat.domain.advertising.stores.stores import PLACE_ID, STORES, stores
from mercat.model.advertising import AdObject
from mercat.model.refusals import AlreadyExists, Missing, NotFound, TooFew
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "store package"
OWNER: Final = "owner_account_id"

Document = dict[str, Any]


class Package(Facts):
    """The members that rules read."""

    name: str = msgspec.field(name="local_store_package_name", default="")
    members: list[Document] = msgspec.field(name=STORES, default=[])

    def unique_name(self) -> str | None:
        return self.name


class Packages(Collection[Package]):
    """The packages of all accounts."""

    derived: ClassVar[Sequence[str]] = (OWNER,)

    def check(self, tx: Tx, owner: int, facts: Package, changes: Package) -> None:
        """A package has at least one store; each is the account's and is named once."""
        if not changes.members:
            raise TooFew(STORES, 1)
        place_ids = [each.get(PLACE_ID, "") for each in changes.members]
        if "" in place_ids:
            raise Missing(f"{STORES}.{PLACE_ID}")
        for each in changes.members:
            if each.get(OWNER, 0) not in (0, owner):  # accounts do not lend their stores
                raise NotFound(STORE_KIND, each[PLACE_ID])
            stores.at(tx, owner, each[PLACE_ID])
        if len(set(place_ids)) < len(place_ids):
            raise AlreadyExists(STORE_KIND, next(each for each in place_ids if place_ids.count(each) > 1))

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Packages with the names of their stores. A store that was deleted is in no package."""
        return [item.with_members(self._presented(tx, item)) for item in items]

    def _presented(self, tx: Tx, item: AdObject) -> Document:
        rows = []
        for each in item.document[STORES]:
            store_id = ad_objects.find_by_name(tx, STORE_KIND, item.account_id, each[PLACE_ID])
            if store_id is not None:
                name = stores.get(tx, item.account_id, store_id).document["local_store_name"]
                rows.append({PLACE_ID: each[PLACE_ID], "local_store_name": name, OWNER: item.account_id})
        return {
            STORES: rows,
            OWNER: item.account_id,
            "system_status": "AD_STATUS_NORMAL" if rows else "AD_STATUS_INVALID",
        }


packages: Final = Packages(KIND, Package)
