"""Derivations: material of other proportions that the platform makes of the components of a creative.

A derivation belongs to an ad group and lists components. Each component has a preview for each creative template that
it could also take. Once a creative uses the derivation, each preview becomes material and a component of its own.
"""

from contextlib import suppress
from typing import Any, Final

import msgspec
from msgspec import field

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Collection, Facts, Search, Window
from mercat.domain.advertising.components import component_sharing, components, derivation_use
from mercat.domain.advertising.components.component_types import type_of
from mercat.domain.advertising.components.components import ComponentMissing
from mercat.domain.advertising.creatives import creative_previews
from mercat.domain.advertising.creatives.creative_previews import DERIVED, Link, Showing, materials_of
from mercat.domain.advertising.creatives.creative_templates import Template, fitting, ratio, templates
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.creatives.dynamic_ads import TemplateUnfit
from mercat.domain.advertising.materials.images import Incoming, ResizeFailed, images, md5_of, resized
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.reference import table
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import DAY, SECOND
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

PREVIEW_KIND: Final = "derived preview"
VERSION: Final = {"derive_data_version": "DERIVE_DATA_VERSION_V3"}
LIFE_MS: Final = DAY  # of a link to a preview
MOST_PREVIEWS: Final = 200  # of a derivation: 15 components in fewer templates than there are
TYPES: Final = {"image": "image", "image_list": "image", "video": "video"}  # of components, and their material
COLLECTIONS: Final[dict[str, Collection[Any]]] = {"image": images, "video": videos}

Members = dict[str, Any]


class Derivation(Facts):
    """The members that rules read."""

    ad_group_id: int = field(name="adgroup_id", default=0)
    component_ids: list[int] = []

    def parent_id(self) -> int:
        return self.ad_group_id


class Preview(Facts):
    """The members that rules read. `target` is a creative template; `product` is what the preview has become."""

    derivation_id: int = 0
    component_id: int = 0
    template_id: int = 0
    target: int = 0
    product: dict[str, int] = {}

    def parent_id(self) -> int:
        return self.derivation_id


class DeriveTemplate(msgspec.Struct, frozen=True):
    """How the platform makes material for a creative template, whose id is `target`."""

    id: int
    name: str
    target: int

    @property
    def creative_template(self) -> Template:
        """The creative template."""
        return templates()[self.target]


derivations: Final = Collection(derivation_use.KIND, Derivation)
previews: Final = Collection(PREVIEW_KIND, Preview)


def derive_templates() -> dict[int, DeriveTemplate]:
    """The templates by id."""
    rows = msgspec.convert(table("creative_tools")["derive_templates"], list[DeriveTemplate])
    return {row.id: row for row in rows}


# -- changing ---------------------------------------------------------------------------------------------------------


def add(tx: Tx, owner: int, members: Members) -> Members:
    """Preview what could be derived of components. Raises NotFound, ComponentMissing."""
    ad_groups.get(tx, owner, members["adgroup_id"])
    derivation_id = derivations.add(tx, owner, {"adgroup_id": members["adgroup_id"], "component_ids": []})
    _replace_components(tx, derivations.get(tx, owner, derivation_id), members["component_group_list"])
    return {"account_id": owner, "material_derive_id": derivation_id, **VERSION}


def update(tx: Tx, owner: int, members: Members) -> Members:
    """Replace components of a derivation. Those that stay keep their previews. Raises NotFound, ComponentMissing."""
    derivation = derivations.get(tx, owner, members["material_derive_id"])
    if members.get("adgroup_id"):
        ad_groups.get(tx, owner, members["adgroup_id"])
        derivations.update(tx, owner, derivation.id, {"adgroup_id": members["adgroup_id"]})
    _replace_components(tx, derivation, members["component_group_list"])
    return {"account_id": owner, "material_derive_id": derivation.id, **VERSION}


