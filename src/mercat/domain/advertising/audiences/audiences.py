"""Custom audiences: whom ad groups target or exclude."""

import re
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.audiences import audience_specs
from mercat.domain.advertising.collection import Collection, Search, Slice
from mercat.domain.advertising.users import audience_updates, audience_users
from mercat.domain.advertising.users.audience_rules import (
    COMBINE,
    CUSTOMER_FILE,
    KIND,
    USER_ACTION,
    Audience,
    AudienceCombined,
    AudienceExpanded,
    AudienceNotOwn,
    AudienceShared,
    AudienceTargeted,
    Cover,
    ready_at,
    state,
    with_cover,
    with_new_cover,
)
from mercat.domain.advertising.users.audience_users import ACCESS_KIND
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import ForbiddenCharacters, Missing, NotAllowed
from mercat.store.advertising import ad_objects
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

GRANT_KIND: Final = "audience_grant"
MOST_AT_A_TIME: Final = 1_000
_OUTER_ID: Final = re.compile(r"[0-9A-Za-z_]*")
_OWN_DATA: Final = (CUSTOMER_FILE, USER_ACTION)
_TARGETING: Final = ("custom_audience", "excluded_custom_audience")


class Audiences(Collection[Audience]):
    """The audiences of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List audiences of the account and those that others let it use, a page at a time."""
        if "audience_id" in search.parameters:
            search = search.narrowed(Condition(ID, "equals", (search.parameters["audience_id"],), "integer"))
        accesses = Matching(tx, ACCESS_KIND, search.owners, (), deleted=False).slice(0, MOST_AT_A_TIME)
        part = super().find(tx, replace(search, also=[one.document["audience_id"] for one in accesses]))
        own = set(search.owners)
        return replace(part, items=[item.with_members({"is_own": item.account_id in own}) for item in part.items])

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        return [item.with_members(state(item.document, tx.now)) for item in items]

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create an audience. An `outer_audience_id` of an audience that exists answers that audience."""
        outer_id = document.get("outer_audience_id", "")
        if not _OUTER_ID.fullmatch(outer_id):
            raise ForbiddenCharacters("outer_audience_id")
        present = self._with_outer_id(tx, owner, outer_id) if outer_id else None
        if present is not None:
            return present.id
        whole = {"description": "", "outer_audience_id": "", "cooperated": False, **document}
        whole["source"] = "ADVERTISER_OWN_DATA" if document["type"] in _OWN_DATA else "TENCENT_DATA"
        whole = audience_specs.own_part(whole)
        facts = self.read(whole)
        audience_specs.check(tx, owner, facts)
        audience_id = super().add(tx, owner, whole)
        if facts.type != CUSTOMER_FILE:
            users = audience_users.of_new(tx, owner, facts)
            file = audience_users.keep(tx, audience_id, users.hashes) if facts.type == USER_ACTION else ""
            self.cover(tx, self.get(tx, owner, audience_id), Cover(ready_at(tx, whole), len(users), file))
        if facts.type in audience_updates.CHANGING:
            audience_updates.order_daily(tx, owner)
        return audience_id

    def cover(self, tx: Tx, audience: AdObject, cover: Cover) -> None:
        """Give an audience one more cover. Only those of files build on each other."""
        if audience.document["type"] == CUSTOMER_FILE:
            document = with_cover(audience.document, cover)
        else:
            document = with_new_cover(audience.document, cover, tx.now)
        self.amend(tx, audience, document)

    def update(self, tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
        """Change the name, the description or the cooperation of an audience. One of them is required."""
        if not changes:
            raise Missing("name")
        self._check_own(tx, owner, object_id)
        return super().update(tx, owner, object_id, changes)

    def delete(self, tx: Tx, owner: int, object_id: int) -> int:
        """Delete an audience that nothing uses."""
        self._check_own(tx, owner, object_id)
        item = self.get(tx, owner, object_id)
        if ad_objects.count_children(tx, GRANT_KIND, [item.id]):
            raise AudienceShared
        if any(_targets(group, item.id) for group in _with(tx, ad_groups.kind, owner, "targeting", item.id)):
            raise AudienceTargeted
        if ad_objects.count_children(tx, KIND, [item.id]):
            raise AudienceExpanded
        if combinations_with(tx, owner, item.id):
            raise AudienceCombined
        return super().delete(tx, owner, object_id)

    def _check_own(self, tx: Tx, owner: int, object_id: int) -> None:
        if ad_objects.find(tx, KIND, owner, object_id) is None and _may_use(tx, owner, object_id):
            raise AudienceNotOwn

    def _with_outer_id(self, tx: Tx, owner: int, outer_id: str) -> AdObject | None:
        condition = Condition("outer_audience_id", "equals", (outer_id,))
        return next(iter(Matching(tx, self.kind, [owner], (condition,), deleted=False).slice(0, 1)), None)


audiences: Final = Audiences(KIND, Audience)


def estimate(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Estimate how many users a combination of audiences covers, without creating it."""
    if members["type"] != COMBINE:
        raise NotAllowed("type", members["type"][:64], (COMBINE,))
    if "combine_spec" not in members["audience_spec"]:
        raise Missing("audience_spec.combine_spec")
    spec = members["audience_spec"]["combine_spec"]
    audience_specs.check_combination(tx, owner, spec)
    return {"user_count": len(audience_users.combined(tx, owner, spec, tx.now))}


