"""/rest/asset/v1/program, /rest/asset/v1/programs: programs with their tags and costs."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from mercat.domain import email_programs
from mercat.domain.assets import programs
from mercat.domain.assets.programs import Details
from mercat.domain.campaigns import copies
from mercat.domain.segments import smart_lists
from mercat.marketo.asset.schemas.programs import (
    BrowsePrograms,
    ByTag,
    CloneProgram,
    CostAnswer,
    CreateProgram,
    ProgramAnswer,
    ProgramName,
    ProgramSummary,
    SmartListOfProgram,
    TagAnswer,
    TagOfProgram,
    TagValue,
    UpdateProgram,
)
from mercat.marketo.asset.schemas.smart_lists import IncludeRules, SmartListWithRules, smart_list_with_rules
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import (
    APPLICATION,
    AssetId,
    IdAnswer,
    PlaceAnswer,
    asset_time,
    parse_range,
    parse_time,
    place_of,
)
from mercat.model.assets import WORKSPACES, Cost, Program, ProgramFilter, ProgramType
from mercat.model.refusals import Missing, NotAllowed, WrongType
from mercat.wire.call import Call
from mercat.wire.operation import present

TYPES: Final = {
    ProgramType.DEFAULT: "Default",
    ProgramType.EVENT: "Event",
    ProgramType.WEBINAR: "Event with Webinar",
    ProgramType.ENGAGEMENT: "Engagement",
    ProgramType.EMAIL: "Email",
}
_WORDS: Final = {
    **{word.casefold(): type for type, word in TYPES.items()},
    **{type.value: type for type in ProgramType},
    "email": ProgramType.EMAIL,
}
_PAGES: Final = {
    ProgramType.EVENT: "ME",
    ProgramType.WEBINAR: "ME",
    ProgramType.ENGAGEMENT: "NP",
    ProgramType.EMAIL: "EBP",
}


@marketo.get(
    "/rest/asset/v1/program/{id}.json",
    id="getProgramByIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="programs#by-id",
)
def get_program(call: Call, path: AssetId) -> Reply[ProgramAnswer]:
    """Get a program by its id."""
    program = programs.find(call.tx, path.id)
    return asset_reply([whole(program)] if program else [])


@marketo.get(
    "/rest/asset/v1/program/{programId}/smartList.json",
    id="getSmartListByProgramIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-lists#by-program-id",
)
def get_smart_list_of_program(call: Call, path: SmartListOfProgram, query: IncludeRules) -> Reply[SmartListWithRules]:
    """Get the smart list of an email program, with its rules on request."""
    return smart_list_with_rules(call.tx, smart_lists.of_program(call.tx, path.program_id), query)


@marketo.get(
    "/rest/asset/v1/program/byName.json",
    id="getProgramByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="programs#by-name",
)
def get_program_by_name(call: Call, query: ProgramName) -> Reply[ProgramAnswer]:
    """Get the program with exactly this name."""
    program = programs.find_named(call.tx, query.name)
    return asset_reply([whole(program, tags=query.include_tags, costs=query.include_costs)] if program else [])


@marketo.get(
    "/rest/asset/v1/programs.json",
    id="browseProgramsUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="programs#browse",
)
def browse_programs(call: Call, query: BrowsePrograms) -> Reply[ProgramSummary]:
    """List the programs that meet all conditions, by id, without tags, costs and dates."""
    matching = programs.search(call.tx, _filter(query), offset=query.offset, limit=query.max_return)
    return asset_reply([_written(ProgramSummary, program) for program in matching])


@marketo.get(
    "/rest/asset/v1/program/byTag.json",
    id="getProgramListByTagUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="programs#by-tag-type",
)
def get_programs_by_tag(call: Call, query: ByTag) -> Reply[ProgramAnswer]:
    """List the programs that have a tag with this value."""
    tagged = programs.tagged(call.tx, query.tag_type, query.tag_value, offset=query.offset, limit=query.max_return)
    return asset_reply([_written(ProgramAnswer, program, tags=_tags(program), **_dates(program)) for program in tagged])


@marketo.post(
    "/rest/asset/v1/programs.json",
    id="createProgramUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="programs#create",
)
def create_program(call: Call, form: CreateProgram) -> list[ProgramAnswer]:
    """Create a program in a folder, or in a program that may contain it."""
    program = programs.create(
        call.tx, place_of(form.folder), form.name, _type(form.type), form.channel.strip(), _details(form)
    )
    return [whole(program)]


@marketo.post(
    "/rest/asset/v1/program/{id}.json",
    id="updateProgramUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="programs#update",
)
def update_program(call: Call, path: AssetId, form: UpdateProgram) -> list[ProgramAnswer]:
    """Change the name, description, tags, costs or dates of a program."""
    program = programs.update(
        call.tx, path.id, name=form.name, details=_details(form), replace_costs=form.costs_destructive_update
    )
    return [whole(program)]


@marketo.post(
    "/rest/asset/v1/program/{id}/delete.json",
    id="deleteProgramUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="programs#delete-program",
)
def delete_program(call: Call, path: AssetId) -> list[IdAnswer]:
    """Delete a program with everything in it."""
    programs.delete(call.tx, path.id)
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/program/{id}/clone.json",
    id="cloneProgramUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="programs#clone",
)
def clone_program(call: Call, path: AssetId, form: CloneProgram) -> list[ProgramAnswer]:
    """Copy a program with everything in it into a folder."""
    return [whole(copies.clone_program(call.tx, path.id, place_of(form.folder), form.name, form.description))]


@marketo.post(
    "/rest/asset/v1/program/{id}/approve.json",
    id="approveProgramUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="programs#approve",
)
def approve_program(call: Call, path: AssetId) -> list[IdAnswer]:
    """Approve an email program that has dates, a smart list and an approved email."""
    email_programs.approve(call.tx, path.id)
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/program/{id}/unapprove.json",
    id="unapproveProgramUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="programs#unapprove",
)
def unapprove_program(call: Call, path: AssetId) -> list[IdAnswer]:
    """Unapprove an approved email program."""
    email_programs.unapprove(call.tx, path.id)
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/program/{id}/tag/{tagType}.json",
    id="updateProgramTagUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="tags#update",
)
def update_program_tag(call: Call, path: TagOfProgram, form: TagValue) -> list[IdAnswer]:
    """Set the value of one tag of a program."""
    programs.set_tag(call.tx, path.id, path.tag_type, form.tag_value)
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/program/{id}/tag/{tagType}/delete.json",
    id="deleteProgramTagUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="tags#delete",
)
def delete_program_tag(call: Call, path: TagOfProgram) -> list[IdAnswer]:
    """Remove a tag from a program, unless the tag is required."""
    programs.delete_tag(call.tx, path.id, path.tag_type)
    return [IdAnswer(path.id)]


# -- parameters and answers -------------------------------------------------------------------------------------------


def whole(program: Program, *, tags: bool = True, costs: bool = True) -> ProgramAnswer:
    """A program as the vendor writes it. Tags and costs that are absent, or that the call excludes, are null."""
    answer = _written(ProgramAnswer, program, **_dates(program))
    answer.tags = (_tags(program) or None) if tags else None
    answer.costs = (_costs(program) or None) if costs else None
    return answer


P = TypeVar("P", bound=ProgramSummary)


def _written(answer_type: Callable[..., P], program: Program, **members: Any) -> P:
    return answer_type(
        id=program.id,
        name=program.name,
        description=program.description,
        created_at=asset_time(program.created_ms),
        updated_at=asset_time(program.updated_ms),
        url=f"{APPLICATION}#{_PAGES.get(program.type, 'PG')}{program.id}A1",
        type=TYPES[program.type],
        channel=program.channel,
        folder=PlaceAnswer(program.parent.kind.value, program.parent.id, program.parent_name),
        status=program.status,
        workspace=WORKSPACES[program.workspace_id],
        head_start=program.head_start,
        **members,
    )


def _dates(program: Program) -> dict[str, str]:
    """The dates of a program, which lists of programs omit."""
    dates = {"start_date": program.start_ms, "end_date": program.end_ms}
    return {name: asset_time(at_ms) for name, at_ms in dates.items() if at_ms is not None}


def _tags(program: Program) -> list[TagAnswer]:
    return [TagAnswer(name, value) for name, value in program.tags]


def _costs(program: Program) -> list[CostAnswer]:
    return [CostAnswer(cost.start_date, cost.cost, present(cost.note)) for cost in program.costs]


def _type(text: str) -> ProgramType:
    kind = _WORDS.get(" ".join(text.split()).casefold())
    if kind is None:
        raise NotAllowed("type", text[:255], tuple(TYPES.values()))
    return kind


def _details(form: CreateProgram | UpdateProgram) -> Details:
    return Details(
        description=form.description,
        costs=[Cost(cost.start_date, cost.cost, cost.note) for cost in form.costs],
        tags=[(tag.tag_type, tag.tag_value) for tag in form.tags],
        start_ms=parse_time("startDate", form.start_date),
        end_ms=parse_time("endDate", form.end_date),
        head_start=form.head_start,
    )


def _filter(query: BrowsePrograms) -> ProgramFilter:
    ids = folders = workspaces = None
    if query.filter_type is not None and not query.filter_values:
        raise Missing("filterValues")
    if query.filter_type == "workspace":
        workspaces = [number for number, name in WORKSPACES.items() if name in query.filter_values]
    elif query.filter_type == "folderId":
        folders = [_number(text) for text in query.filter_values]
    elif query.filter_type is not None:
        ids = [_number(text) for text in query.filter_values]
    from_ms, to_ms = parse_range(query.earliest_updated_at, query.latest_updated_at)
    return ProgramFilter(
        ids=ids,
        folder_ids=folders,
        workspace_ids=workspaces,
        status=query.status,
        from_ms=from_ms,
        to_ms=to_ms,
    )


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise WrongType("filterValues", text[:255], "integer")
    return int(text)
