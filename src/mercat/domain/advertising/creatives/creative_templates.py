"""Creative templates: what picture or video each takes, and where the platform shows it."""

from collections.abc import Iterable
from functools import cache
from math import gcd
from typing import Any, Final

import msgspec

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Search, Slice, slice_of
from mercat.domain.advertising.reference import table
from mercat.model.advertising import AdObject
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

BID_MODES: Final = ("BID_MODE_CPC", "BID_MODE_CPM", "BID_MODE_OCPC", "BID_MODE_OCPM")
FORMATS: Final = {"image": ["IMAGE_TYPE_JPG", "IMAGE_TYPE_PNG"], "video": ["MEDIA_TYPE_MP4"]}
SUFFIXES: Final = {"image": "jpg,png", "video": "mp4"}
TEXTS: Final = {"title": (1, 30), "description": (1, 30)}  # characters
MOST: Final = {"image": 15, "video": 15, "title": 3, "description": 3, "brand": 3, "main_jump_info": 3}
SAMPLE: Final = "creative_sample_image"


class Template(msgspec.Struct, frozen=True):
    """A creative template with one `kind` of material. `seconds` are the least and the most of a video."""

    id: int
    name: str
    style: str
    kind: str
    width: int
    height: int
    kilobytes: int
    seconds: tuple[int, int]
    most: int
    sites: tuple[str, ...]

    @property
    def size(self) -> str:
        """The size of the material in pixels."""
        return f"{self.width}x{self.height}"


@cache
def templates() -> dict[int, Template]:
    """All creative templates by id."""
    return {each.id: each for each in msgspec.convert(table("creative_tools")["templates"], list[Template])}


def ratio(width: int, height: int) -> tuple[int, int]:
    """The proportions of a size, in the smallest numbers."""
    shared = gcd(width, height)
    return width // shared, height // shared


def fitting(kind: str, width: int, height: int) -> list[Template]:
    """The creative templates that take a picture or a video of these proportions."""
    proportions = ratio(width, height)
    return [
        each for each in templates().values() if each.kind == kind and ratio(each.width, each.height) == proportions
    ]


# -- lists ------------------------------------------------------------------------------------------------------------


def find(tx: Tx, search: Search) -> Slice:
    """List creative templates that fit what the call names, a page at a time."""
    members = search.parameters
    sites = {members["site_set"]} if members.get("site_set") else set(members.get("support_site_set", ()))
    bid_modes = {members["bid_mode"]} if members.get("bid_mode") else set()
    if members.get("adgroup_id"):
        group = ad_groups.get(tx, search.owners[0], members["adgroup_id"]).document
        sites |= set() if group.get("automatic_site_enabled") else set(group.get("site_set", ()))
        bid_modes |= {group["bid_mode"]} if group.get("bid_mode") else set()
    fit = [] if bid_modes.difference(BID_MODES) else _fit(members.get("creative_template_id", 0), sites)
    items = [AdObject(each.id, search.owners[0], _row(each, members), 0, 0, deleted=False) for each in fit]
    return slice_of(items, search.window)


