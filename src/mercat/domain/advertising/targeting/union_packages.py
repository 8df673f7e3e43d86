"""Packages of ad positions of the union, which ad groups deliver to or avoid."""

from typing import Any, Final

from msgspec import field

from mercat.domain.advertising.collection import Collection, Facts
from mercat.model.refusals import TooMany
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

KIND: Final = "union position package"
INCLUDE: Final = "UNION_PACKAGE_TYPE_INCLUDE"
EXCLUDE: Final = "UNION_PACKAGE_TYPE_EXCLUDE"
MOST_PACKAGES: Final = 300  # of an account


class UnionPackage(Facts):
    """The members that rules read."""

    name: str = field(name="union_package_name", default="")
    type: str = field(name="union_package_type", default=INCLUDE)
    positions: list[int] = field(name="union_position_id_list", default_factory=list)

    def unique_name(self) -> str | None:
        return self.name


class UnionPackages(Collection[UnionPackage]):
    """The packages of all accounts."""

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a package of ad positions."""
        if Matching(tx, self.kind, [owner], (), deleted=False).count() >= MOST_PACKAGES:
            raise TooMany("union_position_packages", MOST_PACKAGES)
        return super().add(tx, owner, document)


union_packages: Final = UnionPackages(KIND, UnionPackage)