def delete(tx: Tx, owner: int, members: Members) -> Members:
    """Delete a preview, all previews of a component, or the derivation. Raises NotFound, ComponentMissing."""
    derivation = derivations.get(tx, owner, members["material_derive_id"])
    component_id, preview_id = members.get("component_id"), members.get("material_preview_id")
    if preview_id:
        _drop(tx, _preview(tx, derivation, component_id, preview_id))
    elif component_id:
        ids = derivations.read(derivation.document).component_ids
        if component_id not in ids:
            raise ComponentMissing
        remaining = [{"component_id": each} for each in ids if each != component_id]
        _replace_components(tx, derivation, remaining)
    else:
        _replace_components(tx, derivation, [])
        derivations.delete(tx, owner, derivation.id)
    return {"material_derive_id": derivation.id, **VERSION}


def change_template(tx: Tx, owner: int, members: Members) -> Members:
    """Give a preview another template of the same target. Raises NotFound, ComponentMissing, TemplateUnfit."""
    derivation = derivations.get(tx, owner, members["material_derive_id"])
    preview = _preview(tx, derivation, members["component_id"], members["material_preview_id"])
    template = derive_templates().get(members["template_id"])
    if template is None or template.target != preview.document["target"]:
        raise TemplateUnfit
    if template.id != preview.document["template_id"]:
        _drop_product(tx, preview)
        previews.update(tx, owner, preview.id, {"template_id": template.id, "product": {}})
    names = ("material_derive_id", "component_id", "material_preview_id", "template_id")
    return {name: members[name] for name in names} | VERSION | {"link": link_to(tx, derivation, preview.id)}


def _replace_components(tx: Tx, derivation: AdObject, groups: list[Members]) -> None:
    owner, before = derivation.account_id, derivations.read(derivation.document).component_ids
    ids = list(dict.fromkeys(group["component_id"] for group in groups))
    for preview in _previews(tx, derivation):
        if preview.document["component_id"] not in ids:
            _drop(tx, preview)
    for component_id in ids:
        component = _component(tx, owner, component_id)
        if component_id not in before:
            for target, template_ids in _targets(tx, component).items():
                about = {"derivation_id": derivation.id, "component_id": component_id}
                previews.add(tx, owner, about | {"template_id": template_ids[0], "target": target, "product": {}})
    derivations.update(tx, owner, derivation.id, {"component_ids": ids})


def _drop(tx: Tx, preview: AdObject) -> None:
    _drop_product(tx, preview)
    previews.delete(tx, preview.account_id, preview.id)


def _drop_product(tx: Tx, preview: AdObject) -> None:
    """Delete what a preview has become."""
    product = preview.document["product"]
    if product:
        kind = COLLECTIONS[templates()[preview.document["target"]].kind].kind
        for each, object_id in ((kind, product["material_id"]), (components.KIND, product["component_id"])):
            if ad_objects.find(tx, each, preview.account_id, object_id):
                ad_objects.delete(tx, object_id)


# -- reading ----------------------------------------------------------------------------------------------------------


def get(tx: Tx, owner: int, members: Members) -> Members:
    """Read a derivation with the previews of each component that is still there. Raises NotFound."""
    derivation = derivations.get(tx, owner, members["material_derive_id"])
    items = (component_sharing.usable(tx, owner, each) for each in derivation.document["component_ids"])
    return {
        "account_id": owner,
        "material_derive_id": derivation.id,
        "adgroup_id": derivation.document["adgroup_id"],
        "component_group_list": [_group(tx, derivation, component) for component in items if component],
        **VERSION,
    }


def _group(tx: Tx, derivation: AdObject, component: AdObject) -> Members:
    targets = _targets(tx, component)
    return {
        "component_id": component.id,
        "component_type": type_of(component.document["type"]),
        "original_creative_template_id_list": [template.id for template in _fitting(tx, component)],
        "supported_target_creative_template_id_list": list(targets),
        "materials": _materials(tx, component),
        "previews": [
            {
                "material_preview_id": preview.id,
                "template_id": preview.document["template_id"],
                "target": preview.document["target"],
                "type": templates()[preview.document["target"]].kind.upper(),
                "recommend_templates": targets.get(preview.document["target"], []),
                "link": link_to(tx, derivation, preview.id),
            }
            for preview in _previews(tx, derivation)
            if preview.document["component_id"] == component.id
        ],
    }


