"""Similarity of pictures and films: those of an owner are similar if their files are the same."""

from typing import Any, Final

from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import Missing, NotFound, Refusal
from mercat.store.advertising import ad_objects
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

KINDS: Final = {"IMAGE": images.kind, "VIDEO": videos.kind}
UNIQUE: Final = "SIMILARITY_STATUS_APPROVED"
SIMILAR: Final = "SIMILARITY_STATUS_REJECTED"
MOST: Final = 100  # that are listed

Document = dict[str, Any]


class TypeNotCompared(Refusal):
    """Assets of this type are not compared."""

    subtype: str


def details(tx: Tx, owner: int, members: Document) -> list[Document]:
    """List assets with those that are similar to them: one asset, or all of the type that have any.

    Raises TypeNotCompared, NotFound.
    """
    rows = []
    for kind, item in _assets(tx, owner, members):
        twins = [{"creative_asset_id": str(twin.id)} for twin in _twins(tx, kind, item)]
        if twins or "creative_asset_id" in members:
            rows.append({"creative_asset_id": str(item.id), "similar_creative_asset_list": twins})
    return rows[:MOST]


def update(tx: Tx, owner: int, members: Document) -> str:
    """Compare an asset anew, and note whether it is similar to others; its id. Raises Missing and as `details`."""
    if "creative_asset_id" not in members:
        raise Missing("creative_asset_id")
    ((kind, item),) = _assets(tx, owner, members)
    status = SIMILAR if any(_twins(tx, kind, item)) else UNIQUE
    ad_objects.save(tx, item.id, item.document | {"similarity_status": status})
    return str(item.id)


def _assets(tx: Tx, owner: int, members: Document) -> list[tuple[str, AdObject]]:
    """The assets that a call is about, with their kinds."""
    name = members.get("creative_asset_type")
    if name is not None and name not in KINDS:
        raise TypeNotCompared(name)
    kinds = [KINDS[name]] if name else list(KINDS.values())
    if "creative_asset_id" not in members:
        return [
            (kind, item) for kind in kinds for item in Matching(tx, kind, [owner], (), deleted=False).slice(0, MOST)
        ]
    asset_id = id_of(members["creative_asset_id"])
    for kind in kinds:
        item = ad_objects.find(tx, kind, owner, asset_id)
        if item is not None:
            return [(kind, item)]
    raise NotFound(kinds[0], asset_id)


def _twins(tx: Tx, kind: str, item: AdObject) -> list[AdObject]:
    same = Condition("signature", "equals", (item.document["signature"],))
    twins = Matching(tx, kind, [item.account_id], (same,), deleted=False).slice(0, MOST + 1)
    return [twin for twin in twins if twin.id != item.id]
