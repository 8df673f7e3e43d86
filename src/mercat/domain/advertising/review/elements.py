"""Elements: the texts, pictures, films and links in the value of a component, which are reviewed one by one."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import msgspec

TEXT: Final = "ELEMENT_TYPE_TEXT"
URL: Final = "ELEMENT_TYPE_URL"
IMAGE: Final = "ELEMENT_TYPE_IMAGE"
VIDEO: Final = "ELEMENT_TYPE_VIDEO"
WHOLE: Final = "ELEMENT_TYPE_SELECT_NONE"
OF_CREATIVES: Final = (TEXT, URL, IMAGE, VIDEO, WHOLE)  # the types of elements that creatives have

_IMAGES: Final = (
    "image",
    "image2",
    "image_id",
    "cover_id",
    "brand_image_id",
    "floating_zone_image_id",
    "floating_zone_single_image_id",
    "game_gift_image_id",
    "mini_card_link_image",
    "wxgame_playable_page_end_cover_img",
    "wxgame_playable_page_card_link_image",
)
_VIDEOS: Final = ("video_id", "video", "video2", "video3", "short_video1", "short_video2")
_TEXTS: Final = (
    "content",
    "description",
    "text",
    "title",
    "tips",
    "brand_name",
    "button_text",
    "button_base_text",
    "desc_list",
    "display_content",
    "end_page_desc",
    "floating_zone_name",
    "floating_zone_desc",
    "floating_zone_button_text",
    "link_name_text",
    "mini_card_link_description",
    "mini_card_link_button_text",
    "shop_image_title",
    "shop_image_description",
    "social_skill_first_comment",
    "simple_canvas_share_title",
    "simple_canvas_share_desc",
    "wxgame_direct_page_description",
    "wxgame_playable_page_end_desc",
    "wxgame_playable_page_trigger_text",
    "wxgame_playable_page_card_link_description",
)
_URLS: Final = (
    "page_url",
    "page_id",
    "url",
    "jump_url",
    "deep_link_url",
    "universal_link_url",
    "android_deep_link_url",
    "ios_deep_link_url",
    "simple_canvas_webview_url",
)
TYPES: Final = (
    dict.fromkeys(_IMAGES, IMAGE)
    | dict.fromkeys(_VIDEOS, VIDEO)
    | dict.fromkeys(_TEXTS, TEXT)
    | dict.fromkeys(_URLS, URL)
)


class Element(msgspec.Struct, frozen=True):
    """One element: the member that holds it, its type, and its text, its URL, or the id of its file or page."""

    name: str
    type: str
    value: str

    @property
    def fingerprint(self) -> str:
        """The same for the same content, and for no other."""
        return hashlib.md5(f"{self.type}:{self.value}".encode(), usedforsecurity=False).hexdigest()


def elements_of(value: Any) -> list[Element]:
    """The elements in the value of a component, in its order, each content once."""
    return list({element.fingerprint: element for element in _elements("", value)}.values())


def whole(creative_id: int, content: Any) -> Element:
    """The element that stands for all that a creative shows. Other content makes it another element."""
    digest = hashlib.md5(msgspec.json.encode(content, order="deterministic"), usedforsecurity=False).hexdigest()
    return Element("creative", WHOLE, f"{creative_id}:{digest}")


def _elements(name: str, value: Any) -> Iterator[Element]:
    if isinstance(value, dict):
        for member, below in value.items():
            yield from _elements(member, below)
    elif isinstance(value, list):
        for item in value:
            yield from _elements(name, item)
    elif name in TYPES and value not in ("", None):
        yield Element(name, TYPES[name], str(value))
