"""Ad groups, images, videos and creatives of a Tencent client, made through the public surface."""

import hashlib
import itertools
from typing import Any

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import day_of
from support import clips
from support.pictures import png
from support.tencent import TencentClient

_NUMBERS = itertools.count(1)


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def ad_group(client: TencentClient, **members: Any) -> int:
    """An ad group from today on; its id."""
    today = day_of(client.server.instance.clock.now(), ZONE)
    made = client.post(
        "/v3.0/adgroups/add",
        **{
            "adgroup_name": f"Group {next(_NUMBERS)}",
            "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
            "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
            "begin_date": today,
            "end_date": "",
            "time_series": "1" * 336,
            "bid_amount": 100,
            **members,
        },
    )
    assert made.code == 0, made
    group_id: int = made.document["data"]["adgroup_id"]
    return group_id


def upload_image(client: TencentClient, content: bytes | None = None, **texts: Any) -> str:
    """An image of the account; its id."""
    content = png(64, 36) if content is None else content
    sent = {"account_id": client.account_id, "upload_type": "UPLOAD_TYPE_FILE", "signature": md5(content), **texts}
    image_id: str = client.form("/v3.0/images/add", sent, {"file": content}).document["data"]["image_id"]
    return image_id


def upload_video(client: TencentClient, content: bytes | None = None, **texts: Any) -> int:
    """A video of the account; its id."""
    content = clips.mp4() if content is None else content
    sent = {"account_id": client.account_id, "signature": md5(content), **texts}
    video_id: int = client.form("/v3.0/videos/add", sent, {"video_file": content}).document["data"]["video_id"]
    return video_id


def creative(
    client: TencentClient,
    group_id: int,
    *,
    title: str = "Tea",
    second_title: str = "",
    image_id: str = "",
    url: str = "https://www.example.com/tea",
    components: dict[str, Any] | None = None,
    **members: Any,
) -> int:
    """A creative of an ad group, with a picture unless `components` says otherwise; its id."""
    page = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": url}}}
    texts = [{"value": {"content": text}} for text in (title, second_title) if text]
    made = client.post(
        "/v3.0/dynamic_creatives/add",
        adgroup_id=group_id,
        dynamic_creative_name=f"Creative {next(_NUMBERS)}",
        dynamic_creative_type="DYNAMIC_CREATIVE_TYPE_PROGRAM",
        creative_components=components
        or {
            "title": texts,
            "image": [{"value": {"image_id": image_id or upload_image(client)}}],
            "main_jump_info": [{"value": page}],
        },
        **members,
    )
    assert made.code == 0, made
    creative_id: int = made.document["data"]["dynamic_creative_id"]
    return creative_id


def component_ids(client: TencentClient, creative_id: int) -> dict[str, int]:
    """The id of the first component of each type of a creative."""
    condition = {"field": "dynamic_creative_id", "operator": "EQUALS", "values": [str(creative_id)]}
    (item,) = client.get("/v3.0/dynamic_creatives/get", filtering=[condition]).document["data"]["list"]
    return {kind: parts[0]["component_id"] for kind, parts in item["creative_components"].items()}
