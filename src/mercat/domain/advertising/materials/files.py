"""The files of images and videos: where they are, and their media types."""

from typing import Final

from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.videos import videos
from mercat.model.advertising import AdObject
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

_MEDIA_TYPES: Final = {"IMAGE_TYPE_PNG": "image/png", "IMAGE_TYPE_JPG": "image/jpeg", "IMAGE_TYPE_GIF": "image/gif"} | {
    "MEDIA_TYPE_MP4": "video/mp4",
    "MEDIA_TYPE_MOV": "video/quicktime",
    "MEDIA_TYPE_AVI": "video/x-msvideo",
}


def of(item: AdObject | None, name: int) -> tuple[str, str]:
    """The key of the file of an image or a video, and its media type. Raises NotFound with a name if it has none."""
    if item is None or not item.document.get("preview_url"):
        raise NotFound("file", name)
    return item.document["preview_url"], _MEDIA_TYPES.get(item.document["type"], "application/octet-stream")


def of_any_account(tx: Tx, material_id: int) -> tuple[str, str]:
    """The same of the image or video with this id. Raises NotFound."""
    items = (ad_objects.of_any_account(tx, kind, [material_id]).get(material_id) for kind in (images.kind, videos.kind))
    return of(next(filter(None, items), None), material_id)
