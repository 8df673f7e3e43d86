"""WeChat pages of several screens, each of elements from top to bottom, with buttons that float over all of them."""

from typing import Any, Final

from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.pages.customer_service import groups
from mercat.domain.advertising.pages.wechat_pages import wechat_pages
from mercat.domain.advertising.refusals import NotBeside, OutOfRange
from mercat.model.advertising import AdObject
from mercat.model.refusals import Missing, NotAllowed
from mercat.store.tx import Tx

PLACE: Final = "page_specs_list.page_elements_spec_list"
FLOATING: Final = "global_spec.global_elements_spec_list"
MOMENTS: Final = "sns"
ARTICLES: Final = "gzh"
FONT_SIZES: Final = (14, 15, 16, 18, 20, 24, 36)
DOWNLOAD_WORDS: Final = ("安装", "下载")  # one of them is on the button of a download
_SLIDES: Final = {"top_slider_spec": (3, 4, 6), "slider_spec": (2, 3, 4, 5)}
_FREE: Final = (1, 100_000)

# Widths and heights from and to, by the specification of a picture.
_SIDES: Final = {
    "image_spec": ((750, 750), (1, 1_536)),
    "top_slider_spec": ((800, 800), (800, 800)),
    "video_spec": ((750, 750), (1, 1_536)),
}
_SLIDER_SIDES: Final = (((750, 750), (300, 1_125)), ((512, 512), (288, 920)))  # by `slider_style`
_TOP_SIDES: Final = {
    (MOMENTS, 0): ((800, 800),),
    (MOMENTS, 1): ((800, 450),),
    (ARTICLES, 0): ((800, 800), (640, 800), (800, 640), (800, 450)),
}

Document = dict[str, Any]


def add(tx: Tx, owner: int, document: Document) -> int:
    """Create a page of screens, with images, videos and groups of the account."""
    screens = document["page_specs_list"]
    for screen in screens:
        for element in screen["page_elements_spec_list"]:
            _check(tx, owner, element)
    for element in document.get("global_spec", {}).get("global_elements_spec_list", ()):
        _check_floating(tx, owner, element, len(screens))
    return wechat_pages.add(tx, owner, document)


def _check(tx: Tx, owner: int, element: Document) -> None:
    """Check that an element has what its type names, with material of the account."""
    name = f"{element['element_type'].lower()}_spec"
    if name not in element:
        raise Missing(f"{PLACE}.{name}")
    spec = element[name]
    place = f"{PLACE}.{name}"
    _check_material(tx, owner, place, name, spec)
    if name == "text_spec" and spec.get("font_size", 15) not in FONT_SIZES:
        raise NotAllowed(f"{place}.font_size", str(spec["font_size"]), tuple(map(str, FONT_SIZES)))
    if name == "app_download_spec":
        _check_download(place, spec)
    if name == "enterprise_wx_spec":
        groups.of(tx, owner, spec["corp_id"], spec["group_id"])
    for item in spec.get("image_text_item", ()):
        _check_item(tx, owner, place, item)


def _check_material(tx: Tx, owner: int, place: str, name: str, spec: Document) -> None:
    if name in _SLIDES and len(spec["image_id_list"]) not in _SLIDES[name]:
        counts = tuple(map(str, _SLIDES[name]))
        raise NotAllowed(f"{place}.image_id_list", str(len(spec["image_id_list"])), counts)
    materials = [
        images.get(tx, owner, id_of(one)) for one in (spec.get("image_id"), *spec.get("image_id_list", ())) if one
    ]
    if "video_id" in spec:
        materials.append(videos.get(tx, owner, id_of(spec["video_id"])))
    for material in materials:
        _check_sides(place, spec, material)
    if name.startswith("top_") and "ad_location" in spec:
        _check_location(place, spec, is_image=name == "top_image_spec")
    sides = _SLIDER_SIDES[spec["slider_style"]] if name == "slider_spec" else _SIDES.get(name, (_FREE, _FREE))
    for side, (low, high) in zip(("width", "height"), sides, strict=True):
        if side in spec and not low <= spec[side] <= high:
            raise OutOfRange(f"{place}.{side}", low, high)


