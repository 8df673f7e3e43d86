"""The tags of images and videos in the regions of an email."""

import html as html_text
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from mercat.domain.emails.layout import PlacedRegion
from mercat.domain.markup import tags
from mercat.model.emails import Image

_YOUTUBE: Final = "https://img.youtube.com/vi/{}/hqdefault.jpg"
_VIMEO: Final = "https://vumbnail.com/{}.jpg"
_ID: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
_ATTRIBUTES: Final = {"url": "src", "alt": "alt", "width": "width", "height": "height", "style": "style"}


def attributes_of(html: str, placed: PlacedRegion) -> tuple[dict[str, str], dict[str, str]]:
    """The attributes of the image in a region, and of the link around it; `html` is the body."""
    image: dict[str, str] | None = None
    link: dict[str, str] = {}
    if placed.region.tag == "img":
        return dict(placed.region.attributes), link
    for kind, token, _ in tags.read(html[placed.region.inner.start : placed.region.inner.end]):
        if kind is tags.START and token.tag in ("a", "img"):
            attributes = {name: value or "" for name, value in token.attrs or ()}
            if token.tag == "img" and image is None:
                image = attributes
            elif token.tag == "a" and image is None:
                link = attributes
    return image or {}, link


def shown(html: str, placed: PlacedRegion, image: Image) -> Image:
    """An image as it is: what was changed, and else what the body has."""
    attributes, link = attributes_of(html, placed)
    values = {name: getattr(image, name) or attributes.get(attribute) for name, attribute in _ATTRIBUTES.items()}
    return replace(image, **values, link_url=image.link_url or link.get("href"))


def image_tag(html: str, placed: PlacedRegion, image: Image) -> str:
    """The tag of an image in the place of what the region has."""
    attributes, link = attributes_of(html, placed)
    for name, attribute in _ATTRIBUTES.items():
        value = getattr(image, name)
        if value is not None:
            attributes[attribute] = value
    if placed.region.tag == "img":
        attributes["id"] = placed.id
    if image.link_url is not None:
        link["href"] = image.link_url
    tag = _tag("img", attributes)
    return f"{_tag('a', link)}{tag}</a>" if link.get("href") else tag


def video_tag(url: str) -> str:
    """A link to a video with its picture, since emails play none."""
    parts = urlsplit(url)
    id = next(iter(parse_qs(parts.query).get("v", [])), None) or parts.path.rstrip("/").rpartition("/")[2]
    match = _ID.match(id)
    picture = (_VIMEO if "vimeo" in parts.netloc.lower() else _YOUTUBE).format(match[0] if match else "")
    return f"{_tag('a', {'href': url, 'target': '_blank'})}{_tag('img', {'src': picture, 'alt': 'Video'})}</a>"


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    words = [name, *(f'{attribute}="{html_text.escape(value)}"' for attribute, value in attributes.items())]
    return f"<{' '.join(words)}>"
