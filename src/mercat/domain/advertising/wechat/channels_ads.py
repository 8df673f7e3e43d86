"""Ads in WeChat Channels that are posts as well: creatives with a video, of ad groups that are shown there."""

import zlib
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Search, Slice, slice_of
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.wechat.authorizations import AUTHORIZED, STATUS
from mercat.domain.advertising.wechat.channels import AUTHORIZATION_KIND, CHANNEL_ID, NAME, channel_authorizations
from mercat.domain.advertising.wechat.channels_posts import POST_KIND, posts
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.clock import day_of
from mercat.model.refusals import NotAllowed, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "ad in Channels"
SITE: Final = "SITE_SET_CHANNELS"
MILLISECONDS: Final = 1_000
ID_DIGITS: Final = 18
_CREATIVE: Final = "dynamic_creative_id"
EXPORT: Final = "ad_export_id"
READY, PUBLISHED, TOO_EARLY = (f"VISIBILITY_CODE_{name}" for name in ("INSERT_READY", "INSERTED", "NOT_BEGINTIME"))


def find(tx: Tx, search: Search) -> Slice:
    """List the ads in WeChat Channels that are posts, a page at a time."""
    stored = tuple(
        replace(one, member=ID) if one.member == _CREATIVE else one for one in search.conditions if one.member != EXPORT
    )
    exports = [one.values for one in search.conditions if one.member == EXPORT]
    matches = creatives.matches(tx, Search(search.owners, stored))
    items = [ad for ad in (_ad(tx, item) for item in matches) if ad is not None]
    return slice_of([ad for ad in items if all(ad.document[EXPORT] in each for each in exports)], search.window)


def get(tx: Tx, owner: int, ad_id: int) -> AdObject:
    """The ad in WeChat Channels that is a creative with this id. Raises NotFound."""
    ad = _ad(tx, creatives.get(tx, owner, ad_id))
    if ad is None:
        raise NotFound(KIND, ad_id)
    return ad


def publish(tx: Tx, owner: int, members: dict[str, Any]) -> None:
    """Put an ad on the page of the account's channel, as a post that everybody sees. Raises NotFound, NotAllowed."""
    by_export = Condition(EXPORT, "equals", (members[EXPORT],))
    ad = next(iter(find(tx, Search([owner], (by_export,))).items), None)
    if ad is None:
        raise NotFound(KIND, members[EXPORT][:64])
    code = ad.document["visibility_code"]
    if code != READY:
        raise NotAllowed("visibility_code", code, (READY,))
    authorized = Search([owner], (Condition(STATUS, "equals", (AUTHORIZED,)),))
    channel = next(iter(channel_authorizations.find(tx, authorized).items), None)
    if channel is None:
        raise NotFound(AUTHORIZATION_KIND)
    post = ad.document["finder_object"]
    media = (
        [{name: value for name, value in post["medias"].items() if name != "description"}] if "medias" in post else []
    )
    names = {"nickname": channel.document[NAME], "finder_username": channel.document[CHANNEL_ID]}
    about = {"export_id": members[EXPORT], "description": post["description"], "medias": media, "is_disable": False}
    about |= {"audit_status": "ADSTATUS_NORMAL", "feeds_source_type": "FEEDS_SOURCE_TYPE_NATIVE"}
    posts.add(tx, owner, {**names, CHANNEL_ID: channel.document[CHANNEL_ID], **about})


def _ad(tx: Tx, creative: AdObject) -> AdObject | None:
    """A creative as a post; None if it is none."""
    components = creative.document.get("creative_components", {})
    group = ad_groups.get(tx, creative.account_id, creative.document["adgroup_id"])
    facts = ad_groups.read(group.document)
    if not components.get("video") or SITE not in facts.sites or facts.chooses_sites:
        return None
    export_id = f"export-{zlib.crc32(str(creative.id).encode()):08x}{creative.id:x}"
    waits = (facts.begin_date or "") > day_of(tx.now, ZONE)
    is_published = ad_objects.find_by_name(tx, POST_KIND, creative.account_id, export_id) is not None
    about: dict[str, Any] = {
        _CREATIVE: creative.id,
        EXPORT: export_id,
        "finder_object": _post(tx, creative.account_id, components),
        "visibility_code": PUBLISHED if is_published else TOO_EARLY if waits else READY,
    }
    if components.get("main_jump_info"):
        about["jump_info"] = components["main_jump_info"][0]
    return AdObject(
        creative.id, creative.account_id, about, creative.created_ms, creative.updated_ms, deleted=creative.deleted
    )


def _post(tx: Tx, owner: int, components: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    texts = components.get("description") or components.get("title") or [{"value": {"content": ""}}]
    text = texts[0]["value"].get("content", "")
    post = {"description": text, "bullet_comment_switch_open": False, "bullet_comment_supported": False}
    try:
        video = videos.get(tx, owner, _id(components["video"][0]["value"]["video_id"])).document
    except NotFound:
        return post
    seconds = video.get("image_duration_millisecond", 0) // MILLISECONDS
    return post | {"medias": {"url": video["preview_url"], "description": text, "video_play_len": seconds}}


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else 0
