"""/v3.0/components_metadata: what the value of a component of each subtype holds, as the contract of `add` has it."""

from collections.abc import Iterable
from typing import Any, Final

from mercat.domain.advertising.components.component_types import JUMP_INFO, count_of, member_of, shapes_of, type_of
from mercat.domain.advertising.materials import images, videos
from mercat.domain.advertising.review import elements
from mercat.store.tx import Tx
from mercat.tencent import contract
from mercat.tencent.contract import Member
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints

ADD: Final = f"{contract.PREFIX}components/add"
DEPTH: Final = 3  # structs within structs that an answer describes
KINDS: Final = {"string": "STRING", "integer": "INT", "boolean": "BOOL"}
MOST_RATIO: Final = 100  # larger numbers are pixels
VALID: Final = {elements.TEXT: "TEXT", elements.URL: "URL", elements.IMAGE: "IMAGE", elements.VIDEO: "VIDEO"}
FILES: Final[dict[str, Document]] = {
    "IMAGE": {"file_format": "*.jpg|*.jpeg|*.png|*.gif", "file_size_kb_limit": images.MOST_BYTES // 1_024},
    "VIDEO": {"file_format": "*.mp4|*.mov|*.avi", "file_size_kb_limit": videos.MOST_BYTES // 1_024},
}
OWN: Final = ("image_id", "video_id")  # the files whose size a subtype fixes

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)


def find(tx: Tx, owner: int, members: Document) -> list[Document]:
    """List the subtypes of components with the members of their values."""
    add = contract.endpoint(ADD)
    by_name = {member.name: member for member in add.members}
    values = {part.name: part for part in by_name["component_value"].below}
    rows = []
    answerable = add.contract.enums["ComponentSubType"]
    for subtype in (one for one in by_name["component_sub_type"].choices if one in answerable):
        member = member_of(subtype)
        part = values.get("jump_info" if member == JUMP_INFO else str(member))
        if member is not None and part is not None:
            value = next(below for below in part.below if below.name == "value")
            about = {"name": part.name, "component_type": type_of(member), "component_sub_type": subtype}
            rows.append(about | {"value_field": [_field(one, subtype, DEPTH) for one in value.below]})
    return [row for row in rows if _matches(row, members.get("filtering", ()))]


endpoints.listing("/v3.0/components_metadata/get", find)


def _matches(row: Document, filtering: Iterable[Document]) -> bool:
    return all(row[condition["field"]] in condition["values"] for condition in filtering)


def _field(member: Member, subtype: str, depth: int) -> Document:
    item = member.item or member
    field: Document = {
        "name": member.name,
        "type": "STRUCTURE" if item.is_struct else KINDS.get(item.type, "STRING"),
        "is_array": member.item is not None,
        "valid": _valid(member, item, subtype),
    }
    if item.is_struct and depth > 1:
        field["structure"] = [_field(below, subtype, depth - 1) for below in item.below]
    return field


def _valid(member: Member, item: Member, subtype: str) -> Document:
    rule, kind = member.rule, VALID.get(elements.TYPES.get(member.name, ""), "")
    valid: Document = {"required": rule.required} | ({"type": kind} if kind else {}) | FILES.get(kind, {})
    if item.choices:
        valid |= {"type": "ENUM", "enum_options": [{"value": value, "desc": value} for value in item.choices]}
    low, high = rule.items if member.item is not None else rule.wide if rule.wide[1] is not None else rule.bytes
    if member.name == "list" and count_of(subtype) is not None:
        low = high = count_of(subtype)
    valid |= {name: int(bound) for name, bound in (("min_length", low), ("max_length", high)) if bound is not None}
    return valid | (_size(subtype) if member.name in OWN else {})


def _size(subtype: str) -> dict[str, Any]:
    size: dict[str, Any] = {}
    for width, height in shapes_of(subtype):
        prefix = "ratio_" if max(width, height) <= MOST_RATIO else ""
        size |= {f"{prefix}width": width, f"{prefix}height": height}
    return size
