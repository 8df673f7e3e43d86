"""Programs: marketing initiatives with a type, a channel, costs and tags."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from mercat.domain.assets import channels, tree
from mercat.model.assets import UNLOCKED, Area, Cost, Kind, Node, Program, ProgramFilter, ProgramType, Ref, TagType
from mercat.model.refusals import AlreadyExists, MalformedDate, NotFound, RuleBroken, TooLong, TooMany, WrongFolder
from mercat.model.rules import Rule
from mercat.store.assets import asset_links, programs, tree_nodes
from mercat.store.tx import Tx

KIND: Final = Kind.PROGRAM.value
COSTS: Final = 1_000  # of one program
NOTE_LENGTH: Final = 255

_FOLDER_TYPES: Final = {
    ProgramType.DEFAULT: "Marketing Program",
    ProgramType.EVENT: "Marketing Event",
    ProgramType.WEBINAR: "Marketing Event",
    ProgramType.ENGAGEMENT: "Nurture Program",
    ProgramType.EMAIL: "Email Batch Program",
}
_FIRST_STATUS: Final = {ProgramType.ENGAGEMENT: "on", ProgramType.EMAIL: UNLOCKED}
_DATED: Final = frozenset({ProgramType.EVENT, ProgramType.WEBINAR, ProgramType.EMAIL})
_OTHERS: Final = frozenset({ProgramType.DEFAULT, ProgramType.EVENT, ProgramType.WEBINAR, ProgramType.EMAIL})
_HOLDS: Final = {
    ProgramType.ENGAGEMENT: _OTHERS,
    ProgramType.DEFAULT: frozenset({ProgramType.EMAIL}),
    ProgramType.EVENT: frozenset({ProgramType.EMAIL}),
    ProgramType.WEBINAR: frozenset({ProgramType.EMAIL}),
    ProgramType.EMAIL: frozenset[ProgramType](),
}


class Details(msgspec.Struct, frozen=True):
    """The attributes of a program; None for those that a call does not set. Tags are (tag type, value)."""

    description: str | None = None
    costs: Sequence[Cost] = ()
    tags: Sequence[tuple[str, str]] = ()
    start_ms: int | None = None
    end_ms: int | None = None
    head_start: bool | None = None


# -- finding ----------------------------------------------------------------------------------------------------------


def find(tx: Tx, program_id: int) -> Program | None:
    """The program, or None."""
    return programs.find(tx, program_id)


def get(tx: Tx, program_id: int) -> Program:
    """The program. Raises NotFound."""
    program = programs.find(tx, program_id)
    if program is None:
        raise NotFound(KIND, program_id)
    return program


def find_named(tx: Tx, name: str) -> Program | None:
    """The program with exactly this name, or None."""
    return programs.find_named(tx, name)


def search(tx: Tx, criteria: ProgramFilter, *, offset: int, limit: int) -> list[Program]:
    """A page of the programs that meet every condition, by id."""
    return programs.search(tx, criteria, offset=offset, limit=limit)


def tagged(tx: Tx, tag_type: str, value: str, *, offset: int, limit: int) -> list[Program]:
    """A page of the programs with a tag of this value, by id."""
    tag = channels.find_tag_type(tx, tag_type)
    return programs.search(tx, ProgramFilter(tag=(tag.id, value)), offset=offset, limit=limit) if tag else []


# -- changing ---------------------------------------------------------------------------------------------------------


def create(tx: Tx, parent: Ref, name: str, type: ProgramType, channel: str, details: Details) -> Program:
    """Create a program in a folder, or in a program that may contain its type.

    Raises Missing, TooLong, ParentNotFound, WrongFolder, AlreadyExists, RuleBroken, MalformedDate, TooMany.
    """
    name = tree.checked_name(name)
    place = tree.get_parent(tx, parent)
    _check_place(tx, place, type)
    if tree_nodes.all_named(tx, Kind.PROGRAM, name):
        raise AlreadyExists(KIND, name)
    _check(type, details)
    program_id = programs.insert(
        tx,
        type=type,
        channel_id=_channel_id(tx, channel, type),
        status=_FIRST_STATUS.get(type, ""),
        start_ms=details.start_ms,
        end_ms=details.end_ms,
    )
    tree_nodes.insert(
        tx,
        Ref(Kind.PROGRAM, program_id),
        parent,
        area=place.area,
        name=name,
        description=details.description or "",
        folder_type=_FOLDER_TYPES[type],
        workspace_id=place.workspace_id,
    )
    programs.set_costs(tx, program_id, [_cost(cost) for cost in details.costs])
    programs.set_head_start(tx, program_id, bool(details.head_start))
    _set_tags(tx, program_id, type, details.tags)
    _check_required_tags(tx, program_id, type)
    return get(tx, program_id)


def update(
    tx: Tx, program_id: int, *, name: str | None = None, details: Details, replace_costs: bool = False
) -> Program:
    """Change a program. Costs are added to the current ones, or replace them. Tags that the call omits stay.

    Raises NotFound, Missing, TooLong, AlreadyExists, RuleBroken, MalformedDate, TooMany.
    """
    program = get(tx, program_id)
    new_name = program.name if name is None else tree.checked_name(name)
    if any(other != program_id for other in tree_nodes.all_named(tx, Kind.PROGRAM, new_name)):
        raise AlreadyExists(KIND, new_name)
    costs = [*(() if replace_costs else program.costs), *(_cost(cost) for cost in details.costs)]
    start_ms = program.start_ms if details.start_ms is None else details.start_ms
    end_ms = program.end_ms if details.end_ms is None else details.end_ms
    _check(
        program.type,
        Details(details.description, costs, start_ms=start_ms, end_ms=end_ms, head_start=details.head_start),
    )
    description = program.description if details.description is None else details.description
    tree_nodes.update(tx, Ref(Kind.PROGRAM, program_id), name=new_name, description=description)
    programs.set_costs(tx, program_id, costs)
    programs.set_dates(tx, program_id, start_ms, end_ms)
    if details.head_start is not None:
        programs.set_head_start(tx, program_id, details.head_start)
    _set_tags(tx, program_id, program.type, details.tags)
    return get(tx, program_id)


def set_status(tx: Tx, program_id: int, status: str) -> None:
    """Store the status of a program."""
    programs.set_status(tx, program_id, status)
    tree_nodes.touch(tx, Ref(Kind.PROGRAM, program_id))


def set_tag(tx: Tx, program_id: int, tag_type: str, value: str) -> None:
    """Set the value of a program's tag. Raises NotFound, RuleBroken."""
    program = get(tx, program_id)
    _get_tag_type(tx, tag_type)
    _set_tags(tx, program_id, program.type, [(tag_type, value)])
    tree_nodes.touch(tx, Ref(Kind.PROGRAM, program_id))


