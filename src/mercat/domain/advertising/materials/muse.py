"""Tasks of the Muse studio: pictures from words, pictures from pictures, and captions of pictures.

No model is behind them. A picture from words is drawn from a hash of the words; one from a picture is that picture in
another size and brightness; a caption is the description of the picture, or its size in words.
"""

import binascii
from base64 import b64decode
from math import gcd
from typing import Any, Final

from msgspec import field

from mercat.domain import drawings, pictures
from mercat.domain.advertising.collection import Collection, Facts, Search, Window
from mercat.domain.advertising.materials.images import Incoming, NotStored, images, md5_of
from mercat.domain.advertising.materials.materials import AIGC_FLAG, BY_MUSE, id_of
from mercat.domain.advertising.materials.task_progress import WAITING, begin, poll
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import Missing, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

TASK_KIND: Final = "Muse task"
MATERIAL_KIND: Final = "Muse material"
TEXT_TO_IMAGE: Final = "MUSE_AI_TASK_TYPE_TEXT2IMG"
IMAGE_TO_IMAGE: Final = "MUSE_AI_TASK_TYPE_IMG2IMG"
CAPTIONS: Final = "MUSE_AI_TASK_TYPE_IMG2CAPTION"
SPECS: Final = {TEXT_TO_IMAGE: "text2img", IMAGE_TO_IMAGE: "img2img", CAPTIONS: "img2caption"}
STATUS: Final = "task_status"
PENDING, SUCCESS, FAIL = "MUSE_AI_TASK_WAITING", "MUSE_AI_TASK_SUCCESS", "MUSE_AI_TASK_FAIL"
MOST_STRENGTH: Final = 50  # the brightness of the least similar picture changes by so much of 255
MOST_FILES: Final = 8  # of a task; further results have the same files again
IMAGE: Final = "IMAGE"


class MuseTask(Facts):
    """The facts of a task: rules read none."""


class MuseMaterial(Facts):
    """The members that rules read. `media_id` is the image that the material was stored as."""

    task_id: int = 0
    key: str = field(name="url", default="")
    media_id: str = ""

    def parent_id(self) -> int:
        return self.task_id


tasks: Final = Collection(TASK_KIND, MuseTask)
materials: Final = Collection(MATERIAL_KIND, MuseMaterial)


