"""What the platform suggests for creatives: texts, ways to derive material, wildcards, and more sites."""

from collections.abc import Iterable
from typing import Any, Final

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.components import component_sharing
from mercat.domain.advertising.components.components import ComponentMissing
from mercat.domain.advertising.creatives.creative_previews import materials_of
from mercat.domain.advertising.creatives.creative_templates import Template, fitting, templates
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.products.catalogs import catalogs
from mercat.domain.advertising.products.products import products
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.refusals import TooSmall
from mercat.model.advertising import AdObject
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing, NotAllowed
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

MOST_TEXTS: Final = 100
MOST_CREATIVES: Final = 20  # of an account that names none
NO_BOUND: Final = 2**62  # no id is as large
USUAL_TEXTS: Final = 10
TEXTS_OF_PRODUCT: Final = 3
TAGS: Final = ("hot", "click")  # by the number that a filter has for them
TAG_NAMES: Final = {"hot": "热门", "click": "点击率高"}
METHOD: Final = "AUTO_DERIVED_CREATIVE_METHOD_TYPE_"
USUAL_METHODS: Final = ("TEMPLATE", "OUTPAINTING", "CONTEXT")
GAMES: Final = ("MARKETING_TARGET_TYPE_WECHAT_MINI_GAME", "MARKETING_TARGET_TYPE_MINI_GAME_QQ")
DRAMAS: Final = ("MARKETING_TARGET_TYPE_SHORT_DRAMA", "MARKETING_TARGET_TYPE_FICTION")
SUGGESTED: Final = (720, 721, 711, 712, 925)  # creative templates for which there is an action
LONG_SECONDS: Final = (60, 180)
_MATERIAL: Final = ("image", "image_list", "video")

Members = dict[str, Any]


# -- tables -----------------------------------------------------------------------------------------------------------


def texts(tx: Tx, owner: int, members: Members) -> Members:
    """List texts for creatives that are short enough and have one of the words.

    Texts for products come first; they begin with the product's name. Raises NotFound, TooSmall, Missing.
    """
    if members["max_text_length"] < 1:
        raise TooSmall("max_text_length", 1)
    if members.get("product_outer_ids") and not members.get("product_catalog_id"):
        raise Missing("product_catalog_id")
    if members.get("adgroup_id"):
        ad_groups.get(tx, owner, members["adgroup_id"])
    number = members.get("number", USUAL_TEXTS)
    if number < 1:
        raise TooSmall("number", 1)
    names = _product_names(tx, owner, members)
    words = [word for word in members.get("keyword", "").split(",") if word]
    tags = {TAGS[each] for each in members.get("filtering", (0, 1))}
    rows = table("creative_tools")["texts"]
    rows = [[f"{name}，{text}", tag, topics] for name in names for text, tag, topics in rows[:TEXTS_OF_PRODUCT]] + rows
    fit = [
        {"text": text, "tag": TAG_NAMES[tag]}
        for text, tag, topics in rows
        if tag in tags
        and len(text) <= members["max_text_length"]
        and (not words or any(word in text or word in topics for word in words))
    ][: min(number, MOST_TEXTS)]
    return {"return_number": len(fit), "return_texts": fit}


def _product_names(tx: Tx, owner: int, members: Members) -> list[str]:
    """The names of the products that a search for texts names. Raises NotFound."""
    ids = members.get("product_outer_ids", ())[:MOST_TEXTS]
    if not ids:
        return []
    catalog = catalogs.get(tx, owner, members["product_catalog_id"])
    return [products.named(tx, catalog.id, each).document["product_name"] for each in ids]


def wildcards(tx: Tx, owner: int, members: Members) -> list[Members]:
    """List the wildcards of landing pages for products. Raises NotFound."""
    catalogs.get(tx, owner, members["product_catalog_id"])
    names = ("wildcard", "wildcard_type", "display_name")
    return [dict(zip(names, row, strict=True)) for row in table("creative_tools")["wildcards"]]


