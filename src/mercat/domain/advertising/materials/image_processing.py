"""Images made from images: today, the same picture in another size."""

from typing import Any, Final

from mercat.domain.advertising.materials.images import Incoming, Ready, images, md5_of, ready, resized
from mercat.domain.advertising.materials.materials import id_of
from mercat.model.refusals import Missing, NotAllowed
from mercat.store.tx import Tx

RESIZE: Final = "OPERATION_TYPE_RESIZE"


def process(tx: Tx, owner: int, members: dict[str, Any]) -> Ready:
    """An image made from one of the account, in another size, that can be stored.

    Raises NotAllowed, Missing, NotFound, and ResizeFailed if the file cannot be resized or would be too large.
    """
    if members["operation_type"] != RESIZE:
        raise NotAllowed("operation_type", members["operation_type"][:64], (RESIZE,))
    if "resize_spec" not in members["operation_spec"]:
        raise Missing("operation_spec.resize_spec")
    spec = members["operation_spec"]["resize_spec"]
    image = images.get(tx, owner, id_of(members["image_id"])).document
    most_bytes = members["file_size_max"]
    content = resized(tx.files.get(image["preview_url"]), spec["width"], spec["height"], most_bytes)
    about = {"description": image["description"], "source_signature": image["signature"]}
    return ready(Incoming(content, md5_of(content), "image_id", about))