def combinations_with(tx: Tx, owner: int, audience_id: int) -> list[AdObject]:
    """The account's combinations that include or exclude an audience."""
    items = _with(tx, KIND, owner, "audience_spec", audience_id)
    return [item for item in items if item.document["type"] == COMBINE and audience_id in _parts(item.document)]


def users_of(tx: Tx, item: AdObject) -> set[int]:
    """The accounts that may combine an audience: its own, and those to which it is granted."""
    condition = Condition("audience_id", "equals", (item.id,), "integer")
    grants = Matching(tx, GRANT_KIND, [item.account_id], (condition,), deleted=False).slice(0, MOST_AT_A_TIME)
    specs = [grant.document["grant_spec"]["grant_to_business_spec"] for grant in grants]
    return {item.account_id, *(one["account_id"] for spec in specs for one in spec["grant_account_permission"])}


def cover_combinations(tx: Tx, audience: AdObject, at: int) -> None:
    """Compute the combinations with an audience again, once its cover of a time is ready."""
    for combination in [one for owner in users_of(tx, audience) for one in combinations_with(tx, owner, audience.id)]:
        spec = audiences.read(combination.document).spec["combine_spec"]
        ready = max(at, ready_at(tx, combination.document))
        count = len(audience_users.combined(tx, combination.account_id, spec, ready))
        audiences.cover(tx, combination, Cover(ready, count))


def _parts(document: dict[str, Any]) -> set[int]:
    spec = document["audience_spec"]["combine_spec"]
    groups = [group for name in ("include", "exclude") for group in spec.get(name, ())]
    return {rule["audience_id"] for group in groups for rule in group}


def _targets(group: AdObject, audience_id: int) -> bool:
    targeting = group.document["targeting"]
    return any(audience_id in targeting.get(name, ()) for name in _TARGETING)


def _with(tx: Tx, kind: str, owner: int, member: str, audience_id: int) -> list[AdObject]:
    """The objects in whose member the digits of the id stand, be it as the id or within other text."""
    matching = Matching(tx, kind, [owner], (Condition(member, "contains", (str(audience_id),)),), deleted=False)
    items: list[AdObject] = []
    while part := matching.after(items[-1].id if items else 0, MOST_AT_A_TIME):
        items += part
    return items


def _may_use(tx: Tx, owner: int, audience_id: int) -> bool:
    return ad_objects.find_by_name(tx, ACCESS_KIND, owner, str(audience_id)) is not None
