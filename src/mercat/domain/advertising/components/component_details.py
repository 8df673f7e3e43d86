"""Details of components: the landing pages, pictures and films behind the ids that their values hold."""

from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Search, Slice
from mercat.domain.advertising.components.component_types import JUMP_INFO
from mercat.domain.advertising.components.components import component_library
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.profiles import profiles
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.pages.wechat_pages import wechat_pages
from mercat.domain.advertising.review import elements
from mercat.model.advertising import AdObject
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

Document = dict[str, Any]

# The member of a landing page's details for each spec. What only the platform knows of a page (names, icons) is absent.
DETAILS: Final = {
    "official_spec": "official_detail",
    "xj_android_app_h5_spec": "official_detail",
    "xj_ios_app_h5_spec": "official_detail",
    "xj_web_h5_spec": "official_detail",
    "xj_quick_spec": "official_detail",
    "fengye_ecommmerce_spec": "official_detail",
    "wechat_canvas_spec": "official_detail",
    "wechat_canvas_mini_program_spec": "official_detail",
    "wechat_mini_program_spec": "wechat_mini_program_page_detail",
    "wechat_mini_game_spec": "wechat_mini_game_page_detail",
    "h5_spec": "h5_detail",
    "h5_profile_spec": "h5_profile_page_detail",
    "android_app_spec": "android_app_detail",
    "ios_app_spec": "ios_app_detail",
    "qq_app_mini_program_spec": "qq_mini_program_page_detail",
    "qq_mini_game_spec": "qq_mini_game_page_detail",
    "wechat_official_account_detail_spec": "wechat_official_account_detail_detail",
    "wechat_channels_shop_product_spec": "channels_shop_product_detail",
    "wechat_channels_reserve_spec": "channels_reserve_live_detail",
    "wecom_consult_spec": "wecom_consult_page_detail",
}
_NUMBERS: Final = ("android_app_id", "ios_app_id", "product_id")


def find(tx: Tx, search: Search) -> Slice:
    """List components with the pages, pictures and films that they show, a page at a time."""
    part = component_library.find(tx, search)
    items = [item.with_members({"component_detail": _detail(tx, item)}) for item in part.items]
    return Slice(items, part.total, part.following, part.preceding)


def _detail(tx: Tx, item: AdObject) -> Document:
    owner, member, value = item.account_id, item.document["type"], item.document["value"]
    pages = _pages(tx, owner, value if member == JUMP_INFO else value.get("jump_info") or {})
    content = elements.elements_of({name: below for name, below in value.items() if name != "jump_info"})
    pictures = [element.value for element in content if element.type == elements.IMAGE and element.name != "cover_id"]
    films = [element.value for element in content if element.type == elements.VIDEO]
    detail: Document = {"jump_info": pages}
    if member == "brand":
        return {"brand": value | detail}
    if pictures:
        detail["image_list"] = [{"image_id": one, "image_url": _url(tx, images, owner, one)} for one in pictures]
    if films:
        detail["video_list"] = [{"video_id": one, "video_url": _url(tx, videos, owner, one)} for one in films]
    if films and value.get("cover_id"):
        cover = {"cover_id": value["cover_id"], "cover_url": _url(tx, images, owner, value["cover_id"])}
        detail["video_list"] = [film | cover for film in detail["video_list"]]
    return detail


def _url(tx: Tx, collection: Collection[Any], owner: int, text: str) -> str:
    item = ad_objects.find(tx, collection.kind, owner, id_of(text))
    return item.document["preview_url"] if item else ""


def _pages(tx: Tx, owner: int, jump_info: Document) -> Document:
    several = [(jump_info, -1)] if "page_type" in jump_info else []
    several += [(backup, place) for place, backup in enumerate(jump_info.get("backups", ()))]
    return {"jump_info_list": [_page(tx, owner, page, place) for page, place in several]}


def _page(tx: Tx, owner: int, page: Document, place: int) -> Document:
    detail: Document = {}
    for spec, content in page.get("page_spec", {}).items():
        if spec in DETAILS:
            numbers = {name: id_of(str(content[name])) for name in _NUMBERS if name in content}
            detail[DETAILS[spec]] = {**content, **numbers, **_of_object(tx, owner, spec, content)}
    backup = {"is_backup": True, "backup_index": place} if place >= 0 else {"is_backup": False}
    return {"page_type": page["page_type"], "page_detail": detail, **backup}


def _of_object(tx: Tx, owner: int, spec: str, content: Document) -> Document:
    """What is known of a page that is an object of the account."""
    page_id = content.get("page_id", 0)
    if spec == "h5_profile_spec":
        profile = ad_objects.find(tx, profiles.kind, owner, page_id)
        return {**profile.document, "profile_id": page_id} if profile else {}
    page = ad_objects.find(tx, wechat_pages.kind, owner, page_id)
    return {name: page.document[name] for name in ("page_name", "page_status") if name in page.document} if page else {}
