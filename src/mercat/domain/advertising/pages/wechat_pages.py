"""WeChat pages: the native pages that ads in WeChat open. They are made of elements, from top to bottom."""

from typing import Any, Final

from msgspec import field
from msgspec.structs import replace

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.pages.wechat_assets import page_grants
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import Missing, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "WeChat page"
STATUS: Final = "page_status"
NORMAL: Final = "NORMAL"
DELETED: Final = "DELETED"
DEFAULTS: Final = {
    "page_type": "PAGE_TYPE_WECHAT_CANVAS",
    "source_type": "SOURCE_TYPE_EQQ",
    "owner_uid": 0,
    STATUS: NORMAL,
}

# The member that describes an element of a type.
SPECS: Final = {
    "IMAGE": "image_spec",
    "VIDEO": "video_spec",
    "TEXT": "text_spec",
    "BUTTON": "button_spec",
    "FORM": "form_spec",
    "SHELF": "element_shelf",
    "FLOAT_BUTTON": "element_float",
    "GOODS": "element_goods",
    "SWIPE_WEBVIEW": "element_swipe",
    "WEBVIEW": "element_webview",
    "ANIMATE_FLOAT_BUTTON": "element_animate_float",
}


class WechatPage(Facts):
    """The members that rules read."""

    elements: list[dict[str, Any]] = field(name="page_elements_spec_list", default_factory=list)


class WechatPages(Collection[WechatPage]):
    """The pages of all accounts. A deleted page stays, with another status, because a search may ask for it."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List pages that match the filter, a page at a time: deleted ones too if it names `page_status`."""
        granter = search.parameters.get("owner_uid", 0)
        if granter not in (0, *search.owners):
            if not any(page_grants.is_granted(tx, owner, granter) for owner in search.owners):
                return Slice([], 0)
            search = replace(search, owners=[granter])
        if all(condition.member != STATUS for condition in search.conditions):
            search = search.narrowed(Condition(STATUS, "equals", (NORMAL,)))
        return super().find(tx, search)

    def get(self, tx: Tx, owner: int, object_id: int) -> AdObject:
        """The page with this id, if it is not deleted. Raises NotFound."""
        item = super().get(tx, owner, object_id)
        if item.document[STATUS] != NORMAL:
            raise NotFound(self.kind, object_id)
        return item

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a page of elements, with images and videos of the account."""
        return super().add(tx, owner, {**document, **DEFAULTS})

    def delete(self, tx: Tx, owner: int, object_id: int) -> int:
        """Delete a page."""
        item = self.get(tx, owner, object_id)
        ad_objects.save(tx, object_id, item.document | {STATUS: DELETED})
        return object_id

    def check(self, tx: Tx, owner: int, facts: WechatPage, changes: WechatPage) -> None:
        """Check that elements are described, and that the account has their images and videos."""
        for element in facts.elements:
            spec = SPECS.get(element["element_type"])
            if spec is not None and spec not in element:
                raise Missing(f"page_elements_spec_list.{spec}")
            for image_id in element.get("image_spec", {}).get("image_id_list", ()):
                images.get(tx, owner, id_of(image_id))
            if "video_spec" in element:
                videos.get(tx, owner, element["video_spec"]["video_id"])


wechat_pages: Final = WechatPages(KIND, WechatPage)
