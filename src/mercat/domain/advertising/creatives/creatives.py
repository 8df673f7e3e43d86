"""Creatives: what ad groups show. They consist of components, which the platform combines into ads."""

from typing import Any, Final

from msgspec import field
from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_group_facts import NORMAL
from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND, ad_groups
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.components import components, derivation_use
from mercat.domain.advertising.components.component_types import is_like
from mercat.domain.advertising.creatives import creative_templates
from mercat.domain.advertising.creatives.creative_templates import Template, ratio
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.review import reviews
from mercat.model.ad_reviews import State
from mercat.model.advertising import AdObject
from mercat.model.refusals import NotAllowed, Refusal
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

COMMON: Final = "DYNAMIC_CREATIVE_TYPE_COMMON"
PROGRAM: Final = "DYNAMIC_CREATIVE_TYPE_PROGRAM"
CUSTOMIZE: Final = "DELIVERY_MODE_CUSTOMIZE"
DEFAULTS: Final = {
    "configured_status": NORMAL,
    "delivery_mode": "DELIVERY_MODE_COMPONENT",
    "dynamic_creative_type": COMMON,
}
MOST_IN_AD_GROUP: Final = 100
REVIEWED: Final = ("creative_components", "creative_template_id", "delivery_mode")
STATUSES: Final = {
    State.PENDING: "CREATIVE_SET_APPROVAL_STATUS_PENDING",
    State.APPROVED: "CREATIVE_SET_APPROVAL_STATUS_NORMAL",
    State.REFUSED: "CREATIVE_SET_APPROVAL_STATUS_DENIED",
}
_MATERIAL: Final = {"image": images.kind, "video": videos.kind}
PARTIAL: Final = "CREATIVE_SET_APPROVAL_STATUS_PARTIAL_NORMAL"


class TooManyCreatives(Refusal):
    """The ad group has `limit` creatives already."""

    limit: int


class TemplateMissing(Refusal):
    """The creative has no template, and its type is not PROGRAM."""


class StatusWithComponents(Refusal):
    """The call changes the status and the components, which is not allowed together."""


class MaterialUnfit(Refusal):
    """A picture or a film of a creative is of another kind or of other proportions than its template takes."""

    component: str
    material: str
    property: str


class Creative(Facts):
    """The members that rules read."""

    components: dict[str, list[dict[str, Any]]] = field(name="creative_components", default_factory=dict)

    name: str = field(name="dynamic_creative_name", default="")
    ad_group_id: int = field(name="adgroup_id", default=0)
    template_id: int = field(name="creative_template_id", default=0)
    type: str = field(name="dynamic_creative_type", default=COMMON)
    delivery_mode: str = ""

    def unique_name(self) -> str | None:
        return self.name

    def parent_id(self) -> int:
        return self.ad_group_id


class Creatives(Collection[Creative]):
    """The creatives of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List creatives that match the filter, a page at a time."""
        conditions = (components.uses(one) if one.member == "component_id" else one for one in search.conditions)
        return super().find(tx, replace(search, conditions=tuple(conditions)))

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Creatives with the state of their review and of their components."""
        standings = reviews.standings(tx, [item.id for item in items])
        return [
            item.with_members({"creative_set_approval_status": _status(standings[item.id])})
            for item in components.with_deletions(tx, items)
        ]

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a creative of an ad group. Its review begins."""
        parent = ad_groups.get(tx, owner, document["adgroup_id"])
        if ad_objects.count_children(tx, self.kind, [parent.id]).get(parent.id, 0) >= MOST_IN_AD_GROUP:
            raise TooManyCreatives(MOST_IN_AD_GROUP)
        document = {**DEFAULTS, **_with_components(tx, owner, document)}
        derivation_use.check(tx, owner, document)
        creative_id = super().add(tx, owner, document)
        reviews.submit_creative(tx, self.get(tx, owner, creative_id))
        return creative_id

    def update(self, tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
        """Update a creative. Components are replaced together; other members that the call omits stay as they are.

        What it did not show before is reviewed.
        """
        if "configured_status" in changes and "creative_components" in changes:
            raise StatusWithComponents
        changes = _with_components(tx, owner, changes)
        derivation_use.check(tx, owner, self.get(tx, owner, object_id).document | changes)
        super().update(tx, owner, object_id, changes)
        if any(name in changes for name in REVIEWED):
            reviews.submit_creative(tx, self.get(tx, owner, object_id))
        return object_id

    def check(self, tx: Tx, owner: int, facts: Creative, changes: Creative) -> None:
        """Check that a creative has a template, unless its mode is the one in which the platform picks one."""
        if facts.type == COMMON and not facts.template_id:
            raise TemplateMissing
        if facts.type == PROGRAM and facts.delivery_mode == CUSTOMIZE:
            raise NotAllowed("dynamic_creative_type", PROGRAM, (COMMON,))
        template = creative_templates.templates().get(facts.template_id) if facts.type == COMMON else None
        if template is not None and (changes.components or changes.template_id):
            _check_material(tx, owner, facts, template)


creatives: Final = Creatives(CREATIVE_KIND, Creative)


def _with_components(tx: Tx, owner: int, document: dict[str, Any]) -> dict[str, Any]:
    if "creative_components" not in document:
        return document
    return document | components.store(tx, owner, document["creative_components"])


def _check_material(tx: Tx, owner: int, facts: Creative, template: Template) -> None:
    """Check that pictures and films are what the template takes. Raises MaterialUnfit."""
    for kind, collection in _MATERIAL.items():
        for component in facts.components.get(kind, ()):
            text = str(component["value"][f"{kind}_id"])
            if kind != template.kind:
                raise MaterialUnfit(kind, text, "type")
            item = ad_objects.find(tx, collection, owner, id_of(text))
            proportions = (template.width, template.height)
            if item and not is_like((item.document["width"], item.document["height"]), ratio(*proportions)):
                raise MaterialUnfit(kind, text, "size")


def _status(standing: reviews.Standing) -> str:
    return PARTIAL if standing.is_partial else STATUSES[standing.state]
