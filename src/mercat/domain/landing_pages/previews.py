"""Pages as somebody sees them."""

from collections.abc import Mapping

from mercat.domain.landing_pages import composing
from mercat.domain.landing_pages.composing import ImageUrl
from mercat.domain.people import find
from mercat.domain.rendering.renderer import Recipient, Renderer
from mercat.domain.segments import segmentations
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage
from mercat.model.refusals import TooMany
from mercat.model.versions import Version
from mercat.store.tx import Tx


def html(
    tx: Tx,
    document: Document[LandingPage],
    version: Version,
    *,
    person_id: int | None,
    segment_ids: Mapping[int, int],
    image_url: ImageUrl,
) -> str:
    """A version of a page for a person, or for nobody; `segment_ids` has segments by segmentation, whatever they are.

    Raises PersonNotFound, NotFound (a segmentation, a segment, what the page shows), TooMany, RuleBroken, TooLong.
    """
    if len(segment_ids) > segmentations.APPROVED:
        raise TooMany("segmentation", segmentations.APPROVED)
    for segmentation_id, segment_id in segment_ids.items():
        segmentations.segment(tx, segmentation_id, segment_id)
    person = None if person_id is None else find.by_id(tx, person_id)
    composition = composing.compose(tx, document, version, image_url)
    return Renderer(tx, document.parent).html(composition, Recipient(person, segment_ids))