def find_templates(tx: Tx, owner: int, members: Members) -> list[tuple[DeriveTemplate, int]]:
    """The templates for a derivation, or for one of its previews, and how many previews of the account use each."""
    derivation = derivations.get(tx, owner, members["material_derive_id"])
    targets = set(templates())
    if members.get("material_preview_id"):
        targets = {_preview(tx, derivation, None, members["material_preview_id"]).document["target"]}
    ids, word = members.get("template_id_list"), members.get("key_word", "")
    fit = [
        each
        for each in derive_templates().values()
        if each.target in targets and (not ids or each.id in ids) and word in each.name
    ]
    return [(template, _uses(tx, owner, template.id)) for template in fit]


def _uses(tx: Tx, owner: int, template_id: int) -> int:
    using = Condition("template_id", "equals", (template_id,), "integer")
    return previews.find(tx, Search([owner], (using,), window=Window(1))).total


# -- what becomes of it -----------------------------------------------------------------------------------------------


def products(tx: Tx, owner: int, derivation_id: int) -> Members:
    """Read what was derived for the creative that uses a derivation. What is missing is made now. Raises NotFound."""
    derivation = derivations.get(tx, owner, derivation_id)
    about = {"material_derive_id": derivation.id, **VERSION, "list": []}
    creative = _creative(tx, derivation)
    if creative is None:
        return about
    parts = creative.document.get("creative_components", {})
    ids = {item["component_id"] for kind in TYPES for item in parts.get(kind, ())}
    about |= {"dynamic_creative_id": creative.id, "adgroup_id": creative.document["adgroup_id"]}
    items = (each for each in _previews(tx, derivation) if each.document["component_id"] in ids)
    return about | {"list": [item for item in (_product(tx, each) for each in items) if item]}


def mapping(tx: Tx, owner: int, creative_id: int) -> Members:
    """Read the first material that was derived for a creative, and what it was made of. Raises NotFound."""
    creative = creatives.get(tx, owner, creative_id)
    derivation_id = derivation_use.derivation_id(creative.document)
    if not derivation_id or ad_objects.find(tx, derivation_use.KIND, owner, derivation_id) is None:
        return {}
    items = products(tx, owner, derivation_id)["list"]
    return (
        {"derive_material": items[0]["derive_material"], "original_material": items[0]["origin_material"]}
        if items
        else {}
    )


def _creative(tx: Tx, derivation: AdObject) -> AdObject | None:
    """The creative of the ad group that uses a derivation."""
    within = Condition("adgroup_id", "equals", (derivation.document["adgroup_id"],), "integer")
    search = Search([derivation.account_id], (within,), window=Window(MOST_PREVIEWS))
    for creative in creatives.find(tx, search).items:
        if derivation_use.derivation_id(creative.document) == derivation.id:
            return creative
    return None


def _product(tx: Tx, preview: AdObject) -> Members | None:
    """What a preview has become, made now if it has not; None if its material is gone."""
    owner, target = preview.account_id, templates()[preview.document["target"]]
    sources = _materials(tx, _component(tx, owner, preview.document["component_id"]))
    if not sources:
        return None
    product = preview.document["product"] or _make(tx, preview, target, sources[0])
    return {
        "derive_component_id": product["component_id"],
        "origin_component_id": preview.document["component_id"],
        "template_id": preview.document["template_id"],
        "derive_material": {"material_id": product["material_id"], "type": target.kind.upper()},
        "origin_material": [{"material_id": source.id, "type": target.kind.upper()} for source in sources],
    }


