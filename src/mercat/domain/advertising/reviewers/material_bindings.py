"""Material for products: which images and videos show a product, with their sets, properties and tags.

One binding joins a material with a product, which is named by its id, its kind, or its id outside.
"""

from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.review.approvals import Approvable, reason_of
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import Missing, NotFound, TooMany
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "material binding"
MOST: Final = 100
STATUSES: Final = {State.PENDING: 0, State.APPROVED: 1, State.REFUSED: 2}
COLLECTIONS: Final[dict[str, Collection[Any]]] = {"image": images, "media": videos}
PRODUCT: Final = ("marketing_asset_id", "marketing_target_type", "marketing_asset_outer_spec")


Ids = dict[str, list[int]]
Materials = list[tuple[str, int, dict[str, Any]]]  # kind, id and own members


class Binding(Facts):
    """The members that rules read. `product` names the product, and `material` the image or video."""

    material: str = ""
    product: str = ""

    def unique_name(self) -> str:
        return f"{self.material} {self.product}"


class Bindings(Approvable[Binding]):
    """The bindings of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List bindings of a product, or of some images and videos, a page at a time."""
        parameters = search.parameters
        if any(name in parameters for name in PRODUCT):
            search = search.narrowed(Condition("product", "equals", (_product(dict(parameters))["product"],)))
        ids = [f"{kind} {each}" for kind in COLLECTIONS for each in parameters.get(f"{kind}_id_list", ())]
        if ids:
            search = search.narrowed(Condition("material", "in", tuple(ids)))
        return super().find(tx, search)

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> dict[str, Any]:
        """The state of the review. Bindings from before there was one are approved."""
        state = decision.at(tx.now) if decision else State.APPROVED
        return {"audit_status": STATUSES[state], "audit_msg": reason_of(decision, tx.now)}

    def bind(self, tx: Tx, owner: int, materials: Materials, about: dict[str, Any]) -> Ids:
        """Join material with a product, with the members of each and those of all. What is not there fails alone."""
        ids: Ids = {"success_id_list": [], "fail_id_list": []}
        for kind, material_id, own in materials:
            try:
                COLLECTIONS[kind].get(tx, owner, material_id)
            except NotFound:
                ids["fail_id_list"].append(material_id)
                continue
            document = {"material": f"{kind} {material_id}", f"{kind}_id": material_id, **about, **own}
            self._put(tx, owner, document)
            ids["success_id_list"].append(material_id)
        return ids

    def _put(self, tx: Tx, owner: int, document: dict[str, Any]) -> None:
        before = ad_objects.find_by_name(tx, self.kind, owner, self.read(document).unique_name())
        if before is None:
            self.add(tx, owner, document | approvals.ask(tx, owner, self.kind, document["material"]))
        else:
            self.update(tx, owner, before, document)


bindings: Final = Bindings(KIND, Binding)


def bind_set(tx: Tx, owner: int, members: dict[str, Any]) -> Ids:
    """Join images and videos with a product under the name of a set. Raises Missing, TooMany."""
    materials: Materials = [(kind, each, {}) for kind in COLLECTIONS for each in _list(members, f"{kind}_id_list")]
    about = {"set_name": members["set_name"]} | _product(members)
    return bindings.bind(tx, owner, _some(materials, "image_id_list"), about)


def bind_tags(tx: Tx, owner: int, members: dict[str, Any]) -> Ids:
    """Join images and videos with a product, with properties and tags; no tags leave those before.

    Raises Missing, TooMany.
    """
    materials = [
        (kind, each[f"{kind}_id"], {"info": each["info"]} if each.get("info") else {})
        for kind in COLLECTIONS
        for each in _list(members, f"{kind}_list")
    ]
    tags = {"dcatag_list": members["dcatag_list"]} if members.get("dcatag_list") else {}
    return bindings.bind(tx, owner, _some(materials, "image_list"), _product(members) | tags)


def _list(members: dict[str, Any], name: str) -> list[Any]:
    items: list[Any] = members.get(name, [])
    if len(items) > MOST:
        raise TooMany(name, MOST)
    return items


def _some(materials: Materials, name: str) -> Materials:
    if not materials:
        raise Missing(name)
    return materials


def _product(members: dict[str, Any]) -> dict[str, Any]:
    """The members of a binding that name its product. Raises Missing."""
    outside = members.get("marketing_asset_outer_spec") or {}
    about = {
        "marketing_asset_id": members.get("marketing_asset_id", 0),
        "marketing_target_type": outside.get("marketing_target_type") or members.get("marketing_target_type", ""),
        "marketing_asset_outer_id": outside.get("marketing_asset_outer_id", ""),
    }
    if not any(about.values()):
        raise Missing("marketing_asset_id")
    return about | {"product": " ".join(map(str, about.values()))}
