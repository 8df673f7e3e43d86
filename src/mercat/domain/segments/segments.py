"""Which segment of a segmentation somebody is in: the first one whose rules take them, else Default."""

from collections.abc import Callable, Sequence

from mercat.domain.segments import evaluation, segmentations
from mercat.model.people import Person
from mercat.model.refusals import PersonNotFound
from mercat.model.smart_lists import Segment, Segmentation
from mercat.store import people
from mercat.store.tx import Tx

Assign = Callable[[Sequence[Person]], dict[int, Segment]]


def of_person(tx: Tx, segmentation_id: int, person_id: int) -> Segment:
    """The segment of a person. Raises NotFound, PersonNotFound, RuleBroken (not approved, not evaluable)."""
    assign = assigner(tx, segmentations.get_approved(tx, segmentation_id))
    person = people.find(tx, person_id)
    if person is None:
        raise PersonNotFound
    return assign([person])[person_id]


def assigner(tx: Tx, segmentation: Segmentation) -> Assign:
    """A function that says the segment of each of some people by their ids, for this unit of work.

    Raises RuleBroken if rules are not evaluable.
    """
    *others, default = segmentation.segments
    ordered = [(segment, evaluation.compile(tx, segment.rules)) for segment in others]

    def assign(group: Sequence[Person]) -> dict[int, Segment]:
        segment_of: dict[int, Segment] = {}
        rest = list(group)
        for segment, passing in ordered:
            ids = passing(rest) if rest else set[int]()
            segment_of |= dict.fromkeys(ids, segment)
            rest = [person for person in rest if person.id not in ids]
        return segment_of | {person.id: default for person in rest}

    return assign
