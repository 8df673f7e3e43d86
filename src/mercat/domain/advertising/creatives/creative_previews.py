"""Previews of creatives: links that show what an ad group delivers, and the people who may look at it."""

import re
from typing import Any, Final

import msgspec
from msgspec import field
from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice, Window
from mercat.domain.advertising.components import component_sharing
from mercat.domain.advertising.components.components import ComponentMissing
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.materials.images import KIND as IMAGE
from mercat.domain.advertising.materials.materials import WARNINGS, id_of
from mercat.domain.advertising.materials.videos import KIND as VIDEO
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import HOUR, SECOND
from mercat.model.keys import same
from mercat.model.refusals import NotFound, TooMany
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "viewer"
LIFE_MS: Final = HOUR  # of a link
MOST_VIEWERS: Final = 1_000  # of an ad group
WECHAT: Final = "USER_ID_TYPE_WECHAT_ID"
CREATIVE, AD_GROUP, DERIVED = "creative", "adgroup", "derived"  # what a link shows
_USER_IDS: Final = {
    WECHAT: re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}"),
    "USER_ID_TYPE_QQ_ID": re.compile(r"[1-9]\d{4,10}"),
}
_PICTURES: Final = ("image", "image_list", "video")
_TEXTS: Final = ("title", "description")
_KEY: Final = re.compile(r"(creative|adgroup|derived)((?:-\d{1,18}){5})-([0-9a-f]{32})")


class Link(msgspec.Struct, frozen=True):
    """What a link shows until `expires_s`: a creative or all of an ad group, or a preview `part` of a derivation.

    `part` and `text_part` narrow a creative to a picture or video and a text, by the ids of components; 0 does not.
    """

    kind: str
    account_id: int
    object_id: int
    part: int = 0
    text_part: int = 0
    expires_s: int = 0


class Showing(msgspec.Struct):
    """What one creative shows: its texts, the keys of its files, and its landing page."""

    name: str
    titles: list[str] = []
    descriptions: list[str] = []
    images: list[str] = []
    videos: list[str] = []
    warnings: list[str] = []
    url: str = ""


class Viewer(Facts):
    """The members that rules read."""

    ad_group_id: int = field(name="adgroup_id", default=0)
    creative_id: int = field(name="dynamic_creative_id", default=0)
    user_id: str = ""
    user_id_type: str = WECHAT

    def unique_name(self) -> str:
        return f"{self.ad_group_id} {self.creative_id} {self.user_id_type} {self.user_id}"

    def parent_id(self) -> int:
        return self.ad_group_id


class Viewers(Collection[Viewer]):
    """The people who may look at an ad group, or at one of its creatives, before it is delivered."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List who may preview an ad group or a creative."""
        return super().find(tx, replace(search, window=Window(MOST_VIEWERS)))

    def bind(self, tx: Tx, owner: int, about: dict[str, Any], user_ids: list[str]) -> list[str]:
        """Let people preview what `about` names; the ids that cannot be one of their type. Raises TooMany."""
        unfit = [each for each in user_ids if not _USER_IDS[about["user_id_type"]].fullmatch(each)]
        ad_group_id = about["adgroup_id"]
        for user_id in dict.fromkeys(each for each in user_ids if each not in unfit):
            document = about | {"user_id": user_id, "is_previewed": False}
            if ad_objects.find_by_name(tx, self.kind, owner, self.read(document).unique_name()) is None:
                self.add(tx, owner, document)
        if ad_objects.count_children(tx, self.kind, [ad_group_id]).get(ad_group_id, 0) > MOST_VIEWERS:
            raise TooMany("user_id_list", MOST_VIEWERS)
        return unfit


viewers: Final = Viewers(KIND, Viewer)


def bind_to_ad_group(tx: Tx, owner: int, members: dict[str, Any]) -> list[str]:
    """Let people preview an ad group; the ids that do not fit. Raises NotFound, TooMany."""
    ad_groups.get(tx, owner, members["adgroup_id"])
    about = {"adgroup_id": members["adgroup_id"], "user_id_type": members["user_id_type"]}
    return viewers.bind(tx, owner, about, members["user_id_list"])


def bind_to_creative(tx: Tx, owner: int, members: dict[str, Any]) -> list[str]:
    """Let people of WeChat preview a creative; the ids that do not fit. Raises NotFound, ComponentMissing, TooMany."""
    creative = creatives.get(tx, owner, members["dynamic_creative_id"])
    _check_parts(creative, members.get("preview_creative_components", {}))
    about = {"adgroup_id": creative.document["adgroup_id"], "dynamic_creative_id": creative.id, "user_id_type": WECHAT}
    return viewers.bind(tx, owner, about, members["user_id_list"])


# -- links ------------------------------------------------------------------------------------------------------------