def _make(tx: Tx, preview: AdObject, target: Template, source: AdObject) -> dict[str, int]:
    owner, document = preview.account_id, source.document
    if target.kind == "video":
        material_id = videos.add(tx, owner, {name: each for name, each in document.items() if name != "system_status"})
        value = {"video_id": str(material_id)}
    else:
        content = tx.files.get(document["preview_url"])
        with suppress(ResizeFailed):  # a copy of the file stands for it
            content = resized(content, target.width, target.height)
        about = {"description": document["description"], "source_signature": document["signature"]}
        material_id, _ = images.keep(tx, owner, Incoming(content, md5_of(content), "image", about))
        value = {"image_id": str(material_id)}
    new = components.store(tx, owner, {target.kind: [{"value": value}]})["creative_components"]
    product = {"material_id": material_id, "component_id": new[target.kind][0]["component_id"]}
    previews.update(tx, owner, preview.id, {"product": product})
    return product


# -- links ------------------------------------------------------------------------------------------------------------


def link_to(tx: Tx, derivation: AdObject, preview_id: int) -> Link:
    """A link to a preview, for a day, or until the preview is deleted."""
    expires = (tx.now + LIFE_MS) // SECOND
    return Link(DERIVED, derivation.account_id, derivation.id, part=preview_id, expires_s=expires)


def visit(tx: Tx, link: Link) -> list[Showing]:
    """What a link to a preview shows: the material, and the size that it is to have. Raises NotFound."""
    derivation = derivations.get(tx, link.account_id, link.object_id)
    preview = _preview(tx, derivation, None, link.part)
    template = derive_templates()[preview.document["template_id"]]
    showing = Showing(f"{template.name} {template.creative_template.size}")
    for material in _materials(tx, _component(tx, link.account_id, preview.document["component_id"])):
        kind = COLLECTIONS[template.creative_template.kind].kind
        creative_previews.add_material(tx, showing, link.account_id, kind, str(material.id))
    return [showing]


# -- the parts --------------------------------------------------------------------------------------------------------


def _previews(tx: Tx, derivation: AdObject) -> list[AdObject]:
    own = Condition("derivation_id", "equals", (derivation.id,), "integer")
    return previews.find(tx, Search([derivation.account_id], (own,), window=Window(MOST_PREVIEWS))).items


def _preview(tx: Tx, derivation: AdObject, component_id: int | None, preview_id: int) -> AdObject:
    """A preview of the derivation, and of the component if there is one. Raises NotFound."""
    preview = previews.get(tx, derivation.account_id, preview_id)
    facts = previews.read(preview.document)
    if facts.derivation_id != derivation.id or component_id not in (None, facts.component_id):
        raise NotFound(PREVIEW_KIND, preview_id)
    return preview


def _component(tx: Tx, owner: int, component_id: int) -> AdObject:
    """A component with pictures or a video. Raises ComponentMissing."""
    component = component_sharing.usable(tx, owner, component_id)
    if component is None or component.document["type"] not in TYPES:
        raise ComponentMissing
    return component


def _materials(tx: Tx, component: AdObject) -> list[AdObject]:
    """The images or the video of a component, those that the account still has."""
    pairs = materials_of(component.document["type"], component.document["value"])
    items = (ad_objects.find(tx, kind, component.account_id, id_of(each)) for kind, each in pairs)
    return [item for item in items if item is not None]


def _fitting(tx: Tx, component: AdObject) -> list[Template]:
    """The creative templates that take the material as it is."""
    sizes = [(each.document["width"], each.document["height"]) for each in _materials(tx, component)[:1]]
    return [template for size in sizes for template in fitting(TYPES[component.document["type"]], *size)]


def _targets(tx: Tx, component: AdObject) -> dict[int, list[int]]:
    """The creative templates that the material could also take, with the templates for each."""
    kind = TYPES[component.document["type"]]
    own = {ratio(each.document["width"], each.document["height"]) for each in _materials(tx, component)[:1]}
    targets: dict[int, list[int]] = {}
    for template in derive_templates().values():
        if (
            template.creative_template.kind == kind
            and ratio(template.creative_template.width, template.creative_template.height) not in own
        ):
            targets.setdefault(template.target, []).append(template.id)
    return targets
