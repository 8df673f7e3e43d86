"""Images and videos of an account, and what conditions of a filter look like."""

import hashlib
from typing import Any

from support import clips
from support.pictures import png
from support.tencent import TencentClient


def image(client: TencentClient, width: int = 640, height: int = 360) -> str:
    """The id of a new image."""
    content = png(width, height)
    texts = {"account_id": client.account_id, "upload_type": "UPLOAD_TYPE_FILE"}
    texts["signature"] = hashlib.md5(content, usedforsecurity=False).hexdigest()
    image_id: str = client.form("/v3.0/images/add", texts, {"file": content}).data.image_id
    return image_id


def video(client: TencentClient, content: bytes | None = None) -> int:
    """The id of a new video."""
    content = content or clips.mp4()
    texts = {"account_id": client.account_id, "signature": hashlib.md5(content, usedforsecurity=False).hexdigest()}
    video_id: int = client.form("/v3.0/videos/add", texts, {"video_file": content}).data.video_id
    return video_id


def where(field: str, operator: str, *values: str) -> list[dict[str, Any]]:
    """A filter of one condition."""
    return [{"field": field, "operator": operator, "values": list(values)}]
