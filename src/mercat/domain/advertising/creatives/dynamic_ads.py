"""Images and videos for ads that show products: templates of the platform, and files that are made with them.

A made image is a drawing of the template's size, a made video a clip of grey frames: their pictures are elsewhere.
"""

from io import BytesIO
from itertools import islice
from typing import Any, Final

import msgspec

from mercat.domain import drawings
from mercat.domain.advertising.collection import Collection, Search, Slice, slice_of
from mercat.domain.advertising.creatives.creative_templates import ratio, templates
from mercat.domain.advertising.materials.images import Incoming as IncomingImage
from mercat.domain.advertising.materials.images import images, md5_of
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import Incoming as IncomingVideo
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.products.catalogs import catalogs
from mercat.domain.advertising.products.product_series import series
from mercat.domain.advertising.products.products import products
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import NotAllowed, NotFound, Refusal
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

SINGLE, MULTIPLE = "SINGLE", "MULTIPLE"
EVERYBODYS: Final = ("ALL", "COMMON")
TEMPLATE: Final = "dynamic_ad_template_id"
FRAMES_A_SECOND: Final = 1
CLIP_SIDE: Final = 320  # the longer one of a made video, in pixels
CLIP_SECONDS: Final = 5
PRODUCT_FIELDS: Final = ("product_name", "image_url", "price")
MOST_COUNTED: Final = 1_000  # products of a catalog, of which the templates cover a share

# Width and height of the templates, as endpoints name them. The id of a template follows from its place here.
SIZES: Final = (
    (1280, 720), (1080, 1920), (1000, 560), (960, 540), (960, 334), (960, 274), (900, 500), (800, 800), (800, 640),
    (800, 450), (720, 1280), (640, 316), (640, 960), (640, 800), (640, 360), (640, 1136), (582, 166), (498, 280),
    (480, 360), (480, 320), (480, 270), (465, 230), (354, 222), (240, 180), (230, 152), (147, 147), (540, 276),
)  # fmt: skip
FIRST_IMAGE_ID: Final = 100_001
FIRST_VIDEO_ID: Final = 200_001
VIDEO_TYPES: Final = ("VIDEO_TEMPLATE_TYPE_TRANSPARENT", "VIDEO_TEMPLATE_TYPE_CHANNEL_TRANSPARENT")


class TemplateSizeInvalid(Refusal):
    """No template has this size or these proportions."""


class TemplateUnfit(Refusal):
    """There is no such template, or it has another size or number of products."""


class ImageTemplate(msgspec.Struct, frozen=True):
    """A template of images that shows one product or several."""

    id: int
    width: int
    height: int
    quantity: str

    @property
    def name(self) -> str:
        """The name of the template."""
        return f"{'单' if self.quantity == SINGLE else '多'}商品 {self.width}×{self.height}"


IMAGE_TEMPLATES: Final = {
    FIRST_IMAGE_ID + 2 * place + each: ImageTemplate(FIRST_IMAGE_ID + 2 * place + each, *size, quantity)
    for place, size in enumerate(SIZES)
    for each, quantity in enumerate((SINGLE, MULTIPLE))
}


# -- images -----------------------------------------------------------------------------------------------------------


def find_image_templates(tx: Tx, search: Search) -> Slice:
    """List templates of images with the proportions of a size, in the largest size, a page at a time.

    Raises NotFound, TemplateSizeInvalid.
    """
    members = search.parameters
    mode = members["product_mode"]
    catalog = catalogs.get(tx, search.owners[0], members["product_catalog_id"])
    size = _largest(members["dynamic_ad_template_width"], members["dynamic_ad_template_height"])
    quantities = {SINGLE} if mode == SINGLE else {SINGLE, MULTIPLE}
    for condition in search.conditions:
        quantities &= {condition.values[0]}
    if members.get("dynamic_ad_template_ownership_type", "ALL") not in EVERYBODYS:
        return Slice([], 0)
    share = {"coverage": _coverage(tx, catalog.id)}
    fit = [
        _template_row(search, template.id, _image_members(template) | share)
        for template in IMAGE_TEMPLATES.values()
        if (template.width, template.height) == size
        and template.quantity in quantities
        and _is_named(members, template.id, template.name)
    ]
    return slice_of(fit, search.window)


