"""What account owners and the platform know about material that artificial intelligence made."""

from typing import Any, Final

from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import AIGC_FLAG, BY_MUSE, id_of
from mercat.model.refusals import NotAllowed, NotFound, TooMany
from mercat.store.tx import Tx

MOST: Final = 100
IMAGE: Final = "IMAGE"
UNKNOWN, HUMAN, AIGC = "AIGC_STATUS_UNKNOWN", "AIGC_STATUS_USE_HM", "AIGC_STATUS_USE_AIGC"
STATUSES: Final = {
    "AIGC_FLAG_UNKNOWN": UNKNOWN,
    "AIGC_FLAG_NOT_AI": HUMAN,
    BY_MUSE: AIGC,
    "AIGC_FLAG_USE_OTHERS_AI": AIGC,
}


def annotate(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Note how images were made. One that is not there fails alone. Raises NotAllowed, TooMany."""
    if members["resource_type"] != IMAGE:
        raise NotAllowed("resource_type", members["resource_type"][:64], (IMAGE,))
    if len(members["annotation_list"]) > MOST:
        raise TooMany("annotation_list", MOST)
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for annotation in members["annotation_list"]:
        resource = {"resource_id": annotation["resource_id"], "resource_type": IMAGE}
        try:
            done.append(resource | _annotate(tx, owner, annotation))
        except NotFound:
            failed.append(resource | {"reason": f"{images.kind} not found"})
    return {"success_list": done, "fail_list": failed}


def _annotate(tx: Tx, owner: int, annotation: dict[str, Any]) -> dict[str, Any]:
    image = images.get(tx, owner, id_of(annotation["resource_id"]))
    flag = annotation["aigc_flag"]
    images.update(tx, owner, image.id, {AIGC_FLAG: flag})
    by_muse = image.document["source_type"] == "SOURCE_TYPE_MUSE"
    return {
        AIGC_FLAG: flag,
        "aigc_source": "AIGC_SOURCE_MUSE" if by_muse else "AIGC_SOURCE_UNKNOWN",
        "user_aigc_status": STATUSES[flag],
        "system_aigc_status": AIGC if by_muse else UNKNOWN,
    }
