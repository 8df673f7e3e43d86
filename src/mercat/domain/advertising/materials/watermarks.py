"""Warnings on material: for each image or video a record, and once it is done a copy of the material that has them.

An image gets the texts in the metadata of its file; the file of a video stays as it is. Previews show both with texts.
"""

import hashlib
from typing import Any, Final

from mercat.domain import drawings
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.materials.images import Incoming, images, md5_of
from mercat.domain.advertising.materials.materials import WARNINGS, id_of
from mercat.domain.advertising.materials.task_progress import WAITING, begin, poll
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.refusals import TooLarge
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "watermark"
PROCESSING, SUCCESS, FAILED, DELETED = "processing", "success", "failed", "deleted"
COLLECTIONS: Final[dict[str, Collection[Any]]] = {"IMAGE": images, "VIDEO": videos}
_OWN: Final = ("label_ids",)  # members of the material that its copy does not have


class Watermark(Facts):
    """The members that rules read. Without a job, an account has one record of a material and its texts."""

    material_type: str = "IMAGE"
    original_material_id: str = ""
    result_material_id: str = ""
    texts: list[str] = []
    status: str = PROCESSING
    job_id: str = ""

    def unique_name(self) -> str | None:
        if self.job_id or self.status == FAILED:
            return None
        return hashlib.sha256("\0".join([self.original_material_id, *self.texts]).encode()).hexdigest()


class Watermarks(Collection[Watermark]):
    """The records of all accounts."""

    def find_single(self, tx: Tx, search: Search) -> Slice:
        """List records that no job made, a page at a time."""
        return self.find(tx, search.narrowed(Condition("job_id", "equals", ("",))))

    def find_tasks(self, tx: Tx, search: Search) -> Slice:
        """List records that jobs made, a page at a time."""
        return self.find(tx, search.narrowed(Condition("job_id", "not_equals", ("",))))

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Records with what is there of their material: names, files, and whether the result is deleted."""
        return [item.with_members(self._derived(tx, item)) for item in items]

    def advance(self, tx: Tx, items: list[AdObject]) -> None:
        """Count a poll of records that wait, and finish those that are due."""
        for item in items:
            record = self.get(tx, item.account_id, item.id)
            if record.document[WAITING] and poll(tx, record):
                self.finish(tx, record)

    def put(self, tx: Tx, owner: int, about: dict[str, Any]) -> tuple[AdObject, bool]:
        """The record of a material and its texts, and whether it was there before. It is finished if nothing waits."""
        document = {"status": PROCESSING, "result_material_id": "", "job_id": "", **about}
        name = self.read(document).unique_name()
        before = name and ad_objects.find_by_name(tx, self.kind, owner, name)
        if before:
            (record,) = self.present(tx, [self.get(tx, owner, before)])
            if record.document["status"] != DELETED:
                return record, True
            self.delete(tx, owner, before)
        record = self.get(tx, owner, self.add(tx, owner, document | begin(tx)))
        if self._material(tx, record, "original_material_id") is None or not record.document[WAITING]:
            self.finish(tx, record)
        return self.present(tx, [self.get(tx, owner, record.id)])[0], False

    def finish(self, tx: Tx, record: AdObject) -> None:
        """Make the copy of the material. The record fails if the material is gone or too large for its texts."""
        facts, owner = self.read(record.document), record.account_id
        done: dict[str, Any] = {WAITING: False, "status": SUCCESS}
        try:
            done["result_material_id"] = _copy(tx, owner, facts)
        except (NotFound, TooLarge):
            done["status"] = FAILED
        self.update(tx, owner, record.id, done)

    def _derived(self, tx: Tx, item: AdObject) -> dict[str, Any]:
        original = self._material(tx, item, "original_material_id")
        result = self._material(tx, item, "result_material_id")
        is_deleted = item.document["status"] == SUCCESS and result is None
        return {
            "status": DELETED if is_deleted else item.document["status"],
            "material_name": original.document["description"] if original else "",
            "original_material_url": original.document["preview_url"] if original else "",
            "original_material_md5": original.document["signature"] if original else "",
            "result_material_url": result.document["preview_url"] if result else "",
            "result_material_md5": result.document["signature"] if result else "",
        }

    def _material(self, tx: Tx, item: AdObject, member: str) -> AdObject | None:
        collection = COLLECTIONS[item.document["material_type"]]
        return ad_objects.find(tx, collection.kind, item.account_id, id_of(item.document[member]))


watermarks: Final = Watermarks(KIND, Watermark)


def _copy(tx: Tx, owner: int, facts: Watermark) -> str:
    """Store the material with its warnings; its id. Raises NotFound."""
    material = COLLECTIONS[facts.material_type].get(tx, owner, id_of(facts.original_material_id))
    document = {name: value for name, value in material.document.items() if name not in _OWN}
    texts = [*document.get(WARNINGS, []), *facts.texts]
    if facts.material_type == "VIDEO":
        document.pop("system_status", None)
        return str(videos.add(tx, owner, document | {WARNINGS: texts}))
    content = drawings.annotated(tx.files.get(document["preview_url"]), facts.texts)
    about = {name: document[name] for name in ("description", "image_usage", "source_type")}
    about |= {WARNINGS: texts, "source_signature": document["signature"]}
    image_id, _ = images.keep(tx, owner, Incoming(content, md5_of(content), "materials", about))
    return str(image_id)