def find_images(tx: Tx, search: Search) -> Slice:
    """List images that were made with templates, a page at a time."""
    made = Condition(TEMPLATE, "greater", (0,), "integer")
    return Collection.find(images, tx, search.narrowed(made))


def add_image(tx: Tx, owner: int, members: dict[str, Any]) -> int:
    """Make an image of a product or a series with a template. Raises NotFound, TemplateUnfit."""
    catalog = catalogs.get(tx, owner, members["product_catalog_id"])
    template = IMAGE_TEMPLATES.get(members[TEMPLATE])
    mode = members["product_mode"]
    if (
        template is None
        or members["dynamic_ad_template_size"] != f"SIZE_{template.width}_{template.height}"
        or (mode == SINGLE and template.quantity != SINGLE)
    ):
        raise TemplateUnfit
    source = members["product_source"]
    item = products.named(tx, catalog.id, source) if mode == SINGLE else series.get(tx, catalog.id, id_of(source))
    name = item.document["product_name" if mode == SINGLE else "product_series_name"]
    seed = f"{catalog.id} {source} {template.id}"
    content = drawings.painted(template.width, template.height, seed)
    about = {TEMPLATE: template.id, "product_catalog_id": catalog.id, "description": name}
    about |= {"product_outer_id": source} if mode == SINGLE else {"product_series_id": source}
    image_id, _ = images.keep(tx, owner, IncomingImage(content, md5_of(content), TEMPLATE, about))
    return image_id


# -- videos -----------------------------------------------------------------------------------------------------------


def find_video_templates(tx: Tx, search: Search) -> Slice:
    """List templates of videos for a creative template, a page at a time. Raises NotFound."""
    members = search.parameters
    catalog = catalogs.get(tx, search.owners[0], members["product_catalog_id"])
    if members["product_mode"] == SINGLE or members.get("dynamic_ad_template_ownership_type") == "SELF_OWNED":
        return Slice([], 0)
    fit = []
    for template_id in _video_templates(members["adcreative_template_id"]):
        row = _video_members(template_id, members) | {"coverage": _coverage(tx, catalog.id)}
        support = members.get("support_channel", row["support_channel"])
        if _is_named(members, template_id, row["template_name"]) and support == row["support_channel"]:
            fit.append(_template_row(search, template_id, row))
    return slice_of(fit, search.window)


