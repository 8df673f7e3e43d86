"""/subscriptions/{munchkinId}/programmembers: members of programs to add, change or remove."""

from typing import Any

from mercat.domain.members.status import NOT_IN_PROGRAM
from mercat.marketo.ingestion.schemas import requests
from mercat.marketo.ingestion.schemas.requests import Objects, Subscription
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.model.messages import Target
from mercat.model.refusals import Missing, NotAllowed
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema


class Program(Schema):
    """A program, and people under either of two names. Each person has an id and values of member fields."""

    program_id: int | None = None
    members: list[dict[str, Any]] | None = None
    input: list[dict[str, Any]] | None = None


class ProgramWithStatus(Program):
    """A program with people and the status that they get, each under either of two names."""

    status: str | None = None
    status_name: str | None = None


class SyncMembers(Schema):
    """Programs with people and their status."""

    programs: list[ProgramWithStatus]


class DeleteMembers(Schema):
    """Programs with people to remove."""

    programs: list[Program]


@marketo.post(
    "/subscriptions/{munchkinId}/programmembers",
    id="syncProgramMembers",
    needs=Permission.READ_WRITE_LEAD,
    docs="data-ingestion#program-members-sync",
)
def sync_members(call: Call, path: Subscription, body: SyncMembers) -> Response:
    """Set the status of up to 1,000 people, counted over all programs, in the background."""
    programs = [(program, {"status": _status(program)}) for program in body.programs]
    return requests.accept(call, Target.SYNC_MEMBERS, _members(programs))


@marketo.post(
    "/subscriptions/{munchkinId}/programmembers/delete",
    id="deleteProgramMembers",
    needs=Permission.READ_WRITE_LEAD,
    docs="data-ingestion#program-members-delete",
)
def delete_members(call: Call, path: Subscription, body: DeleteMembers) -> Response:
    """Remove up to 1,000 people, counted over all programs, in the background."""
    return requests.accept(call, Target.REMOVE_MEMBERS, _members([(program, {}) for program in body.programs]))


def _members(programs: list[tuple[Any, dict[str, Any]]]) -> Objects:
    """One object for each person and program. Raises Missing, TooMany, WrongType."""
    requests.objects_of("programs", programs)
    objects: Objects = []
    for program, more in programs:
        program_id = requests.positive("programId", program.program_id)
        for member in requests.objects_of("members", program.members or program.input):
            values = {name: value for name, value in member.items() if name != "leadId"}
            objects.append({"programId": program_id, **more, "leadId": requests.lead_id(member), "values": values})
    return requests.objects_of("members", objects)


def _status(program: ProgramWithStatus) -> str:
    name = (program.status or program.status_name or "").strip()
    if not name:
        raise Missing("status")
    if name.lower() == NOT_IN_PROGRAM.lower():
        raise NotAllowed("status", name)
    return name
