"""/rest/asset/v1/segmentation: segmentations, and the segments that dynamic content follows."""

from typing import Any

from mercat.domain.segments import segmentations
from mercat.marketo.asset.versioned import READ, AssetAnswer, AssetVersion, heading, place, versions_of
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import APPLICATION, AssetId, AssetPage, PlaceAnswer, asset_time
from mercat.model.assets import WORKSPACES
from mercat.model.documents import Document, DocumentFilter
from mercat.model.smart_lists import Segment, Segmentation
from mercat.model.versions import Version
from mercat.wire.call import Call
from mercat.wire.operation import Answer


class SegmentPage(AssetPage):
    """The page of a list of segments, and the version of the segmentation that has them."""

    status: str = ""


class SegmentationAnswer(AssetAnswer, kw_only=True):
    """A segmentation without its segments."""

    url: str
    folder: PlaceAnswer
    status: str
    workspace: str


class SegmentAnswer(Answer, kw_only=True):
    """A segment. Its times are those of its segmentation."""

    id: int
    name: str
    description: str | None = None
    created_at: str
    updated_at: str
    url: str
    status: str
    segmentation_id: int


@marketo.get(
    "/rest/asset/v1/segmentation.json",
    id="getSegmentationUsingGET",
    needs=READ,
    docs="dynamic-content#list",
    offload=True,
)
def browse_segmentations(call: Call, query: AssetVersion) -> Reply[SegmentationAnswer]:
    """List all segmentations, or those with a draft or an approved version, by id."""
    versions = versions_of(query.status)
    page = segmentations.browse(call.tx, DocumentFilter(versions))
    return asset_reply([_segmentation(one, *_picked(one, next(iter(versions), None))) for one in page])


@marketo.get(
    "/rest/asset/v1/segmentation/{id}/segments.json",
    id="getSegmentsForSegmentationUsingGET",
    needs=READ,
    docs="dynamic-content#list",
)
def browse_segments(call: Call, path: AssetId, query: SegmentPage) -> Reply[SegmentAnswer]:
    """List the segments of a segmentation in their order, Default last."""
    versions = versions_of(query.status)
    one = segmentations.KIND.find(call.tx, path.id)
    if one is None or not set(versions).issubset(one.versions.names):
        return asset_reply([])
    version, content = _picked(one, next(iter(versions), None))
    page = content.segments[query.offset : query.offset + query.max_return]
    return asset_reply([_segment(one, version, segment) for segment in page])


def _picked(one: Document[Segmentation], version: Version | None) -> tuple[Version, Segmentation]:
    picked = one.versions.pick(version)
    assert picked is not None, "the segmentation has the version"
    return picked


def _url(segmentation_id: int) -> str:
    return f"{APPLICATION}#SG{segmentation_id}A1"


def _segmentation(one: Document[Segmentation], version: Version, _: Any) -> SegmentationAnswer:
    return SegmentationAnswer(
        **heading(one, version),
        url=_url(one.id),
        folder=place(one),
        status=version,
        workspace=WORKSPACES[one.workspace_id],
    )


def _segment(one: Document[Segmentation], version: Version, segment: Segment) -> SegmentAnswer:
    return SegmentAnswer(
        id=segment.id,
        name=segment.name,
        created_at=asset_time(one.created_ms),
        updated_at=asset_time(one.updated_ms),
        url=_url(one.id),
        status=version,
        segmentation_id=one.id,
    )