def add_video(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Make a video of a product or a series, and its cover. Raises NotFound, TemplateUnfit, NotAllowed."""
    catalog = catalogs.get(tx, owner, members["product_catalog_id"])
    target = _creative_template(members[TEMPLATE])
    if members["product_mode"] == SINGLE:
        raise NotAllowed("product_mode", SINGLE, (MULTIPLE,))
    source = _source(tx, catalog.id, members)
    about: dict[str, Any] = {"product_catalog_id": catalog.id, "product_outer_id": source}
    cover = drawings.painted(target.width, target.height, f"{about} {members[TEMPLATE]}")
    cover_id, image = images.keep(tx, owner, IncomingImage(cover, md5_of(cover), TEMPLATE, about))
    about |= {TEMPLATE: members[TEMPLATE], "cover_id": cover_id, "cover_key": image["preview_url"]}
    seconds = min(members.get("video_max_duration", CLIP_SECONDS), CLIP_SECONDS)
    scale = CLIP_SIDE / max(target.width, target.height)
    width, height = (round(side * scale) // 4 * 4 for side in (target.width, target.height))
    content = drawings.grey_clip(width, height, seconds * FRAMES_A_SECOND, FRAMES_A_SECOND)
    digest = md5_of(content)
    video_id = videos.keep(tx, owner, IncomingVideo(BytesIO(content), len(content), digest, digest, about))
    return _made_video(videos.get(tx, owner, video_id))


def get_video(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Read the newest video that was made of a product with a template. Raises NotFound."""
    conditions = (
        Condition(TEMPLATE, "equals", (members[TEMPLATE],), "integer"),
        Condition("product_catalog_id", "equals", (members["product_catalog_id"],), "integer"),
        Condition("product_outer_id", "equals", (members["product_outer_id"],)),
    )
    matching = ad_objects.Matching(tx, videos.kind, [owner], conditions, deleted=False)
    items = matching.slice(max(0, matching.count() - 1), 1)
    if not items:
        raise NotFound(videos.kind, members["product_outer_id"])
    return _made_video(items[0])


def _source(tx: Tx, catalog_id: int, members: dict[str, Any]) -> str:
    """The id of the product, or else of the series, that a video shows. Raises NotFound."""
    if members.get("product_outer_id"):
        return products.read(products.named(tx, catalog_id, members["product_outer_id"]).document).outer_id
    if members.get("product_series_id"):
        return str(series.get(tx, catalog_id, members["product_series_id"]).id)
    source: str = members["product_source"]
    if ad_objects.find(tx, series.kind, catalog_id, id_of(source)) is None:
        products.named(tx, catalog_id, source)
    return source


def _coverage(tx: Tx, catalog_id: int) -> float:
    """The share of products that have what templates show, in percent, among the first of a catalog."""
    counts = [
        all(item.document.get(name) for name in PRODUCT_FIELDS)
        for item in islice(products.matches(tx, Search([catalog_id])), MOST_COUNTED)
    ]
    return round(100 * sum(counts) / len(counts), 2) if counts else 0.0


def _made_video(item: AdObject) -> dict[str, Any]:
    document = item.document
    return {
        "video_id": str(item.id),
        "video_preview_image_url": document["cover_key"],
        "video_preview_image_id": document["cover_id"],
    }


# -- templates --------------------------------------------------------------------------------------------------------


def _largest(width: int, height: int) -> tuple[int, int]:
    """The largest size with the proportions of a size. Raises TemplateSizeInvalid."""
    same = [size for size in SIZES if ratio(*size) == ratio(width, height)]
    if not same:
        raise TemplateSizeInvalid
    return max(same)


def _is_named(members: Any, template_id: int, name: str) -> bool:
    ids = members.get("template_id_list")
    return (not ids or template_id in ids) and members.get("template_name", "") in name


def _template_row(search: Search, template_id: int, members: dict[str, Any]) -> AdObject:
    return AdObject(template_id, search.owners[0], members, 0, 0, deleted=False)


def _image_members(template: ImageTemplate) -> dict[str, Any]:
    return {
        "dynamic_ad_template_name": template.name,
        "product_item_display_quantity": template.quantity,
        "dynamic_ad_template_width": template.width,
        "dynamic_ad_template_height": template.height,
        "image_url": f"{template.width}x{template.height}",
        "image_product_fields": list(PRODUCT_FIELDS),
        "fill_type": "CENTER_FILL_ON_WHITE_BACKGROUND",
    }


def _video_templates(creative_template_id: int) -> list[int]:
    """The ids of the templates for a creative template: two for each that plays videos."""
    ids = [each.id for each in templates().values() if each.kind == "video"]
    return (
        [FIRST_VIDEO_ID + 2 * ids.index(creative_template_id) + each for each in range(2)]
        if creative_template_id in ids
        else []
    )


def _creative_template(template_id: int) -> Any:
    """The creative template that a template is for. Raises TemplateUnfit."""
    for target in templates().values():
        if template_id in _video_templates(target.id):
            return target
    raise TemplateUnfit


def _video_members(template_id: int, members: Any) -> dict[str, Any]:
    target = templates()[members["adcreative_template_id"]]
    kind = (template_id - FIRST_VIDEO_ID) % 2
    return {
        "template_name": f"{target.name} 商品视频 {kind + 1}",
        "template_type": VIDEO_TYPES[kind],
        "product_catalog_id": members["product_catalog_id"],
        "adcreative_template_id": target.id,
        "cover_image_url": target.size,
        "support_channel": bool(kind),
        "min_video_duration": float(target.seconds[0]),
        "max_video_duration": float(target.seconds[1]),
        "video_product_fields": list(PRODUCT_FIELDS),
        "image_product_fields": list(PRODUCT_FIELDS[:1]),
        "sub_template_list": [],
    }
