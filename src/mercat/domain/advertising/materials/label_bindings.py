"""Which labels an image or a video has."""

from typing import Any, Final

from mercat.domain.advertising.collection import Collection
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.material_labels import labels_of, material_labels, set_labels
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.model.refusals import Missing, NotFound, TooMany
from mercat.store.tx import Tx

ADD: Final = "LABEL_BINDING_TYPE_ADD"
OVERWRITE: Final = "LABEL_BINDING_TYPE_OVERWRITE"
DELETE: Final = "LABEL_BINDING_TYPE_DELETE"
MOST: Final = 100  # of each list of a call
COLLECTIONS: Final[dict[str, Collection[Any]]] = {"image_id_list": images, "media_id_list": videos}


def bind(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Add labels to images and videos, replace theirs, or take them away. Material that is not there fails alone.

    Raises TooMany, Missing, and NotFound if a label is not there.
    """
    label_ids = list(dict.fromkeys(members["label_id_list"]))
    for name in ("label_id_list", *COLLECTIONS):
        if len(members.get(name, ())) > MOST:
            raise TooMany(name, MOST)
    if not any(members.get(name) for name in COLLECTIONS):
        raise Missing("image_id_list")
    for label_id in label_ids:
        material_labels.get(tx, owner, label_id)
    ids: list[str] = []
    reasons: list[dict[str, Any]] = []
    for name, collection in COLLECTIONS.items():
        for text in members.get(name, ()):
            try:
                item = collection.get(tx, owner, id_of(text))
            except NotFound:
                reasons.append({"material_id": text, "reason": f"{collection.kind} not found", "relation_tid_list": []})
                continue
            set_labels(tx, item, _merged(labels_of(item), label_ids, members.get("binding_type", ADD)))
            ids.append(text)
    fail_ids = [reason["material_id"] for reason in reasons]
    return {"success_id_list": ids, "fail_id_list": fail_ids, "fail_reason_list": reasons}


def _merged(before: list[int], label_ids: list[int], binding: str) -> list[int]:
    if binding == OVERWRITE:
        return label_ids
    others = [label_id for label_id in before if label_id not in label_ids]
    return others if binding == DELETE else others + label_ids
