"""/rest/v1/leads/programs: the leads of a program, and their status in it."""

from typing import Annotated, Any

import msgspec

from mercat.domain.members import memberships
from mercat.marketo import paging
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas.memberships import membership
from mercat.model.outcomes import Outcome
from mercat.wire.call import Call
from mercat.wire.operation import Record, Schema


class ProgramPath(Schema):
    """The path of one program."""

    program_id: int


class MemberPage(Schema):
    """The fields of the leads, and the page."""

    fields: list[str] = []
    batch_size: Annotated[int, msgspec.Meta(ge=1, le=300)] = 300
    next_page_token: str = ""


class ChangeStatus(Schema):
    """Members by `id`, and their new status."""

    status: str
    input: Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1, max_length=300)]


@marketo.get(
    "/rest/v1/leads/programs/{programId}.json",
    id="getLeadsByProgramIdUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="leads#programs",
)
def get_leads(call: Call, path: ProgramPath, query: MemberPage) -> Reply[Record]:
    """List the leads of a program, each with its membership."""
    after = paging.position(call, query.next_page_token)
    page = memberships.people_of(call.tx, path.program_id, query.fields, after=after, limit=query.batch_size)
    records = [{**record, "membership": membership(member)} for record, member in page.items]
    return paging.reply(call, records, page.cursor)


@marketo.post(
    "/rest/v1/leads/programs/{programId}/status.json",
    id="changeLeadProgramStatusUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    docs="program-members#program-member-status",
)
def change_status(call: Call, path: ProgramPath, body: ChangeStatus) -> list[Outcome]:
    """Change the status of members of a program. Leads that are not members are skipped."""
    ids = [record.get("id") for record in body.input]
    return memberships.advance(call.tx, path.program_id, body.status, ids)
