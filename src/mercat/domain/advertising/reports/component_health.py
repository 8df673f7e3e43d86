"""How healthy the components of creatives are: how many there are of each type, and how many were refused."""

from collections.abc import Iterable
from typing import Any, Final

from mercat.domain.advertising.collection import Search, Window
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.review import reviews
from mercat.model.ad_reviews import State
from mercat.model.advertising import AdObject
from mercat.store.tx import Tx

HEALTHY: Final = "COMPONENTS_SUMMARY_INSIGHT_HEALTHY"
AT_A_TIME: Final = 1_000

Members = dict[str, Any]


def summary(tx: Tx, account_id: int, members: Members) -> Members:
    """Sum up the components of a creative, or of all creatives of an account. Raises NotFound."""
    creative_id = members.get("dynamic_creative_id")
    about: Members = {"account_id": account_id}
    if creative_id is None:
        items: Iterable[AdObject] = _all(tx, account_id)
    else:
        item = creatives.get(tx, account_id, creative_id)
        about |= {"dynamic_creative_id": item.id, "adgroup_id": item.document["adgroup_id"]}
        items = [item]
    if HEALTHY not in members["component_summary_insight_type_list"]:
        return {"summary_data": {}}
    return {"summary_data": {"healthy_data": about | {"list": _counts(tx, items)}}}


def _all(tx: Tx, account_id: int) -> Iterable[AdObject]:
    after: int | None = 0
    while after is not None:
        part = creatives.find(tx, Search([account_id], window=Window(AT_A_TIME, after=after)))
        yield from part.items
        after = part.following


def _counts(tx: Tx, items: Iterable[AdObject]) -> list[Members]:
    """The components of each type; one that several creatives show counts once, and as refused if it is anywhere."""
    states: dict[str, dict[int, bool]] = {}  # whether each component is refused, by type
    for item in items:
        standing = reviews.standings(tx, [item.id])[item.id].components
        for kind, components in item.document.get("creative_components", {}).items():
            for component in components:
                of_type, component_id = states.setdefault(kind, {}), component["component_id"]
                is_refused = standing.get(component_id) is State.REFUSED
                of_type[component_id] = is_refused or of_type.get(component_id, False)
    return [
        {
            "agg_component_type": kind,
            "total_component_num": len(of_type),
            "rejected_component_num": sum(of_type.values()),
        }
        for kind, of_type in sorted(states.items())
    ]