def delete_tag(tx: Tx, program_id: int, tag_type: str) -> None:
    """Remove a tag from a program, unless it is required. Raises NotFound, RuleBroken."""
    program = get(tx, program_id)
    tag = _get_tag_type(tx, tag_type)
    if tag.required and program.type in tag.program_types:
        raise RuleBroken(Rule.TAG_REQUIRED, tag=tag_type)
    if not programs.delete_tag(tx, program_id, tag.id):
        raise NotFound("Tag")
    tree_nodes.touch(tx, Ref(Kind.PROGRAM, program_id))


def delete(tx: Tx, program_id: int) -> None:
    """Delete a program with everything in it. Raises NotFound, RuleBroken (something outside needs a list in it)."""
    get(tx, program_id)
    inside = tree_nodes.descendants(tx, Ref(Kind.PROGRAM, program_id), depth=tree.DEPTH)
    if any(not asset_links.places_that_use(tx, ref).issubset(inside) for ref in inside):
        raise RuleBroken(Rule.PROGRAM_IN_USE)
    for ref in reversed(inside):
        asset_links.delete_inside(tx, ref)
        tree_nodes.delete(tx, ref)


# -- the rules --------------------------------------------------------------------------------------------------------


def _check_place(tx: Tx, place: Node, type: ProgramType) -> None:
    """Check the place of a program: it is in Marketing Activities, and a parent program may contain its type."""
    if place.area is not Area.MARKETING:
        raise WrongFolder
    above = tree_nodes.ancestors(tx, place.ref)
    if len(above) >= tree.DEPTH:
        raise RuleBroken(Rule.FOLDERS_TOO_DEEP, limit=tree.DEPTH)
    around = next((ref for ref, _ in above if ref.kind is Kind.PROGRAM), None)
    if around is not None:
        holder = programs.type_of(tx, around.id)
        if holder is None or type not in _HOLDS[holder]:
            raise WrongFolder