def derive_methods(tx: Tx, owner: int, members: Members) -> Members:
    """List the ways in which material is derived for a kind of product. Raises Missing, NotAllowed."""
    is_automatic = members.get("automatic_site_enabled", False)
    if not is_automatic and not members.get("site_set"):
        raise Missing("site_set")
    if is_automatic and members.get("site_set"):
        raise NotAllowed("automatic_site_enabled", "true", ("false",))
    target = members["marketing_target_type"]
    fit = [
        {
            "derive_method_type": f"{METHOD}{name}",
            "derive_method_name": text,
            "is_selected": name in USUAL_METHODS,
            "is_new": name.startswith("SMARTGAME"),
            "style_img": "160x90",
        }
        for name, text in table("creative_tools")["derive_methods"]
        if ("GAME" not in name or target in GAMES) and ("DRAMA" not in name or target in DRAMAS)
    ]
    return {"is_derive_selected": True, "derive_method_list": fit}


# -- recommendations --------------------------------------------------------------------------------------------------


def recommend(tx: Tx, owner: int, members: Members) -> Members:
    """Suggest what would let creatives reach more sites of their ad groups: those of the call, or else the newest.

    Raises NotFound, ComponentMissing.
    """
    covered, all_sites, lists = 0, 0, []
    for creative in members.get("dynamic_creative_list") or _newest(tx, owner):
        sites = _sites(ad_groups.get(tx, owner, creative["adgroup_id"]).document)
        materials = list(_materials(tx, owner, creative["creative_components"]))
        reached = {site for template in _fitting(materials) for site in template.sites} & sites
        covered, all_sites = covered + len(reached), all_sites + len(sites)
        lists.append(_actions(materials, sites - reached) + _brand_actions(creative["creative_components"], sites))
    shared = [action for action in lists[0] if all(action in others for others in lists)] if lists else []
    return {
        "coverage": 100 * covered // all_sites if all_sites else 0,
        "creative_suggest_action_list": [{"suggest_action_item": actions} for actions in lists],
        "common_suggest_action_list": shared,
    }


def _newest(tx: Tx, owner: int) -> list[Members]:
    """The newest creatives of an account, oldest first, as a call would name them."""
    items = creatives.latest(tx, owner, below=NO_BOUND, limit=MOST_CREATIVES)
    return [item.document for item in reversed(items)]


def _sites(group: Members) -> set[str]:
    every = {site for template in templates().values() for site in template.sites}
    own = set(group.get("site_set", ()))
    return every if group.get("automatic_site_enabled") or not own & every else own & every


def _materials(tx: Tx, owner: int, components: dict[str, list[Members]]) -> Iterable[AdObject]:
    """The images and videos of new and of stored components, those that the account has."""
    for component_type in _MATERIAL:
        for item in components.get(component_type, ()):
            value = item.get("value", {})
            if item.get("component_id"):
                component = component_sharing.usable(tx, owner, item["component_id"])
                if component is None or component.document["type"] != component_type:
                    raise ComponentMissing
                value = component.document["value"]
            for kind, material_id in materials_of(component_type, value):
                material = ad_objects.find(tx, kind, owner, id_of(material_id))
                if material is not None:
                    yield material.with_members({"kind": kind})


def _fitting(materials: list[AdObject]) -> list[Template]:
    documents = [material.document for material in materials]
    return [template for each in documents for template in fitting(each["kind"], each["width"], each["height"])]


def _actions(materials: list[AdObject], missing: set[str]) -> list[Members]:
    actions = []
    for template in (templates()[each] for each in SUGGESTED):
        gained = sorted(missing.intersection(template.sites))
        if gained:
            tip = f"新增{template.name}，可覆盖更多版位"
            actions.append(_action(f"ADD_NEW_TEMPLATE_ID_{template.id}", template.kind, tip, gained))
    longest = max((each.document.get("image_duration_millisecond", 0) for each in materials), default=0)
    for seconds in LONG_SECONDS:
        if longest > seconds * SECOND:
            sites = sorted({site for template in _fitting(materials) for site in template.sites})
            actions.append(_action(f"VIDEO_DURATION_{seconds}", "video", f"视频时长不超过 {seconds} 秒", sites))
    return actions


def _brand_actions(components: dict[str, list[Members]], sites: set[str]) -> list[Members]:
    if components.get("brand"):
        return []
    return [_action("BRAND_JUMP_TYPE_TYPE_BRAND", "brand", "添加品牌形象", sorted(sites))]


def _action(action_id: str, material_type: str, tips: str, sites: list[str]) -> Members:
    return {"action_id": action_id, "material_type": material_type, "tips": tips, "site_set": sites}