def to_creative(tx: Tx, owner: int, creative_id: int, parts: dict[str, int] | None = None) -> Link:
    """A link to a creative, or to the combination of two of its components. Raises NotFound, ComponentMissing."""
    creative = creatives.get(tx, owner, creative_id)
    picture, text = _check_parts(creative, parts or {})
    return Link(CREATIVE, owner, creative.id, picture, text, (tx.now + LIFE_MS) // SECOND)


def to_ad_group(tx: Tx, owner: int, ad_group_id: int) -> Link:
    """A link to all creatives of an ad group. Raises NotFound."""
    ad_groups.get(tx, owner, ad_group_id)
    return Link(AD_GROUP, owner, ad_group_id, expires_s=(tx.now + LIFE_MS) // SECOND)


def key_of(tx: Tx, link: Link) -> str:
    """The text of a link. Nobody else can write one."""
    numbers = (link.account_id, link.object_id, link.part, link.text_part, link.expires_s)
    text = "-".join([link.kind, *map(str, numbers)])
    return f"{text}-{tx.keys.hex('creative preview', text)}"


def read_key(tx: Tx, key: str) -> Link:
    """The link with this text. Raises NotFound if there is none, or if it is expired."""
    parts = _KEY.fullmatch(key)
    if parts is None or not same(parts[3], tx.keys.hex("creative preview", parts[1] + parts[2])):
        raise NotFound("preview", key[:64])
    link = Link(parts[1], *map(int, parts[2].split("-")[1:]))
    if link.expires_s <= tx.now // SECOND:
        raise NotFound("preview", key[:64])
    return link


# -- what a link shows ------------------------------------------------------------------------------------------------


def visit(tx: Tx, link: Link) -> list[Showing]:
    """What the link shows. Those who may preview it count as having done so. Raises NotFound."""
    if link.kind == CREATIVE:
        items = [creatives.get(tx, link.account_id, link.object_id)]
        within = Condition("dynamic_creative_id", "equals", (link.object_id,), "integer")
    else:
        ad_groups.get(tx, link.account_id, link.object_id)
        within = Condition("adgroup_id", "equals", (link.object_id,), "integer")
        items = creatives.find(tx, Search([link.account_id], (within,), window=Window(MOST_VIEWERS))).items
    waiting = Condition("is_previewed", "equals", (False,), "boolean")
    for viewer in viewers.find(tx, Search([link.account_id], (within, waiting))).items:
        viewers.update(tx, link.account_id, viewer.id, {"is_previewed": True})
    return [_showing(tx, link, creative) for creative in items]


def add_material(tx: Tx, showing: Showing, owner: int, kind: str, material_id: str) -> None:
    """Show an image or a video as well, unless it is deleted."""
    item = ad_objects.find(tx, kind, owner, id_of(material_id))
    if item is not None:
        (showing.images if kind == IMAGE else showing.videos).append(item.document["preview_url"])
        showing.warnings += item.document.get(WARNINGS, [])


def _showing(tx: Tx, link: Link, creative: AdObject) -> Showing:
    showing = Showing(creative.document["dynamic_creative_name"])
    for component_type, items in creative.document.get("creative_components", {}).items():
        only = link.part if component_type in _PICTURES else link.text_part if component_type in _TEXTS else 0
        for item in items:
            if not only or item["component_id"] == only:
                owner = _owner_of(tx, link.account_id, component_type, item["component_id"])
                _show(tx, showing, owner, component_type, item["value"])
    return showing


def _owner_of(tx: Tx, account_id: int, component_type: str, component_id: int) -> int:
    """The owner of the material of a component, which a business unit may share with the account."""
    component = component_sharing.usable(tx, account_id, component_id) if component_type in _PICTURES else None
    return component.account_id if component else account_id


def _show(tx: Tx, showing: Showing, owner: int, component_type: str, value: dict[str, Any]) -> None:
    if component_type == "title":
        showing.titles.append(value.get("content", ""))
    elif component_type == "description":
        showing.descriptions.append(value.get("content", ""))
    elif component_type == "main_jump_info":
        showing.url = showing.url or value.get("page_spec", {}).get("h5_spec", {}).get("page_url", "")
    elif component_type in _PICTURES:
        for kind, material_id in materials_of(component_type, value):
            add_material(tx, showing, owner, kind, material_id)


def materials_of(component_type: str, value: dict[str, Any]) -> list[tuple[str, str]]:
    """The images and videos of a component: their kinds and ids."""
    if component_type == "video":
        return [(VIDEO, value.get("video_id", ""))]
    items = value.get("list", []) if component_type == "image_list" else [value]
    return [(IMAGE, item.get("image_id", "")) for item in items]


def _check_parts(creative: AdObject, parts: dict[str, int]) -> tuple[int, int]:
    components = creative.document.get("creative_components", {})
    ids = []
    for name, types in (("resource_component_id", _PICTURES), ("text_component_id", _TEXTS)):
        part = parts.get(name, 0)
        if part and part not in {item["component_id"] for each in types for item in components.get(each, ())}:
            raise ComponentMissing
        ids.append(part)
    return ids[0], ids[1]
