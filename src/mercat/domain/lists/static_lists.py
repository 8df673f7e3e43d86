"""Static lists, which are in a folder or program and contain people."""

from typing import Any, Final

from mercat.domain.activity_log import API, ActivityLog, Origin
from mercat.domain.assets import tree
from mercat.domain.people import lookup, partitions
from mercat.model.activities import StandardActivity
from mercat.model.assets import Area, AssetFilter, AssetRef, AssetType, Ref
from mercat.model.lists import StaticList
from mercat.model.outcomes import Done, Outcome, Page, Skipped, page_of
from mercat.model.people import Person
from mercat.model.refusals import (
    AlreadyExists,
    InUse,
    NotFound,
    NotInList,
    PersonNotFound,
    Refusal,
    TooManyResults,
    WrongFolder,
)
from mercat.store.assets import asset_links
from mercat.store.bulk import export_jobs, import_jobs
from mercat.store.lists import static_lists
from mercat.store.tx import Tx

KIND: Final = AssetType.STATIC_LIST


def find(tx: Tx, list_id: int) -> StaticList | None:
    """The list with this id, or None."""
    return static_lists.find(tx, list_id) if abs(list_id) < 2**63 else None


def get(tx: Tx, list_id: int) -> StaticList:
    """The list with this id. Raises NotFound."""
    static_list = find(tx, list_id)
    if static_list is None:
        raise NotFound(KIND, list_id)
    return static_list


def check_shorter(tx: Tx, list_id: int, limit: int | None) -> None:
    """Check that a list exists and has fewer than `limit` members. Raises NotFound, TooManyResults."""
    get(tx, list_id)
    if limit is not None and static_lists.count_members(tx, list_id, limit) == limit:
        raise TooManyResults


def named(tx: Tx, name: str) -> StaticList | None:
    """The list with exactly this name."""
    static_list = static_lists.find_named(tx, name)
    return static_list if static_list and static_list.name == name else None


def is_free(tx: Tx, name: str) -> bool:
    """Whether no list has this name, whatever its case."""
    return static_lists.find_named(tx, name) is None


def browse(tx: Tx, criteria: AssetFilter, *, after: int = 0, limit: int) -> Page[StaticList]:
    """Lists that match, by id."""
    batch = static_lists.browse(tx, criteria, after=after, limit=limit + 1)
    return page_of(batch, limit)


def search(tx: Tx, criteria: AssetFilter, *, offset: int, limit: int) -> list[StaticList]:
    """A page of the lists that match, by id."""
    return static_lists.browse(tx, criteria, offset=offset, limit=limit)


def create(tx: Tx, name: str, parent: Ref, description: str | None = None) -> int:
    """Create a list. Raises ParentNotFound, WrongFolder, AlreadyExists, Missing, TooLong."""
    name = _checked(name, description)
    node = tree.get_parent(tx, parent)
    if node.area is Area.DESIGN:
        raise WrongFolder
    if static_lists.find_named(tx, name):
        raise AlreadyExists(KIND, name)
    return static_lists.add(tx, name, description, parent, node.workspace_id)


def change(tx: Tx, list_id: int, *, name: str | None = None, description: str | None = None) -> None:
    """Change the name or description; None leaves it as it is. Raises NotFound, AlreadyExists, Missing, TooLong."""
    static_list = get(tx, list_id)
    name = static_list.name if name is None else name
    description = static_list.description if description is None else description
    name = _checked(name, description)
    other = static_lists.find_named(tx, name)
    if other and other.id != list_id:
        raise AlreadyExists(KIND, name)
    static_lists.change(tx, list_id, name, description)


def delete(tx: Tx, list_id: int) -> None:
    """Delete a list. Raises NotFound, InUse (by a campaign, or by an unfinished import or extract)."""
    static_list = get(tx, list_id)
    if asset_links.is_used(tx, AssetRef(KIND, list_id)) or list_id in _at_work(tx):
        raise InUse(KIND, static_list.name)
    static_lists.delete(tx, list_id)


def _at_work(tx: Tx) -> set[Any]:
    """The lists that running imports and extracts use."""
    read = {extract.request.filter.get("staticListId") for extract in export_jobs.active(tx)}
    return read | {one.list_id for one in import_jobs.active(tx)}


def _checked(name: str, description: str | None) -> str:
    tree.check_description(description)
    return tree.checked_name(name)


