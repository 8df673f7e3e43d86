"""What the sample account has in WeChat Channels, and beside its ads: a package of an app, and a subsidy."""

from dataclasses import replace
from typing import Any, Final

from mercat.domain.advertising.accounts.subsidies import BOUND, link
from mercat.domain.advertising.apps.extended_packages import extended_packages
from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.comments import comments
from mercat.domain.advertising.comments.barrages import barrages
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.wechat.channels_posts import notices, posts
from mercat.model.clock import DAY, HOUR, SECOND
from mercat.sandbox.sample.access import SECOND_ID
from mercat.store.tx import Tx

ACCOUNT: Final = {"wechat_channels_account_id": "sph0000000000001", "finder_username": "v2_example@finder"}
APP: Final = 2_000_000_336


def fill(tx: Tx, account_id: int, ad_group_ids: list[int]) -> None:
    """Store posts, an announcement, an ad with a video for the second ad group, comments on it, and a package."""
    named = {**ACCOUNT, "nickname": "Example"}
    for number, text in enumerate(("Picking tea", "Roasting coffee", "Reading aloud")):
        about: dict[str, Any] = {"export_id": f"export/sample{number}", "description": text, "is_disable": False}
        about |= {"medias": [], "feeds_source_type": "FEEDS_SOURCE_TYPE_NATIVE", "audit_status": "ADSTATUS_NORMAL"}
        posts.add(replace(tx, now=tx.now - (9 - number) * DAY), account_id, named | about)
    live = {"notice_id": "live-1", "status": 0, "start_time": (tx.now + 7 * DAY) // SECOND, "introduction": "Tea, live"}
    notices.add(tx, account_id, named | live)
    video = videos.find(tx, Search([account_id])).items[0]
    image = images.find(tx, Search([account_id])).items[0]
    components = {
        "title": [{"value": {"content": "Fresh coffee for you"}}],
        "image": [{"value": {"image_id": str(image.id)}}],
        "description": [{"value": {"content": "Coffee, slowly"}}],
        "video": [{"value": {"video_id": str(video.id)}}],
    }
    creative = {"adgroup_id": ad_group_ids[1], "dynamic_creative_name": "Winter coffee, video"}
    program = {"dynamic_creative_type": "DYNAMIC_CREATIVE_TYPE_PROGRAM", "creative_components": components}
    ad_id = creatives.add(tx, account_id, creative | program)
    _fill_comments(tx, account_id, ad_id)
    extended_packages.split(tx, account_id, APP, {"channel_id": "sample_1"})
    link(tx, SECOND_ID, account_id, BOUND)


def _fill_comments(tx: Tx, account_id: int, ad_id: int) -> None:
    """Store what people say about an ad, an answer, and texts that run over its video."""
    for number, text in enumerate(("看起来不错，在哪里买？", "有点贵", "朋友推荐来的")):
        then = replace(tx, now=tx.now - (3 - number) * HOUR)
        comment_id = comments.note(then, account_id, ad_id, text, {**ACCOUNT, "comment_level": 1})
        if not number:
            answer = {"finder_ad_object_id": ad_id, "reply_comment_id": str(comment_id), "content": "点击下方链接"}
            comments.write(tx, account_id, answer)
    barrages.write(tx, account_id, {"text_list": ["好香的咖啡", "已经下单啦"]})
