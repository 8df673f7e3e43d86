"""The types of components, and their subtypes: the sizes of pictures and films, the kinds of landing pages."""

import re
from collections.abc import Sequence
from typing import Any, Final

from mercat.domain.advertising.review import elements
from mercat.domain.advertising.review.elements import Element

JUMP_INFO: Final = "main_jump_info"  # called jump_info in the value of a component

# The members of a creative whose components can be made, with their types.
TYPES: Final = {
    name: name.upper()
    for name in (
        *("title", "description", "image", "image_list", "video", "brand", "consult", "phone", "form", "label"),
        *("action_button", "chosen_button", "show_data", "marketing_pendant", "app_gift_pack_code", "shop_image"),
        *("count_down", "barrage", "floating_zone", "text_link", "end_page", "living_desc", "wechat_channels"),
        *("short_video", "element_story", "wxgame_playable_page", "app_promotion_video", "video_showcase"),
        *("image_showcase", "social_skill", "mini_card_link", "video_channels_content", "audio", "wxgame_direct_page"),
    )
} | {JUMP_INFO: "JUMP_INFO", "floating_zone_list": "FLOATING_ZONE"}
_FLOATING: Final = {
    "FLOATING_ZONE_IMAGE_TEXT": "floating_zone",
    "FLOATING_ZONE_IMAGE": "floating_zone",
    "FLOATING_ZONE_IMAGE_TEXT_LIST": "floating_zone_list",
}
_ANY_LIST: Final = {"IMAGE_LIST_FLEX_N": "image_list"}
_SIZED: Final = {  # types whose subtypes name a size, and the names that do not begin with the type
    "IMAGE": "image",
    "IMAGE_LIST": "image_list",
    "VIDEO": "video",
    "SHORT_VIDEO": "short_video",
    "APP_PROMOTION_VIDEO": "app_promotion_video",
}
_BY_NAME: Final = {name: member for member, name in TYPES.items() if name not in _SIZED and name != "FLOATING_ZONE"}

# The subtypes of pictures and films that a new component gets by its size.
_SHAPES: Final = {
    "image": ("16X9", "9X16", "1X1", "3X2", "3X4", "4X3", "5X4", "4X5", "20X7", "7X2"),
    "image_list": ("9X16_4", "1X1_3", "1X1_4", "1X1_6", "3X2_3", "1X1_1", "16X9_1", "1X1_9"),
    "video": ("16X9", "9X16", "4X3"),
}
_SUBTYPE: Final = re.compile(r"(.+?)((?:_\d+X\d+)+)(?:_(\d+))?")
_SIZE: Final = re.compile(r"(\d+)X(\d+)")
_MOST_RATIO: Final = 100  # larger numbers are pixels
_TOLERANCE: Final = 0.02
_PAGE: Final = "PAGE_TYPE_"

Size = tuple[int, int]


def type_of(member: str) -> str:
    """The type of the components in a member of a creative."""
    return TYPES[member]


def members_of(type_name: str) -> list[str]:
    """The members of a creative whose components have a type."""
    return [member for member, name in TYPES.items() if name == type_name]


def member_of(subtype: str) -> str | None:
    """The member of a creative whose components can have a subtype; None if no component can be made of it."""
    names = _FLOATING | _ANY_LIST
    if subtype in names:
        return names[subtype]
    if subtype.startswith(("JUMP_INFO_", "BRAND_")):
        return JUMP_INFO if subtype.startswith("JUMP_INFO_") else "brand"
    shape = _SUBTYPE.fullmatch(subtype)
    return _SIZED.get(shape[1]) if shape else _BY_NAME.get(subtype)


def shapes_of(subtype: str) -> list[Size]:
    """The ratios, and the numbers of pixels above 100, that a subtype demands of each picture or film."""
    shape = _SUBTYPE.fullmatch(subtype)
    return [(int(across), int(down)) for across, down in _SIZE.findall(shape[2])] if shape else []


def count_of(subtype: str) -> int | None:
    """The number of pictures that a subtype demands, if it does."""
    shape = _SUBTYPE.fullmatch(subtype)
    return int(shape[3]) if shape and shape[3] else None


def fits(subtype: str, member: str, sizes: Sequence[Size]) -> bool:
    """Whether a component of a member, with pictures or films of these sizes, may have a subtype."""
    if member_of(subtype) != member or count_of(subtype) not in (None, len(sizes)):
        return False
    return all(is_like(size, shape) for shape in shapes_of(subtype) for size in sizes)


def subtype_of(member: str, value: dict[str, Any], sizes: Sequence[Size]) -> str | None:
    """The subtype of a component that names none: by its size, or by its landing page. None if there is none for it."""
    if member in _SHAPES:
        names = [f"{TYPES[member]}_{shape}" for shape in _SHAPES[member]]
        return next((name for name in names if sizes and fits(name, member, sizes)), None)
    if member == JUMP_INFO:
        return f"JUMP_INFO_{str(value.get('page_type', '')).removeprefix(_PAGE)}"
    several = [name for name, owner in _FLOATING.items() if owner == member]
    return several[0] if several else TYPES[member]


def sized(member: str, value: dict[str, Any]) -> list[Element]:
    """The pictures or films whose size makes the subtype. Covers do not, and neither does what landing pages show."""
    if member not in _SHAPES:
        return []
    if member == "video":
        return [Element("video_id", elements.VIDEO, str(value["video_id"]))]
    items = value.get("list", []) if member == "image_list" else [value]
    return [Element("image_id", elements.IMAGE, str(item["image_id"])) for item in items if "image_id" in item]


def is_like(size: Size, shape: Size) -> bool:
    """Whether a picture or a film has the proportions of a shape, or its pixels if the shape is above 100."""
    (width, height), (across, down) = size, shape
    if max(across, down) > _MOST_RATIO:
        return size == shape
    return abs(width * down - height * across) <= _TOLERANCE * height * across
