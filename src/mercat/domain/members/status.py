"""The statuses of members, which move forward in the program's channel and never backwards."""

from collections.abc import Iterable
from typing import Any, Final

from mercat.domain.activity_log import ActivityLog
from mercat.domain.assets import channels, programs
from mercat.domain.people import lookup, partitions
from mercat.model.activities import StandardActivity
from mercat.model.assets import Program, ProgramType, Status
from mercat.model.members import Member
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import PersonNotFound, Refusal
from mercat.store import members
from mercat.store.tx import Tx

NOT_IN_PROGRAM: Final = "Not in Program"
SOURCE: Final = "Web service API"
NORMAL_CADENCE: Final = "norm"  # the field has four letters: `norm` or `paus`


class StatusUnknown(Refusal):
    """The program's channel has no such status."""

    status: str


class StatusRegression(Refusal):
    """The member has the status already, or a later one."""


class NotMember(Refusal):
    """The person is not a member of the program, so it cannot be removed."""


def key_of(value: Any) -> int | Refusal:
    """The `leadId` of a record, or the refusal if it is not valid."""
    return lookup.record_id(value, "leadId")


def held_by(tx: Tx, program_id: int, person_ids: Iterable[int]) -> dict[int, Member]:
    """The memberships, by person, of the people whom the caller has access to."""
    held = members.of_people(tx, program_id, person_ids)
    within = partitions.present(tx, held)
    return {person_id: member for person_id, member in held.items() if person_id in within}


def find_status(tx: Tx, program: Program, name: str) -> Status:
    """A status of the program's channel, in any case. Raises StatusUnknown."""
    channel = channels.find(tx, program.channel)
    for status in channel.statuses if channel else ():
        if status.name.lower() == name.lower():
            return status
    raise StatusUnknown(name)


def entry(tx: Tx, program: Program, name: str | None = None) -> Status:
    """The status of new members of a program: the given one, or else the first of the channel.

    Raises StatusUnknown.
    """
    if name is not None:
        status = find_status(tx, program, name)
        if status.name == NOT_IN_PROGRAM:
            raise StatusUnknown(name)
        return status
    channel = channels.find(tx, program.channel)
    assert channel is not None, "a program has a channel"
    return next(status for status in channel.statuses if status.name != NOT_IN_PROGRAM)


def set_all(tx: Tx, program_id: int, name: str, person_ids: list[Any], *, source: str = SOURCE) -> list[Outcome]:
    """Set the status of people. Those who are not members become members. Raises NotFound, StatusUnknown."""
    program = programs.get(tx, program_id)
    status = find_status(tx, program, name)
    keys = [key_of(value) for value in person_ids]
    numbers = {key for key in keys if isinstance(key, int)}
    present = partitions.present(tx, numbers)
    held = members.of_people(tx, program_id, numbers)
    outcomes: list[Outcome] = []
    log = ActivityLog(tx)
    for key in keys:
        if not isinstance(key, int):
            outcomes.append(Skipped(key))
        elif key not in present:
            outcomes.append(Skipped(PersonNotFound(), key))
        else:
            outcomes.append(_set_one(tx, program, status, key, held, log, source))
    log.write()
    return outcomes


def _set_one(
    tx: Tx,
    program: Program,
    status: Status,
    person_id: int,
    held: dict[int, Member],
    log: ActivityLog,
    source: str,
) -> Outcome:
    member = held.get(person_id)
    if status.name == NOT_IN_PROGRAM or (member is not None and member.step >= status.step):
        return Skipped(StatusRegression(), person_id)
    old = NOT_IN_PROGRAM if member is None else member.status
    old_step = 0 if member is None else member.step
    if member is None:
        cadence = NORMAL_CADENCE if program.type is ProgramType.ENGAGEMENT else None
        member = held[person_id] = Member(
            0, program.id, person_id, status.name, status.step, None, False, False, cadence, None, tx.now, tx.now, {}
        )
        done = "created"
    else:
        member.status, member.step, member.updated_ms = status.name, status.step, tx.now
        done = "updated"
    won = status.success and member.success_ms is None
    if won:
        member.success_ms = tx.now
    if done == "created":
        members.add(tx, member)
    else:
        members.change(tx, member)
    _note(log, program, member, old, old_step, success=won, source=source)
    return Done(person_id, done)


def remove(tx: Tx, program_id: int, person_ids: list[Any], *, source: str = SOURCE) -> list[Outcome]:
    """Remove people from a program. Raises NotFound."""
    program = programs.get(tx, program_id)
    keys = [key_of(value) for value in person_ids]
    held = held_by(tx, program_id, {key for key in keys if isinstance(key, int)})
    outcomes: list[Outcome] = []
    gone: list[Member] = []
    for key in keys:
        if not isinstance(key, int):
            outcomes.append(Skipped(key))
            continue
        member = held.pop(key, None)
        if member is None:
            outcomes.append(Skipped(NotMember(), key))
            continue
        gone.append(member)
        outcomes.append(Done(key, "deleted"))
    members.delete(tx, [member.id for member in gone])
    log = ActivityLog(tx)
    for member in gone:
        old, old_step = member.status, member.step
        member.status, member.step = NOT_IN_PROGRAM, 0
        _note(log, program, member, old, old_step, success=False, source=source)
    log.write()
    return outcomes


def _note(
    log: ActivityLog, program: Program, member: Member, old: str, old_step: int, *, success: bool, source: str
) -> None:
    details = {
        "Acquired By": member.acquired,
        "New Status": member.status,
        "New Status ID": member.step,
        "Old Status": old,
        "Old Status ID": old_step,
        "Program Member ID": member.id,
        "Reason": source,
        "Success": success,
    }
    log.note(StandardActivity.CHANGE_STATUS_IN_PROGRESSION, member.person_id, details, program.id, program.name)