def _check_sides(place: str, spec: Document, material: AdObject) -> None:
    """Check that an element states the sides of its material."""
    for side in ("width", "height"):
        stated = spec.get(side)
        if stated is not None and stated != material.document[side]:
            raise OutOfRange(f"{place}.{side}", material.document[side], material.document[side])


def _check_location(place: str, spec: Document, *, is_image: bool) -> None:
    location = spec["ad_location"]
    if location not in (MOMENTS, ARTICLES):
        raise NotAllowed(f"{place}.ad_location", location, (MOMENTS, ARTICLES))
    if location == MOMENTS and "outer_style" not in spec:
        raise Missing(f"{place}.outer_style")
    sizes = _TOP_SIDES[location, spec["outer_style"] if location == MOMENTS else 0] if is_image else ()
    if sizes and (spec["width"], spec["height"]) not in sizes:
        allowed = tuple(f"{width}*{height}" for width, height in sizes)
        raise NotAllowed(f"{place}.width", f"{spec['width']}*{spec['height']}", allowed)


def _check_download(place: str, spec: Document) -> None:
    if not any(spec.get(name) for name in ("app_ios_spec", "app_android_spec")):
        raise Missing(f"{place}.app_android_spec")
    if not any(word in spec.get("title", "") for word in DOWNLOAD_WORDS):
        raise NotAllowed(f"{place}.title", spec.get("title", ""), DOWNLOAD_WORDS)


def _check_item(tx: Tx, owner: int, place: str, item: Document) -> None:
    for name in ("material_id", "title", "desc", "sub_elem_type"):
        if not item.get(name):
            raise Missing(f"{place}.image_text_item.{name}")
    images.get(tx, owner, id_of(item["material_id"]))
    name = f"{item['sub_elem_type'].lower()}_spec"
    if name == "enterprise_wx_spec" and name not in item:
        raise Missing(f"{place}.image_text_item.{name}")
    _check_group(tx, owner, item.get("enterprise_wx_spec"))


def _check_floating(tx: Tx, owner: int, element: Document, screens: int) -> None:
    name = "float_button_spec" if element["element_type"] == "FLOAT_BUTTON" else "side_bar_float_spec"
    if name not in element:
        raise Missing(f"{FLOATING}.{name}")
    spec, place = element[name], f"{FLOATING}.{name}"
    if name == "side_bar_float_spec":
        _check_group(tx, owner, spec["enterprise_wx_spec"] if spec["elem_type"] == "ENTERPRISE_WX" else None)
        return
    _check_group(tx, owner, spec.get("enterprise_wx_spec"))
    below = f"{spec['element_type'].lower()}_spec"
    needed = [below, *(["desc"] if spec["style_type"] < 2 else []), *([] if spec["style_type"] else ["image_id"])]
    for member in needed:
        if not spec.get(member):
            raise Missing(f"{place}.{member}")
    if spec.get("image_id"):
        images.get(tx, owner, id_of(spec["image_id"]))
    if below == "app_download_spec":
        _check_download(f"{place}.{below}", spec[below])
    for member in ("appear_type", "disappear_type"):
        if screens == 1 and spec.get(member):
            raise NotBeside(f"{place}.{member}", "page_specs_list")
    for number in spec.get("forbid_page_list", ()):
        if number > screens:
            raise OutOfRange(f"{place}.forbid_page_list", 1, screens)


def _check_group(tx: Tx, owner: int, spec: Document | None) -> None:
    """Check that the group of people whom a button connects with is the account's."""
    if spec is not None:
        groups.of(tx, owner, spec.get("corp_id", ""), spec.get("group_id", 0))
