"""Smart lists and segmentations for tests. No operation makes them, so the engine does."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from mercat.domain.people import sync
from mercat.domain.segments import filters, segmentations, smart_lists
from mercat.model.assets import Kind, Ref
from mercat.model.smart_lists import Filter, Match, Segment, SmartListRules
from mercat.store.tx import Tx

DATABASE = Ref(Kind.FOLDER, 5)  # Lead Database > Default
T = TypeVar("T")


def made_filter(tx: Tx, name: str, operator: str, *values: str) -> Filter:
    """A filter of a field or a membership."""
    return filters.make(tx, name, operator, values)


def rules_of(tx: Tx, *words: Sequence[str], match: Match = "all", logic: str = "") -> SmartListRules:
    """Rules of filters, each of which is a name, an operator and values."""
    return SmartListRules(match, logic, filters=tuple(made_filter(tx, *one) for one in words))


def made_list(
    tx: Tx, name: str, *words: Sequence[str], place: Ref = DATABASE, match: Match = "all", logic: str = ""
) -> int:
    """A smart list; its id."""
    return smart_lists.create(tx, place, name, None, rules_of(tx, *words, match=match, logic=logic)).id


def made_segmentation(
    tx: Tx, segments: Mapping[str, Sequence[Sequence[str]]], name: str = "Region", *, approved: bool = True
) -> int:
    """A segmentation of segments by name, each with its filters; its id."""
    parts = [Segment(segmentations.NEW, segment, rules_of(tx, *words)) for segment, words in segments.items()]
    document = segmentations.create(tx, DATABASE, name, "", parts)
    if approved:
        segmentations.KIND.approve(tx, document)
    return document.id


def made_people(tx: Tx, *records: dict[str, Any]) -> list[int]:
    """People with these fields; their ids."""
    return [int(outcome.id) for outcome in sync.sync(tx, list(records), action="createDuplicate")]  # type: ignore[union-attr, arg-type]


def doing(instance: Any) -> Callable[[Callable[[Tx], T]], T]:
    """Does something in one unit of work that writes."""
    return lambda work: instance.write_now(work)