# -- members ----------------------------------------------------------------------------------------------------------


def members(tx: Tx, list_id: int, *, after: int, limit: int) -> Page[Person]:
    """The people on a list, by id. Raises NotFound."""
    get(tx, list_id)
    batch = static_lists.members(tx, list_id, after=after, limit=limit + 1, partitions=partitions.reached(tx))
    return page_of(batch, limit)


def count(tx: Tx, list_id: int, *, at_most: int) -> int:
    """The number of people on a list, counted up to `at_most`."""
    return static_lists.count_members(tx, list_id, at_most)


def lists_of(tx: Tx, person_id: int, *, below: int, limit: int) -> Page[tuple[int, int, int]]:
    """The ids and times of the lists that a person is on, newest first."""
    rows = static_lists.lists_of(tx, person_id, below=below, limit=limit + 1)
    return Page(rows[:limit], rows[limit - 1][0] if len(rows) > limit else None)


def named_lists_of(tx: Tx, person_id: int, *, below: int, limit: int) -> Page[StaticList]:
    """The lists that a person is on, newest first."""
    part = lists_of(tx, person_id, below=below, limit=limit)
    ids = [list_id for list_id, _, _ in part.items]
    by_id = {one.id: one for one in static_lists.browse(tx, AssetFilter(ids=ids), limit=limit)}
    return Page([by_id[list_id] for list_id in ids], part.cursor)


def add(tx: Tx, list_id: int, ids: list[Any], origin: Origin = API) -> list[Outcome]:
    """Add people to a list, each with its own outcome. People who are on it already stay. Raises NotFound."""
    target = get(tx, list_id)
    entries, present = _people(tx, ids)
    inside = static_lists.members_among(tx, list_id, present)
    fresh: dict[int, None] = {}
    outcomes: list[Outcome] = []
    for who in entries:
        if isinstance(who, Skipped):
            outcomes.append(who)
            continue
        if who not in inside:
            fresh[who] = None
        outcomes.append(Done(who, "added"))
    static_lists.add_members(tx, list_id, fresh)
    _write_down(tx, StandardActivity.ADD_TO_LIST, target, list(fresh), origin)
    return outcomes


def remove(tx: Tx, list_id: int, ids: list[Any], origin: Origin = API) -> list[Outcome]:
    """Remove people from a list, each with its own outcome. Raises NotFound."""
    target = get(tx, list_id)
    entries, present = _people(tx, ids)
    inside = static_lists.members_among(tx, list_id, present)
    gone: list[int] = []
    outcomes: list[Outcome] = []
    for who in entries:
        if isinstance(who, Skipped):
            outcomes.append(who)
        elif who in inside:
            inside.discard(who)
            gone.append(who)
            outcomes.append(Done(who, "removed"))
        else:
            outcomes.append(Skipped(NotInList(), who))
    static_lists.remove_members(tx, list_id, gone)
    _write_down(tx, StandardActivity.REMOVE_FROM_LIST, target, gone, origin)
    return outcomes


def membership(tx: Tx, list_id: int, ids: list[Any]) -> list[Outcome]:
    """Whether people are on a list: `memberof` or `notmemberof`. Raises NotFound."""
    get(tx, list_id)
    entries, present = _people(tx, ids)
    inside = static_lists.members_among(tx, list_id, present)
    return [
        who if isinstance(who, Skipped) else Done(who, "memberof" if who in inside else "notmemberof")
        for who in entries
    ]


def _people(tx: Tx, ids: list[Any]) -> tuple[list[int | Skipped], set[int]]:
    """Each id, or the reason why it is not a person's; and the ids of all people among them."""
    read = [lookup.record_id(value) for value in ids]
    present = partitions.present(tx, [number for number in read if isinstance(number, int)])
    entries: list[int | Skipped] = []
    for number in read:
        if isinstance(number, Refusal):
            entries.append(Skipped(number))
        else:
            entries.append(number if number in present else Skipped(PersonNotFound(), number))
    return entries, present


def _write_down(tx: Tx, kind: StandardActivity, target: StaticList, ids: list[int], origin: Origin) -> None:
    log = ActivityLog(tx, origin)
    for person_id in ids:
        log.note(kind, person_id, {"Source": origin.source}, target.id, target.name)
    log.write()
