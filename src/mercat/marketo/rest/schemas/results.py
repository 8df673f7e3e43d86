"""What became of each record of a batch, where records are counted by `seq`."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from mercat.marketo.envelopes import Problem, problems_of
from mercat.model.outcomes import Done, Outcome
from mercat.wire.operation import Answer


class SequencedResult(Answer):
    """What became of the record that stood at `seq` in the batch."""

    seq: int
    status: str
    reasons: list[Problem] | UnsetType = UNSET


class IdResult(SequencedResult):
    """The same of a record with an id."""

    id: int | UnsetType = UNSET


class GuidResult(SequencedResult):
    """The same of a record with a GUID."""

    marketo_guid: str | UnsetType = msgspec.field(name="marketoGUID", default=UNSET)


class MemberResult(SequencedResult):
    """The same of a member of a program."""

    lead_id: int | UnsetType = UNSET


R = TypeVar("R", bound=SequencedResult)


def results(result_type: Callable[..., R], outcomes: Iterable[Outcome]) -> list[R]:
    """Outcomes in the order of the input, each with its `seq`."""
    return [_result(result_type, seq, outcome) for seq, outcome in enumerate(outcomes)]


def _result(result_type: Callable[..., R], seq: int, outcome: Outcome) -> R:
    if isinstance(outcome, Done):
        return result_type(seq, outcome.status, UNSET, outcome.id)
    return result_type(seq, "skipped", problems_of(outcome.refusal))
