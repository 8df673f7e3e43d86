"""Segmentations by the ids that callers write."""

import re
from typing import Final, NamedTuple

from mercat.domain.segments import segmentations
from mercat.model.assets import AssetType
from mercat.model.refusals import NotFound
from mercat.model.smart_lists import Segment
from mercat.store.tx import Tx

_NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)


class Segments(NamedTuple):
    """The segments in use of a segmentation, Default the last."""

    id: int
    segments: tuple[Segment, ...]


def segments(tx: Tx, segmentation_id: str) -> Segments:
    """The segments of a segmentation. Raises NotFound, RuleBroken (it is not approved)."""
    number = as_id(AssetType.SEGMENTATION, segmentation_id)
    return Segments(number, segmentations.get_approved(tx, number).segments)


def as_id(type: AssetType, text: str) -> int:
    """The id in a text. Raises NotFound."""
    if not _NUMBER.fullmatch(text.strip()):
        raise NotFound(type.value, text[:255])
    return int(text)


def as_id_or(text: str) -> int | str:
    """The id in a text, or else the text."""
    return int(text) if _NUMBER.fullmatch(text.strip()) else text