def details(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List creative templates with the components that each takes. Raises Missing."""
    if not members.get("automatic_site_enabled") and not members.get("site_set"):
        raise Missing("site_set")
    sites = () if members.get("automatic_site_enabled") else members["site_set"]
    is_new = members.get("use_new_version", False)
    return [_detail(each, is_new=is_new) for each in _fit(members.get("creative_template_id", 0), sites)]


def _fit(template_id: int, sites: Iterable[str]) -> list[Template]:
    places = set(sites)
    return [
        each
        for each in templates().values()
        if template_id in (0, each.id) and (not places or places.intersection(each.sites))
    ]


def _row(template: Template, members: Any) -> dict[str, Any]:
    names = table("creative_tools")["sites"]
    return _named(template) | {
        "site_set": members.get("site_set") or template.sites[0],
        "creative_template_size": template.size,
        "support_bid_mode_list": list(BID_MODES),
        "support_site_set_info": [{"site_id": site, "site_name": names[site]} for site in template.sites],
        "is_offline": False,
        "offline_tips": "",
    }


def _named(template: Template) -> dict[str, Any]:
    return {
        "creative_template_id": template.id,
        "creative_template_style": template.style,
        "creative_template_appellation": template.name,
        SAMPLE: template.size,
    }


def _detail(template: Template, *, is_new: bool) -> dict[str, Any]:
    ability = {"dynamic_ability_type": ["DYNAMIC_TYPE_SINGLE_PRODUCT_AD"], "product_item_display_quantity": ["SINGLE"]}
    content = (
        {"creative_permissions": _permissions(template)} if is_new else {"creative_components": _elements(template)}
    )
    return (
        _named(template)
        | content
        | {
            "site_set": list(template.sites),
            "unsupport_siteset_detail_spec": [],
            "support_dynamic_ability_spec_list": ability,
            "support_mpa": False,
            "support_mpa_image_template": template.kind == "image",
            "support_mpa_video_template": template.kind == "video",
        }
    )


# -- what a template takes, in the old words and in the new ones ------------------------------------------------------


def _elements(template: Template) -> list[dict[str, Any]]:
    material = _element(template.kind, "struct" if template.kind == "video" else "image", _file_restriction(template))
    texts = [
        _element(name, "text", {"text_restriction": {"min_length": low, "max_length": high}})
        for name, (low, high) in TEXTS.items()
    ]
    return [material, *texts, _element("main_jump_info", "struct", {})]


def _element(name: str, kind: str, restriction: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "element_type": f"ELEMENT_TYPE_{kind.upper()}",
        "field_type": "FIELD_TYPE_STRUCT_ARRAY",
        "required": True,
        "description": name,
        "parent_name": "",
        "array_property": {"min_number": 1, "max_number": MOST[name]},
        "restriction": restriction,
        "path": name,
    }


def _file_restriction(template: Template) -> dict[str, Any]:
    about: dict[str, Any] = {"file_size": template.kilobytes, "file_format": FORMATS[template.kind]}
    if template.kind == "image":
        return {"image_restriction": about | {"width": template.width, "height": template.height}}
    return {"video_restriction": about | _least(template)}


def _least(template: Template) -> dict[str, int]:
    """The bounds of a video."""
    wide, high = ratio(template.width, template.height)
    least, most = template.seconds
    return {
        "ratio_width": wide,
        "ratio_height": high,
        "min_width": template.width,
        "min_height": template.height,
        "min_duration": least,
        "max_duration": most,
    }


def _permissions(template: Template) -> dict[str, Any]:
    about = {"required": True, "type": template.kind.upper(), "file_format": SUFFIXES[template.kind]}
    about |= {"file_size_kb_limit": template.kilobytes}
    is_image = template.kind == "image"
    about |= {"width": template.width, "height": template.height} if is_image else _least(template)
    wide, high = ratio(template.width, template.height)
    fields = {template.kind: (f"{template.kind.upper()}_{wide}X{high}", f"{template.kind}_id", about)}
    for name, (low, most) in TEXTS.items():
        text = {"required": True, "type": "TEXT", "min_length": low, "max_length": most}
        fields[name] = (name.upper(), "content", text)
    return {
        "creative_components": [_permission(name, *field) for name, field in fields.items()],
        "support_impression_tracking_url": True,
        "support_click_tracking_url": True,
        "support_page_track_url": True,
    }


def _permission(name: str, sub_type: str, member: str, valid: dict[str, Any]) -> dict[str, Any]:
    field = {"name": member, "desc": member, "type": "STRING", "valid": valid}
    return {
        "name": name,
        "desc": name,
        "valid": {"required": True, "min_occurs": 1, "max_occurs": MOST[name], "has_depend": False},
        "component_type": name.upper(),
        "component_sub_type_options": [{"component_sub_type": sub_type, "value_field": [field]}],
    }
