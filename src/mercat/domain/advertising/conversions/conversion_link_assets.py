"""Conversion links of an account: a template of the platform for what it markets, and which steps it reports."""

from collections.abc import Collection as Values
from typing import Any, Final

from msgspec import field

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice, slice_of
from mercat.domain.advertising.conversions import conversion_links
from mercat.domain.advertising.conversions.conversion_links import PLATFORM, Link
from mercat.domain.advertising.users.user_action_sets import action_sets
from mercat.model.advertising import AdObject
from mercat.model.refusals import Missing, NotAllowed, NotFound, Refusal
from mercat.store.advertising import user_actions
from mercat.store.tx import Tx

KIND: Final = "conversion link"
OWN: Final = 1  # the source of a link that nobody has granted
USABLE, UNUSABLE = 1, 2
TESTED, FAILED, UNTESTED = 1, 2, 3
WEB: Final = "WEB"

Document = dict[str, Any]


class VersionDiffers(Refusal):
    """A change is made to another version than the present one."""

    version: int


class LinkAsset(Facts):
    """The members that rules read."""

    name: str = ""
    category: str = field(name="second_category_type", default="")
    link_id: int = field(name="conversion_link_id", default=0)
    carrier_id: str = field(name="marketing_carrier_id", default="")
    carrier_name: str = field(name="marketing_carrier_name", default="")
    goals: list[int] = field(name="optional_og_nodes_index", default_factory=list)
    reports: list[int] = field(name="custom_report_nodes_index", default_factory=list)
    version: int = 1

    def link(self) -> Link:
        """The template. Raises NotFound."""
        link = conversion_links.find(self.link_id)
        if link is None or link.category != self.category:
            raise NotFound(KIND, self.link_id)
        return link


class LinkAssets(Collection[LinkAsset]):
    """The links of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List links that match the filter, a page at a time. `key` is an id, or a part of a name."""
        key = search.parameters.get("key")
        if not key:
            return super().find(tx, search)
        return slice_of(
            [one for one in self.matches(tx, search) if key in (str(one.id), *_parts(one, key))], search.window
        )

    def add(self, tx: Tx, owner: int, document: Document) -> int:
        """Create a link from a template. The steps that its account has to report are always among those it reports."""
        return super().add(tx, owner, {**document, **self._reports(document), "version": 1, "source": OWN})

    def change(self, tx: Tx, owner: int, members: Document) -> Document:
        """Update the present version of a link; the next version."""
        object_id = members["conversion_link_asset_id"]
        item = self.get(tx, owner, object_id)
        version = self.read(item.document).version
        if members["version"] != version:
            raise VersionDiffers(version)
        changes = {**members, "version": version + 1}
        self.update(tx, owner, object_id, changes | self._reports(item.document | changes))
        return {"conversion_link_asset_id": object_id, "version": version + 1}

    def available(self, tx: Tx, owner: int, members: Document) -> list[Document]:
        """List the usable links for a goal and a kind of product, or for one product."""
        return [
            {
                "conversion_link_asset_id": item.id,
                "conversion_link_asset_name": item.document["name"],
                "conversion_link_asset_desc": self.read(item.document).link().title,
            }
            for item in self.matches(tx, Search([owner]))
            if item.document["status"] == USABLE and _fits(self.read(item.document), members)
        ]

    def check(self, tx: Tx, owner: int, facts: LinkAsset, changes: LinkAsset) -> None:
        """Check that the template is of the category, and has the nodes that the call names."""
        link = facts.link()
        if facts.category == "QUICK_APP" and not facts.carrier_name:
            raise Missing("marketing_carrier_name")
        _check_nodes("optional_og_nodes_index", changes.goals, range(len(link.nodes)))
        _check_nodes("custom_report_nodes_index", changes.reports, link.reportable)

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Links with their nodes, and which of these were reported."""
        reported: dict[tuple[int, str], bool] = {}
        return [item.with_members(self._described(tx, item, reported)) for item in items]

    def _described(self, tx: Tx, item: AdObject, reported: dict[tuple[int, str], bool]) -> Document:
        link = self.read(item.document).link()
        category = conversion_links.templates().categories[link.category]
        states = [_state(tx, item.account_id, node, reported) for node in link.nodes]
        first = {"first_category_type": category.first, "first_category_name": category.first_name}
        return {
            **(first if category.first else {}),
            "second_category_name": category.name,
            "landing_page_access": conversion_links.landing_pages(link),
            "status": USABLE if all(states[place] == TESTED for place in link.required) else UNUSABLE,
            "conversion_link_nodes": [
                {**node, "node_status": state, "og_status": TESTED if state == TESTED else FAILED}
                for node, state in zip(conversion_links.nodes_of(link), states, strict=True)
            ],
        }

    def _reports(self, document: Document) -> Document:
        facts = self.read(document)
        return {"custom_report_nodes_index": sorted({*facts.reports, *facts.link().required})}


link_assets: Final = LinkAssets(KIND, LinkAsset)


def _state(tx: Tx, owner: int, node: conversion_links.Node, reported: dict[tuple[int, str], bool]) -> int:
    """Whether a step was reported. The platform reports its own ones."""
    if node.source == PLATFORM:
        return TESTED
    key = (owner, node.action)
    if key not in reported:
        sets = [one.id for one in action_sets.matches(tx, Search([owner]))]
        reported[key] = user_actions.is_reported(tx, sets, node.action)
    return TESTED if reported[key] else UNTESTED


def _fits(facts: LinkAsset, members: Document) -> bool:
    """Whether a link serves the goal, the kind of product and the product. Kinds without own links are on the web."""
    categories = conversion_links.templates().categories
    target, product = members["marketing_target_type"], members.get("marketing_asset_outer_id")
    own = next((name for name, category in categories.items() if category.target == target), WEB)
    if product and product != facts.carrier_id:
        return False
    return facts.category == own and members["marketing_goal"] in facts.link().marketing_goals


def _parts(item: AdObject, key: str) -> tuple[str, ...]:
    return (key,) if key in item.document["name"] else ()


def _check_nodes(name: str, places: list[int], allowed: Values[int]) -> None:
    for place in places:
        if place not in allowed:
            raise NotAllowed(name, str(place), tuple(map(str, allowed)))
