"""/v3.0/programmed and /v3.0/programmed_template: derivations by groups of material, and the templates for them."""

from typing import Final

from mercat.domain.advertising.creatives import derivations
from mercat.domain.advertising.creatives.creative_templates import Template, ratio, templates
from mercat.domain.advertising.creatives.derivations import DeriveTemplate, derive_templates
from mercat.domain.advertising.refusals import TooLarge, TooSmall
from mercat.model.advertising import AdObject
from mercat.model.refusals import NotAllowed
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of
from mercat.tencent.v3.preview_pages import page_url
from mercat.tencent.v3.previews import file_url
from mercat.tencent.v3.template_pictures import with_picture

NEEDS: Final = Scope.ADS_MANAGEMENT
ROWS: Final = 10
MOST_ROWS: Final = 100
NEWEST: Final = "derive_on_first_time"
USES: Final = "template_stat.use_cnt"
SORT_FIELDS: Final = (NEWEST, "template_stat.cost", "template_stat.click_rate", USES)


@tencent.post("/v3.0/programmed/get", needs=NEEDS, reads=True)
def get(call: TencentCall) -> Document:
    """Read a derivation by groups of material."""
    derivation = derivations.get(call.tx, owner_of(call), call.body)
    groups = [_group(call, group) for group in derivation["component_group_list"]]
    return call.endpoint.select(call.endpoint.data, derivation | {"material_groups": groups})


@tencent.post("/v3.0/programmed_template/get", needs=NEEDS, reads=True)
def get_templates(call: TencentCall) -> Document:
    """List the templates for a derivation, a page at a time."""
    page, rows = _window(call.body.get("page_info", {}))
    found_templates = derivations.find_templates(call.tx, owner_of(call), call.body)
    for order in reversed(call.body.get("sort_by", ())):
        if order["field"] not in SORT_FIELDS:
            raise NotAllowed("sort_by.field", order["field"][:64], SORT_FIELDS)
        _sort(found_templates, order["field"], is_descending=order.get("desc") == "DESC")
    items = found_templates[(page - 1) * rows : page * rows]
    infos = [with_picture(call, _info(*item), "image_url") for item in items]
    return {"template_infos": infos, "page_info": {"page": page, "rows": rows, "total": len(found_templates)}}


# -- templates --------------------------------------------------------------------------------------------------------


def _window(page_info: Document) -> tuple[int, int]:
    rows = page_info.get("rows", ROWS)
    if rows < 1:
        raise TooSmall("page_info.rows", 1)
    if rows > MOST_ROWS:
        raise TooLarge("page_info.rows", MOST_ROWS)
    return page_info.get("page", 1) or 1, rows


def _sort(items: list[tuple[DeriveTemplate, int]], field: str, *, is_descending: bool) -> None:
    """Sort templates by their age or their uses. Nothing has delivered any of them, so that costs are equal."""
    if field == NEWEST:
        items.sort(key=lambda item: item[0].id, reverse=is_descending)
    elif field == USES:
        items.sort(key=lambda item: item[1], reverse=is_descending)


def _info(template: DeriveTemplate, uses: int) -> Document:
    target = template.creative_template
    return {
        "id": template.id,
        "type": 1 if target.kind == "image" else 2,
        "name": template.name,
        "image_url": target.size,
        "video_url": "",
        "width": target.width,
        "height": target.height,
        "duration": float(target.seconds[0]),
        "use_cnt": uses,
        "cost": 0,
        "click_rate": 0.0,
        "conversion_rate": 0.0,
        "conversion_cost": 0.0,
    }


# -- groups of material -----------------------------------------------------------------------------------------------


def _group(call: TencentCall, group: Document) -> Document:
    targets = {each: templates()[each] for each in group["supported_target_creative_template_id_list"]}
    kind = "VIDEO" if group["component_type"] == "VIDEO" else "IMAGE"
    recommended = {preview["target"]: preview["recommend_templates"] for preview in group["previews"]}
    return {
        "material_group_id": group["component_id"],
        "ratio": ":".join(map(str, _ratio(group["materials"]))),
        "material_type": kind,
        "materials": [_material(call, kind, material) for material in group["materials"]],
        "original_creative_templates": [
            _dimension(templates()[each]) for each in group["original_creative_template_id_list"]
        ],
        "target_creative_templates": [_dimension(target) for target in targets.values()],
        "previews": [_preview(call, preview) for preview in group["previews"]],
        "recommend_templates": [
            {"dimension": _dimension(templates()[each]), "recommend_template_ids": ids}
            for each, ids in recommended.items()
        ],
    }


def _ratio(materials: list[AdObject]) -> tuple[int, int]:
    return ratio(materials[0].document["width"], materials[0].document["height"]) if materials else (0, 0)


def _material(call: TencentCall, kind: str, material: AdObject) -> Document:
    about = {"type": kind, "media_id": str(material.id), "origin_media_id": str(material.id)}
    url = file_url(call, material.document["preview_url"])
    return about | {"material_name": material.document["description"], "url": url}


def _preview(call: TencentCall, preview: Document) -> Document:
    return {
        "material_derive_preview_id": preview["material_preview_id"],
        "template_id": preview["template_id"],
        "template_preview_url": page_url(call, preview["link"]),
        "template_name": derive_templates()[preview["template_id"]].name,
        "dimension": _dimension(templates()[preview["target"]]),
    }


def _dimension(target: Template) -> Document:
    wide, high = ratio(target.width, target.height)
    return {
        "ratio_width": wide,
        "ratio_height": high,
        "min_width": target.width,
        "min_height": target.height,
        "file_size_kblimit": target.kilobytes,
        "min_duration": float(target.seconds[0]),
        "max_duration": float(target.seconds[1]),
        "creative_template_ids": [target.id],
        "media_type": target.kind,
        "min_occurs": 1,
        "max_occurs": target.most,
    }
