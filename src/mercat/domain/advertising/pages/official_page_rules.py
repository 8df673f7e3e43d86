"""The rules of official landing pages: elements, their material, their looks and their conversions."""

import re
from collections.abc import Iterator
from typing import Any, Final

from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.refusals import NotBeside, OutOfRange, TooLarge
from mercat.model.advertising import AdObject
from mercat.model.refusals import ForbiddenCharacters, Missing, NotAllowed, WrongType
from mercat.store.tx import Tx

PLACE: Final = "page_elements"
MOST_COVERED: Final = 30  # percent of a picture by its areas
MOST_IMAGE_BYTES: Final = 1_048_576
MOST_VIDEO_MS: Final = 90_000
SHARING: Final = ("share_title", "share_description", "share_thumburl_material_id")
THUMBNAIL_SIDE: Final = 250

# The member that configures an element of a type. The outside material of an ad needs no configuration.
CONFIGS: Final = {
    "HeadOutsideMaterial": "",
    "HeadVideo": "head_video_config",
    "HeadImage": "head_image_config",
    "Head180PanoramaImage": "head_180_panorama_image_config",
    "HeadCarousel": "head_carousel_config",
    "HeadText": "head_text_config",
    "BlockVideo": "block_video_config",
    "BlockImage": "block_image_config",
    "BlockCarousel": "block_carousel_config",
    "BlockText": "block_text_config",
    "BlockDivider": "block_divider_config",
    "BlockCustomPage": "block_custom_page_config",
    "BlockButton": "block_button_config",
    "FixedButton": "fixed_button_config",
    "RightFixedButton": "right_fixed_button_config",
    "BlockShelf": "block_shelf_config",
    "BlockShelfGroup": "block_shelf_group_config",
}
_ALIGNMENTS: Final = ("left", "right", "center")
_TYPES: Final = {
    "head_carousel_config": ("full", "center"),
    "block_carousel_config": ("full", "center"),
    "block_divider_config": ("solid", "dashed"),
    "right_fixed_button_config": ("with-icon", "with-button"),
}
_CHOICES: Final = {
    "font_size": ("12", "14", "16", "18", "20", "24", "32", "36"),
    "font_weight": ("normal", "bold"),
    "text_align": _ALIGNMENTS,
    "button_size": ("small", "middle", "large"),
    "icon_shape": ("rect", "round"),
    "card_type": ("card", "title"),
    "style_type": ("0", "1"),
}
_WIDTH: Final = (750, 750)
# The sides of pictures: from and to in width, then in height.
_SIDES: Final = {
    "head_image_config": ((2, 100_000), (200, 1_980)),
    "head_180_panorama_image_config": ((4_096, 4_096), (2_048, 2_048)),
    "block_image_config": (_WIDTH, (1, 1_336)),
}
_VIDEO_SIDES: Final = (_WIDTH, (1, 1_536))
_COLOUR: Final = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_EMOJI: Final = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_CONVERT: Final = "convert_"
_REQUIRED: Final = {
    "link": ("src",),
    "weapp": ("weapp_id", "weapp_path"),
    "gh": ("appid",),
    "followVideo": ("nick_name",),
}

Document = dict[str, Any]


def check_config(tx: Tx, owner: int, config: Document) -> None:
    """Check the names of a page, its sharing and its applications."""
    for name in ("page_name", "page_title", "share_title", "share_description"):
        if _EMOJI.search(config.get(name, "")):
            raise ForbiddenCharacters(f"page_config.{name}")
    _check_colour("page_config.bg_color", config["bg_color"])
    if any(config.get(name) for name in SHARING):
        for name in SHARING:
            if not config.get(name):
                raise Missing(f"page_config.{name}")
        side = (THUMBNAIL_SIDE, THUMBNAIL_SIDE)
        _check_picture(tx, owner, f"page_config.{SHARING[2]}", config[SHARING[2]], (side, side))
    if config["enable_android_market"] and not config.get("android_app_id"):
        raise Missing("page_config.android_app_id")


