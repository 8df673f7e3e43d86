"""How the membership of a lead in a program is written: beside the program, or in the record of the lead."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import UNSET, UnsetType

from mercat.model import iso8601
from mercat.model.members import Member
from mercat.wire.operation import Answer


class ProgramMembershipAnswer(Answer, kw_only=True):
    """A program that a lead is in. Other programs than engagement programs leave out stream and cadence."""

    id: int
    acquired_by: bool
    is_exhausted: bool
    membership_date: str
    progression_status: str
    reached_success: bool
    updated_at: str
    stream: str | UnsetType = UNSET
    nurture_cadence: str | UnsetType | None = UNSET


class MembershipAnswer(ProgramMembershipAnswer, kw_only=True):
    """A membership in the record of a lead."""

    progression_status_type: str


M = TypeVar("M", bound=ProgramMembershipAnswer)


def program_membership(member: Member) -> ProgramMembershipAnswer:
    """A membership beside its program: its `id` is the program's."""
    return _written(ProgramMembershipAnswer, member, id=member.program_id)


def membership(member: Member) -> MembershipAnswer:
    """A membership as a member of a lead's record."""
    return _written(MembershipAnswer, member, id=member.id, progression_status_type=member.status)


def _written(answer_type: Callable[..., M], member: Member, **members: Any) -> M:
    return answer_type(
        acquired_by=member.acquired,
        is_exhausted=member.exhausted,
        membership_date=iso8601.text(member.member_ms),
        progression_status=member.status,
        reached_success=member.success_ms is not None,
        updated_at=iso8601.text(member.updated_ms),
        stream=UNSET if member.stream is None else member.stream,
        nurture_cadence=UNSET if member.stream is None else member.cadence,
        **members,
    )
