"""Material of the sample data beside images: a brand, a profile, labels, pages, audios, and videos of grey frames."""

import hashlib
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.materials.audios import LIBRARY, audios
from mercat.domain.advertising.materials.brands import SIDE, brands
from mercat.domain.advertising.materials.label_bindings import bind
from mercat.domain.advertising.materials.material_labels import material_labels
from mercat.domain.advertising.materials.profiles import DEFINITION, profiles
from mercat.domain.advertising.materials.videos import Incoming, videos
from mercat.domain.advertising.pages.wechat_pages import wechat_pages
from mercat.domain.drawings import grey_clip
from mercat.model.clock import DAY, SECOND
from mercat.sandbox.sample.pictures import still_life
from mercat.store.tx import Tx

_VIDEOS: Final = (
    ("Tea", "Tea, from leaf to cup", 320, 180),
    ("Coffee", "Coffee, upright", 180, 320),
    ("Books", "Books on a table", 320, 180),
)
_AUDIOS: Final = (
    ("Morning leaves", "Ada Admin", 51.36, "calm", "acoustic"),
    ("Second cup", "Ben Baker", 30.5, "cheerful", "jazz"),
    ("Turning pages", "Cleo Clark", 62.0, "dreamy", "piano"),
)
_FRAMES: Final = 10
_FRAMES_A_SECOND: Final = 5


def fill(tx: Tx, account_id: int) -> None:
    """Store what the account shows beside images."""
    _brand(tx, account_id)
    _library(tx)
    names = [{"label_name": label, "first_label_level_name": "Goods"} for label, *_ in _VIDEOS]
    material_labels.add_all(tx, account_id, names)
    labels = material_labels.find(tx, Search([account_id])).items
    for number, (label, (_, description, width, height)) in enumerate(zip(labels, _VIDEOS, strict=True)):
        then = replace(tx, now=tx.now - (20 - number) * DAY)
        video_id = videos.keep(then, account_id, _video(description, width, height))
        bind(tx, account_id, {"media_id_list": [str(video_id)], "label_id_list": [label.id]})
        wechat_pages.add(tx, account_id, _page(label.document["label_name"], video_id))


def _library(tx: Tx) -> None:
    """Audios for every account, unless the sample data of another account has brought them."""
    if audios.find(tx, Search([LIBRARY])).total:
        return
    for name, author, seconds, feeling, genre in _AUDIOS:
        about = {"audio_name": name, "author": author, "duration": seconds, "feel_tags": [feeling]}
        audios.add(tx, LIBRARY, about | {"genre_tags": [genre], "expire_time": (tx.now + 365 * DAY) // SECOND})


def _brand(tx: Tx, account_id: int) -> None:
    """A brand, and a profile with its picture."""
    brand = brands.keep(tx, account_id, "Example", still_life(SIDE, SIDE, "tea", season=0)).document
    about = {"profile_name": brand["name"], "description": "Tea, coffee and books since 1890"}
    about |= {"profile_type": DEFINITION, "head_image_id": brand["image_id"]}
    profiles.add(tx, account_id, about)


def _page(goods: str, video_id: int) -> dict[str, Any]:
    """A page with a video and a button below it."""
    button = {"title": f"Order {goods.lower()}", "url": f"https://www.example.com/{goods.lower()}"}
    return {
        "page_name": f"{goods} for you",
        "page_template_id": 1,
        "page_elements_spec_list": [
            {"element_type": "VIDEO", "video_spec": {"video_id": video_id}},
            {"element_type": "BUTTON", "button_spec": button},
        ],
        "share_content_spec": {"share_title": goods, "share_description": f"{goods} for you"},
    }


def _video(description: str, width: int, height: int) -> Incoming:
    content = grey_clip(width, height, _FRAMES, _FRAMES_A_SECOND)
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return Incoming(BytesIO(content), len(content), digest, digest, {"description": description})