def check_element(tx: Tx, owner: int, config: Document, element: Document) -> None:
    """Check that an element is configured as its type says, with material of the account."""
    kind = element.get("element_type")
    if not kind:
        raise Missing(f"{PLACE}.element_type")
    if kind not in CONFIGS:
        raise NotAllowed(f"{PLACE}.element_type", kind[:64], tuple(CONFIGS))
    name = CONFIGS[kind]
    if name and name not in element:
        raise Missing(f"{PLACE}.{name}")
    for name in filter(None, CONFIGS.values()):
        if name in element:
            _check_material(tx, owner, name, element[name])
            for level in conversions_in(element[name]):
                _check_look(name, level)
                _check_conversion(f"{PLACE}.{name}", config, level)
            _check_areas(f"{PLACE}.{name}.areas", element[name].get("areas", []))


def conversions_in(value: Any) -> Iterator[Document]:
    """Every level of a configuration, from the outside."""
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from conversions_in(below)


def _check_material(tx: Tx, owner: int, name: str, config: Document) -> None:
    if name.endswith("_video_config"):
        if not config.get("material_id"):
            raise Missing(f"{PLACE}.{name}.material_id")
        video = videos.get(tx, owner, id_of(config["material_id"]))
        _check_sides(f"{PLACE}.{name}.material_id", video, _VIDEO_SIDES)
        if video.document["image_duration_millisecond"] >= MOST_VIDEO_MS:
            raise TooLarge(f"{PLACE}.{name}.material_id", MOST_VIDEO_MS)
    elif name.endswith("_carousel_config"):
        if not config.get("material_id_list"):
            raise Missing(f"{PLACE}.{name}.material_id_list")
        first, *others = [images.get(tx, owner, id_of(one)) for one in config["material_id_list"]]
        width, height = first.document["width"], first.document["height"]
        for image in others:
            _check_sides(f"{PLACE}.{name}.material_id_list", image, ((width, width), (height, height)))
    elif name in _SIDES:
        if not config.get("material_id"):
            raise Missing(f"{PLACE}.{name}.material_id")
        _check_picture(tx, owner, f"{PLACE}.{name}.material_id", config["material_id"], _SIDES[name])


def _check_picture(tx: Tx, owner: int, place: str, image_id: str, sides: tuple[tuple[int, int], ...]) -> None:
    image = images.get(tx, owner, id_of(image_id))
    if image.document["file_size"] > MOST_IMAGE_BYTES:
        raise TooLarge(place, MOST_IMAGE_BYTES)
    _check_sides(place, image, sides)


def _check_sides(place: str, material: AdObject, sides: tuple[tuple[int, int], ...]) -> None:
    for name, (low, high) in zip(("width", "height"), sides, strict=True):
        if not low <= material.document[name] <= high:
            raise OutOfRange(place, low, high)


def _check_look(name: str, level: Document) -> None:
    for member, value in level.items():
        if member.endswith("color"):
            _check_colour(f"{PLACE}.{name}.{member}", value)
        allowed = _TYPES.get(name, ()) if member == "type" else _CHOICES.get(member, ())
        if allowed and value not in ("", *allowed):
            raise NotAllowed(f"{PLACE}.{name}.{member}", str(value)[:64], allowed)
        if member == "icon_material_id" and not value:
            raise Missing(f"{PLACE}.{name}.{member}")


def _check_conversion(place: str, config: Document, level: Document) -> None:
    """Check the conversion of a button or an area: there is one at most."""
    named = [name for name in level if name.startswith(_CONVERT) and isinstance(level[name], dict)]
    if len(named) > 1:
        raise NotBeside(f"{place}.{named[1]}", named[0])
    for name in named:
        kind = name.removeprefix(_CONVERT)
        if level[name].get("convert_type") != kind:
            raise NotAllowed(f"{place}.{name}.convert_type", str(level[name].get("convert_type"))[:64], (kind,))
        for member in _REQUIRED.get(kind, ()):
            if not level[name].get(member):
                raise Missing(f"{place}.{name}.{member}")
        if kind == "download" and not (config.get("android_app_id") or config.get("ios_app_id")):
            raise Missing("page_config.android_app_id")
    if "src" in level and not level["src"].startswith("https://"):
        raise WrongType(f"{place}.src", level["src"][:64], "a URL that begins with https")


def _check_areas(place: str, areas: list[Document]) -> None:
    covered = sum(area.get("width", 0) * area.get("height", 0) for area in areas)
    if covered > MOST_COVERED * 100:
        raise TooLarge(place, MOST_COVERED)


def _check_colour(place: str, value: Any) -> None:
    if not (isinstance(value, str) and (not value or _COLOUR.fullmatch(value))):
        raise WrongType(place, str(value)[:64], "a colour #RRGGBB")