def _check(type: ProgramType, details: Details) -> None:
    tree.check_description(details.description)
    if len(details.costs) > COSTS:
        raise TooMany("costs", COSTS)
    if details.head_start and type is not ProgramType.EMAIL:
        raise RuleBroken(Rule.HEAD_START_UNFIT)
    if details.start_ms is None and details.end_ms is None:
        return
    if type not in _DATED:
        raise RuleBroken(Rule.DATES_UNFIT)
    if details.start_ms is not None and details.end_ms is not None and details.end_ms < details.start_ms:
        raise RuleBroken(Rule.END_BEFORE_START)


def _channel_id(tx: Tx, name: str, type: ProgramType) -> int:
    channel = channels.find(tx, name)
    if channel is None:
        raise RuleBroken(Rule.CHANNEL_UNKNOWN, channel=name[: tree.NAME_LENGTH])
    if channel.program_type is not type:
        raise RuleBroken(Rule.CHANNEL_UNFIT, channel=channel.name)
    return channel.id


def _cost(cost: Cost) -> Cost:
    text = cost.start_date.strip()
    if cost.note is not None and len(cost.note) > NOTE_LENGTH:
        raise TooLong("note", NOTE_LENGTH)
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise MalformedDate("startDate", text[: tree.NAME_LENGTH]) from None
    if len(text) not in (10, 8) and text[10:11] not in ("T", " "):
        raise MalformedDate("startDate", text[: tree.NAME_LENGTH])
    return Cost(day.isoformat(), cost.cost, cost.note)


def _get_tag_type(tx: Tx, name: str) -> TagType:
    tag = channels.find_tag_type(tx, name)
    if tag is None:
        raise NotFound("Tag type", name[: tree.NAME_LENGTH])
    return tag


def _set_tags(tx: Tx, program_id: int, type: ProgramType, tags: Sequence[tuple[str, str]]) -> None:
    for name, value in tags:
        tag = channels.find_tag_type(tx, name)
        if tag is None:
            raise RuleBroken(Rule.TAG_TYPE_UNKNOWN, tag=name[: tree.NAME_LENGTH])
        if type not in tag.program_types:
            raise RuleBroken(Rule.TAG_TYPE_UNFIT, tag=tag.name)
        if tag.allowed and value not in tag.allowed:
            raise RuleBroken(Rule.TAG_VALUE_UNKNOWN, tag=tag.name, value=value[: tree.NAME_LENGTH])
        if len(value) > tree.NAME_LENGTH:
            raise TooLong("tagValue", tree.NAME_LENGTH)
        programs.set_tag(tx, program_id, tag.id, value)


def _check_required_tags(tx: Tx, program_id: int, type: ProgramType) -> None:
    carried = {name for name, _ in get(tx, program_id).tags}
    for tag_type in channels.required_of(tx, type):
        if tag_type not in carried:
            raise RuleBroken(Rule.TAG_REQUIRED, tag=tag_type)
