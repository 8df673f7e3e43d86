"""Segmentations: assets that divide people into segments, whose order decides. The last one is Default."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from mercat.domain.assets import tree
from mercat.domain.assets.asset_kind import AssetKind, Copies
from mercat.domain.segments import evaluation, filters, operators
from mercat.model.assets import Area, AssetRef, AssetType, Ref, key_of
from mercat.model.documents import Document, DocumentFilter
from mercat.model.refusals import AlreadyExists, NotFound, RuleBroken, TooMany
from mercat.model.rules import Rule
from mercat.model.smart_lists import DEFAULT, Segment, Segmentation
from mercat.store.assets import documents
from mercat.store.tx import Tx

FIRST_ID: Final = 1_001  # of segmentations, and of all their segments together
SEGMENTS: Final = 100  # of one segmentation, without Default
APPROVED: Final = 20  # segmentations at one time
MOST: Final = 200  # segmentations of one subscription
SEGMENT: Final = "Segment"
NEW: Final = 0  # the id of a segment that is to be made


def _uses(content: Segmentation) -> Iterable[AssetRef]:
    return [ref for segment in content.segments for ref in filters.references(segment.rules)]


def _rewire(content: Segmentation, copies: Copies) -> Segmentation:
    segments = [replace(segment, rules=filters.rewire(segment.rules, copies)) for segment in content.segments]
    return Segmentation(tuple(segments))


def _copy(tx: Tx, content: Segmentation) -> Segmentation:
    """The segments of a copy have ids of their own."""
    return Segmentation(tuple(replace(segment, id=_number(tx)) for segment in content.segments))


def _number(tx: Tx) -> int:
    return documents.next_number(tx, SEGMENT, first=FIRST_ID)


def _check_draft(tx: Tx, document: Document[Segmentation]) -> None:
    """Every segment has to have rules that can be evaluated at any time, whatever the day."""
    approved = KIND.browse(tx, DocumentFilter(("approved",)), offset=0, limit=APPROVED + 1)
    if sum(one.id != document.id for one in approved) >= APPROVED:
        raise RuleBroken(Rule.SEGMENTATIONS_APPROVED, limit=APPROVED)
    for segment in document.versions.latest.segments[:-1]:
        if not segment.rules.filters:
            raise RuleBroken(Rule.SEGMENT_WITHOUT_RULES, segment=segment.name)
        for one in segment.rules.filters:
            if one.rule_type == "Attribute" and one.operator in operators.RELATIVE:
                raise RuleBroken(Rule.SEGMENT_RELATIVE_DATE, segment=segment.name, operator=one.operator)
        evaluation.check(tx, segment.rules)


KIND: Final = AssetKind(
    type=AssetType.SEGMENTATION,
    content=Segmentation,
    folder_type=tree.ZONE,
    areas=frozenset((Area.DATABASE,)),
    first_id=FIRST_ID,
    uses=_uses,
    rewire=_rewire,
    copy=_copy,
    check_draft=_check_draft,
)


def browse(tx: Tx, criteria: DocumentFilter) -> list[Document[Segmentation]]:
    """The segmentations that match, by id."""
    return KIND.browse(tx, criteria, offset=0, limit=MOST)


def create(
    tx: Tx, parent: Ref, name: str, description: str | None, segments: Sequence[Segment]
) -> Document[Segmentation]:
    """A new segmentation as a draft; Default is added. The ids of `segments` are not read.

    Raises what `AssetKind.create` and `define` do.
    """
    if len(KIND.browse(tx, DocumentFilter(), offset=0, limit=MOST)) == MOST:
        raise TooMany("segmentations", MOST)
    content = _content(tx, [replace(segment, id=NEW) for segment in segments], ())
    return KIND.create(tx, parent, name, description or "", content)


def define(tx: Tx, segmentation_id: int, segments: Sequence[Segment]) -> Document[Segmentation]:
    """Other segments in the draft, in this order, Default left out. One with the id of a segment is that segment.

    Raises NotFound, TooMany, Missing, TooLong, AlreadyExists (a name), what `filters.check` does.
    """
    document = KIND.get(tx, segmentation_id)
    return KIND.save(tx, document, _content(tx, segments, document.versions.latest.segments))


def _content(tx: Tx, segments: Sequence[Segment], before: Sequence[Segment]) -> Segmentation:
    if len(segments) > SEGMENTS:
        raise TooMany("segments", SEGMENTS)
    names = {key_of(DEFAULT)}
    ids = {segment.id for segment in before[:-1]}
    defined: list[Segment] = []
    for segment in segments:
        name = tree.checked_name(segment.name)
        if key_of(name) in names:
            raise AlreadyExists(SEGMENT, name)
        filters.check(tx, segment.rules)
        number = segment.id if segment.id in ids else _number(tx)
        names.add(key_of(name))
        ids.discard(number)
        defined.append(Segment(number, name, segment.rules))
    last = before[-1] if before else Segment(_number(tx), DEFAULT)
    return Segmentation((*defined, last))


# -- what other assets follow ---------------------------------------------------------------------------------------


def get_approved(tx: Tx, segmentation_id: int) -> Segmentation:
    """The segments that are in use, Default the last. Raises NotFound, RuleBroken (it is not approved)."""
    document = KIND.get(tx, segmentation_id)
    if document.versions.approved is None:
        raise RuleBroken(Rule.NOT_APPROVED, kind=document.type.value)
    return document.versions.approved


def segment(tx: Tx, segmentation_id: int, key: int | str) -> Segment:
    """The segment in use of an id, or of a name in any case. Raises NotFound, RuleBroken (it is not approved)."""
    for one in get_approved(tx, segmentation_id).segments:
        if one.id == key or (isinstance(key, str) and key_of(one.name) == key_of(key)):
            return one
    raise NotFound(SEGMENT, key)
