"""Packages that are split from an Android app, one for each channel that offers it. Each is made on its own."""

import re
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.refusals import NotBeside
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import ForbiddenCharacters, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "extended package"
PASSED: Final = "CHANNEL_PACKAGE_STATUS_PASSED"
_CHANNEL: Final = re.compile(r"[A-Za-z0-9_.-]+")


class ExtendedPackage(Facts):
    """The members that rules read."""

    package_id: int = 0
    channel_id: str = ""
    customized_channel_id: str = ""

    def unique_name(self) -> str | None:
        return f"{self.package_id} {self.channel_id}"


class ExtendedPackages(Collection[ExtendedPackage]):
    """The packages of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List the packages of an app that match the filter, a page at a time."""
        package = Condition("package_id", "equals", (search.parameters["package_id"],), "integer")
        return super().find(tx, search.narrowed(package))

    def check(self, tx: Tx, owner: int, facts: ExtendedPackage, changes: ExtendedPackage) -> None:
        """Check the name of the channel, and that its own id is the same."""
        if not _CHANNEL.fullmatch(facts.channel_id):
            raise ForbiddenCharacters("channel_list.channel_id")
        if facts.customized_channel_id not in ("", facts.channel_id):
            raise NotBeside("channel_list.customized_channel_id", "channel_id")

    def split(self, tx: Tx, owner: int, package_id: int, channel: dict[str, Any]) -> AdObject:
        """Create the package of a channel."""
        defaults = {"channel_name": f"{package_id}_{channel['channel_id']}", "customized_channel_id": ""}
        document = {**defaults, **channel, "package_id": package_id, "system_status": PASSED}
        return self.get(tx, owner, self.add(tx, owner, document))

    def renew(self, tx: Tx, owner: int, package_id: int, channel: dict[str, Any]) -> AdObject:
        """Bring the package of a channel to the app's present version, perhaps under a new name. Raises NotFound."""
        name = f"{package_id} {channel['channel_id']}"
        object_id = ad_objects.find_by_name(tx, self.kind, owner, name)
        if object_id is None:
            raise NotFound(self.kind, name)
        return self.get(tx, owner, self.update(tx, owner, object_id, channel))


extended_packages: Final = ExtendedPackages(KIND, ExtendedPackage)