def add(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Create a task. Raises Missing, and NotFound if an image is not there."""
    _check(tx, owner, members)
    task_id = tasks.add(tx, owner, {**members, STATUS: PENDING, **begin(tx)})
    task = tasks.get(tx, owner, task_id)
    if not task.document[WAITING]:
        _finish(tx, owner, task)
    return _answer(tasks.get(tx, owner, task_id))


def get(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Read a task with its results. Raises NotFound."""
    task = tasks.get(tx, owner, members["task_id"])
    if task.document[WAITING] and poll(tx, task):
        _finish(tx, owner, task)
        task = tasks.get(tx, owner, task.id)
    if task.document[STATUS] != SUCCESS:
        return _answer(task)
    if task.document["task_type"] == CAPTIONS:
        return _answer(task) | {"results": [{"caption_result": each} for each in task.document["captions"]]}
    return _answer(task) | {"results": [_result(each) for each in _of_task(tx, owner, task.id)]}


def store(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Store materials of a task as images of the account, each once. Raises NotFound."""
    task = tasks.get(tx, owner, members["task_id"])
    own = {material.id: material for material in _of_task(tx, owner, task.id)}
    ids = dict.fromkeys(members["muse_material_list"])
    return {"task_id": task.id, "result": [_store(tx, owner, each, own.get(each)) for each in ids]}


def store_edited(tx: Tx, owner: int, members: dict[str, Any]) -> str:
    """Store an image that somebody made of a material; its id. Raises NotFound, NotStored, TooLarge, OutOfRange."""
    materials.get(tx, owner, members["muse_material_id"])
    try:
        content = b64decode(members["media_base64_str"], validate=True)
    except (binascii.Error, ValueError):
        raise NotStored from None
    return _keep(tx, owner, content, members.get("file_name", ""))


# -- the parts --------------------------------------------------------------------------------------------------------


def _check(tx: Tx, owner: int, members: dict[str, Any]) -> None:
    name = SPECS[members["task_type"]]
    spec = members.get(name)
    if spec is None:
        raise Missing(name)
    if name == "img2img" and not spec.get("extend_size") and not spec.get("dimension_size"):
        raise Missing("img2img.dimension_size")
    for image_id in _images(spec):
        images.get(tx, owner, id_of(image_id))


def _images(spec: dict[str, Any]) -> list[str]:
    ids: list[str] = spec.get("image_ids", [])
    return [*ids, spec["image_id"]] if "image_id" in spec else ids


def _finish(tx: Tx, owner: int, task: AdObject) -> None:
    """Do the work of a task. It fails if an image is gone."""
    document = task.document | {WAITING: False, STATUS: SUCCESS}
    spec = document[SPECS[document["task_type"]]]
    try:
        sources = [images.get(tx, owner, id_of(image_id)) for image_id in _images(spec)]
    except NotFound:
        ad_objects.save(tx, task.id, document | {STATUS: FAIL})
        return
    if document["task_type"] == CAPTIONS:
        document["captions"] = [{"image_id": str(each.id), "image_caption": _caption(each)} for each in sources]
    else:
        width, height = _size(spec, sources)
        count = document.get("output_image_num", 1)
        keys = [tx.files.put(each) for each in _drawn(tx, task, spec, sources, min(count, MOST_FILES))]
        for number in range(count):
            about = {"task_id": task.id, "url": keys[number % len(keys)], "width": width, "height": height}
            materials.add(tx, owner, about)
    ad_objects.save(tx, task.id, document)


def _drawn(tx: Tx, task: AdObject, spec: dict[str, Any], sources: list[AdObject], count: int) -> list[bytes]:
    """The files of some results."""
    width, height = _size(spec, sources)
    files = None
    if sources:
        strength = MOST_STRENGTH * (6 - spec["similarity"]) // 5
        content = tx.files.get(sources[0].document["preview_url"])
        files = pictures.variations(content, width, height, count, strength)
    if files is None:
        seed = f"{spec.get('prompt') or sources[0].document['signature']} {task.id}"
        files = [drawings.painted(width, height, f"{seed} {number}") for number in range(count)]
    return files


def _size(spec: dict[str, Any], sources: list[AdObject]) -> tuple[int, int]:
    if spec.get("dimension_size"):
        _, width, height = spec["dimension_size"].split("_")
        return int(width), int(height)
    return sources[0].document["width"], sources[0].document["height"]


def _caption(image: AdObject) -> str:
    document = image.document
    return document["description"] or f"{document['width']} x {document['height']}"


def _of_task(tx: Tx, owner: int, task_id: int) -> list[AdObject]:
    own = Condition("task_id", "equals", (task_id,), "integer")
    return materials.find(tx, Search([owner], (own,), window=Window(100))).items


def _answer(task: AdObject) -> dict[str, Any]:
    return {"task_id": task.id, "task_type": task.document["task_type"], STATUS: task.document[STATUS]}


def _result(material: AdObject) -> dict[str, Any]:
    width, height = material.document["width"], material.document["height"]
    shared = gcd(width, height)
    ratio = {"ratio_width": width // shared, "ratio_height": height // shared}
    return material.document | ratio | {"muse_material_id": material.id, "material_type": IMAGE}


def _store(tx: Tx, owner: int, material_id: int, material: AdObject | None) -> dict[str, Any]:
    result = {"muse_material_id": material_id}
    if material is None:
        return result | {"status": "NO_AUTHORITY_MUSE_ID"}
    facts = materials.read(material.document)
    if facts.media_id and ad_objects.find(tx, images.kind, owner, id_of(facts.media_id)):
        return result | {"status": "ALREADY_CREATED", "media_id": facts.media_id, "material_type": IMAGE}
    media_id = _keep(tx, owner, tx.files.get(facts.key), "")
    materials.update(tx, owner, material_id, {"media_id": media_id})
    return result | {"status": "SUCCESS", "media_id": media_id, "material_type": IMAGE}


def _keep(tx: Tx, owner: int, content: bytes, description: str) -> str:
    about = {"description": description, "source_type": "SOURCE_TYPE_MUSE", AIGC_FLAG: BY_MUSE}
    image_id, _ = images.keep(tx, owner, Incoming(content, md5_of(content), "media_base64_str", about))
    return str(image_id)
