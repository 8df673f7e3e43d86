"""What the dynamic content of emails and landing pages shares: its ids, and segmentations by what callers write."""

import base64
import binascii
import re
from typing import Final, NamedTuple

from mercat.domain.segments import segmentations
from mercat.model.assets import AssetType
from mercat.model.refusals import NotFound
from mercat.model.smart_lists import Segment
from mercat.store.tx import Tx

_MARK: Final = "ES-"  # what the id of dynamic content begins with, before it is encoded
_NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)


class Segments(NamedTuple):
    """The segments in use of a segmentation, Default the last."""

    id: int
    segments: tuple[Segment, ...]


def segments(tx: Tx, segmentation_id: str) -> Segments:
    """The segments of a segmentation. Raises NotFound, RuleBroken (it is not approved)."""
    number = as_id(AssetType.SEGMENTATION, segmentation_id)
    return Segments(number, segmentations.get_approved(tx, number).segments)


def segment(tx: Tx, segmentation_id: int, key: str) -> Segment:
    """The segment in use of a name, or of an id. Raises NotFound, RuleBroken (the segmentation is not approved)."""
    try:
        return segmentations.segment(tx, segmentation_id, key)
    except NotFound:
        return segmentations.segment(tx, segmentation_id, as_id_or(key))


def content_id(name: str) -> str:
    """The id of the dynamic content of a section or header, by its name."""
    return base64.b64encode(f"{_MARK}{name}".encode()).decode()


def name_of(content_id: str) -> str:
    """The name of the section or header that an id of dynamic content stands for; a name is taken as well."""
    try:
        name = base64.b64decode(content_id, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return content_id
    return name.removeprefix(_MARK) if name.startswith(_MARK) else content_id


def as_id(type: AssetType, text: str) -> int:
    """The id in a text. Raises NotFound."""
    if not _NUMBER.fullmatch(text.strip()):
        raise NotFound(type.value, text[:255])
    return int(text)


def as_id_or(text: str) -> int | str:
    """The id in a text, or else the text."""
    return int(text) if _NUMBER.fullmatch(text.strip()) else text
