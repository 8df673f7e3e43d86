"""Labels of material: the words by which an account sorts its images and videos, in two levels of categories."""

from dataclasses import replace
from typing import Any, Final

import msgspec
from msgspec import field

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.materials.materials import LABEL_IDS, labelled
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import AlreadyExists, NotAllowed
from mercat.store.advertising import ad_objects
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

KIND: Final = "material label"
LEVEL_KIND: Final = "material label level"
LEVELS: Final = ("first_label_level", "second_label_level")
BY_TIME: Final = "CREATE_TIME"
DESCENDING: Final = "DESCENDING"
AT_A_TIME: Final = 500
COUNTS: Final = {"image": "relation_image_count", "video": "relation_media_count"}


class MaterialLabel(Facts):
    """The members that rules read. A name is unique within its categories."""

    name: str = field(name="label_name", default="")
    first: str = field(name="first_label_level_name", default="")
    second: str = field(name="second_label_level_name", default="")

    def unique_name(self) -> str | None:
        return msgspec.json.encode([self.first, self.second, self.name]).decode()


class MaterialLabels(Collection[MaterialLabel]):
    """The labels of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List labels that match the call, a page at a time."""
        search = search.narrowed(*_conditions(search))
        part = self._newest_first(tx, search) if _is_descending(search) else super().find(tx, search)
        if not search.parameters.get("need_count"):
            return part
        return msgspec.structs.replace(part, items=[item.with_members(_counts(tx, item)) for item in part.items])

    def add_all(self, tx: Tx, owner: int, labels: list[dict[str, Any]]) -> dict[str, list[str]]:
        """Create several labels. Those that exist already fail, without effect on the others."""
        results: dict[str, list[str]] = {"success_label_list": [], "fail_label_list": []}
        for label in labels:
            scenario = {"business_scenario_val": label.get("business_scenario", "BUSINESS_SCENARIO_UNKNOWN")}
            names = {name: value for name, value in label.items() if name != "business_scenario"}
            try:
                self.add(tx, owner, {**names, **scenario, **_levels(tx, owner, names), "label_source": "MANUAL"})
                results["success_label_list"].append(label["label_name"])
            except AlreadyExists:
                results["fail_label_list"].append(label["label_name"])
        return results

    def update(self, tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
        """Rename a label, or move it to other categories."""
        whole = self.get(tx, owner, object_id).document | changes
        return super().update(tx, owner, object_id, changes | _levels(tx, owner, whole))

    def delete(self, tx: Tx, owner: int, object_id: int) -> int:
        """Delete a label, and take it from its material."""
        super().delete(tx, owner, object_id)
        for kind in COUNTS:
            matching = Matching(tx, kind, [owner], (labelled(object_id),), deleted=False)
            while items := matching.slice(0, AT_A_TIME):
                for item in items:
                    set_labels(tx, item, [one for one in labels_of(item) if one != object_id])
        return object_id

    def _newest_first(self, tx: Tx, search: Search) -> Slice:
        """A page of labels, of which the newest is on the first page."""
        matching, window = Matching(tx, self.kind, search.owners, search.conditions, deleted=False), search.window
        total = matching.count()
        end = max(total - (window.page - 1) * window.size, 0)
        begin = max(end - window.size, 0)
        items = matching.slice(begin, end - begin)[::-1] if end > begin else []
        return Slice(self.present(tx, items), total)


material_labels: Final = MaterialLabels(KIND, MaterialLabel)


def labels_of(item: AdObject) -> list[int]:
    """The ids of the labels of an image or a video."""
    return [int(text) for text in item.document.get(LABEL_IDS, "").split(",") if text]


def set_labels(tx: Tx, item: AdObject, label_ids: list[int]) -> None:
    """Replace the labels of an image or a video. It does not count as a modification of the material."""
    text = f",{','.join(map(str, label_ids))}," if label_ids else ""
    ad_objects.save(replace(tx, now=item.updated_ms), item.id, item.document | {LABEL_IDS: text})


def _levels(tx: Tx, owner: int, names: dict[str, Any]) -> dict[str, int]:
    """The ids of the categories of a label. A category is created when a label first names it."""
    ids: dict[str, int] = {}
    path: list[str] = []
    for level in LEVELS:
        path.append(names.get(f"{level}_name", ""))
        if path[-1]:
            key = msgspec.json.encode(path).decode()
            level_id = ad_objects.find_by_name(tx, LEVEL_KIND, owner, key)
            ids[f"{level}_id"] = level_id or ad_objects.add(tx, LEVEL_KIND, owner, {"name": path[-1]}, name=key)
    return ids


def _conditions(search: Search) -> list[Condition]:
    """What the parameters of a call ask of a label."""
    parameters = search.parameters
    conditions = []
    if "label_id" in parameters:
        conditions.append(Condition(ID, "equals", (parameters["label_id"],), "integer"))
    if parameters.get("label_name"):
        conditions.append(Condition("label_name", "contains", (parameters["label_name"],)))
    for level in LEVELS:
        if parameters.get(f"{level}_id_list"):
            conditions.append(Condition(f"{level}_id", "in", tuple(parameters[f"{level}_id_list"]), "integer"))
    if parameters.get("business_scenario"):
        conditions.append(Condition("business_scenario_val", "equals", (parameters["business_scenario"],)))
    return conditions


def _is_descending(search: Search) -> bool:
    """Whether the newest label comes first. Raises NotAllowed."""
    orders = search.parameters.get("order_by", ())
    for order in orders:
        if order["sort_field"] != BY_TIME:
            raise NotAllowed("order_by.sort_field", order["sort_field"][:64], (BY_TIME,))
    return bool(orders) and orders[0]["sort_type"] == DESCENDING


def _counts(tx: Tx, item: AdObject) -> dict[str, int]:
    """How many images and videos have a label."""
    return {
        member: Matching(tx, kind, [item.account_id], (labelled(item.id),), deleted=False).count()
        for kind, member in COUNTS.items()
    }
