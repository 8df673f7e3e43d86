"""Memberships from both sides: the people of a program, and the programs of a person."""

from collections.abc import Iterable
from typing import Any

from mercat.domain.assets import programs
from mercat.domain.members.data import MembershipNotFound
from mercat.domain.members.status import held_by, set_all
from mercat.domain.people import find, lookup, partitions, view
from mercat.model.assets import Program
from mercat.model.members import Member
from mercat.model.outcomes import Outcome, Page, Skipped
from mercat.store import members, people
from mercat.store.tx import Tx

CHUNK = 1_000


Record = dict[str, Any]


def people_of(
    tx: Tx, program_id: int, names: list[str] | None, *, after: int, limit: int
) -> Page[tuple[Record, Member]]:
    """The people of a program whom the caller has access to, with its membership. Raises NotFound, UnknownField."""
    programs.get(tx, program_id)
    field_names = [name for name in names or () if name != "membership"]
    show = view.view(tx, field_names or None)
    batch = members.page(tx, [program_id], after=after, limit=limit + 1, partitions=partitions.reached(tx))
    items = batch[:limit]
    present = {person.id: person for person in people.by_ids(tx, [member.person_id for member in items])}
    memberships = [(show(present[member.person_id]), member) for member in items if member.person_id in present]
    return Page(memberships, items[-1].id if len(batch) > limit else None)


def programs_of(
    tx: Tx,
    person_id: int,
    *,
    program_ids: Iterable[int] | None = None,
    span: tuple[int, int],
    after: int,
    limit: int,
) -> Page[Member]:
    """A person's memberships, in some programs or changed in a range of time. Raises PersonNotFound."""
    find.by_id(tx, person_id)
    ids = None if program_ids is None else set(program_ids)
    fitting: list[Member] = []
    while len(fitting) <= limit:
        chunk = members.of_person(tx, person_id, after=after, limit=CHUNK)
        fitting += [
            member
            for member in chunk
            if span[0] <= member.updated_ms <= span[1] and (ids is None or member.program_id in ids)
        ]
        if len(chunk) < CHUNK:
            break
        after = chunk[-1].id
    items = fitting[:limit]
    cursor = items[-1].id if len(fitting) > limit else None
    return Page(items, cursor)


def of_person(tx: Tx, person_id: int, *, after: int, limit: int) -> Page[tuple[Program, Member]]:
    """The programs that a person is in, with its membership, oldest membership first."""
    batch = members.of_person(tx, person_id, after=after, limit=limit + 1)
    items = [(programs.get(tx, member.program_id), member) for member in batch[:limit]]
    return Page(items, batch[limit - 1].id if len(batch) > limit else None)


def advance(tx: Tx, program_id: int, status: str, person_ids: list[Any]) -> list[Outcome]:
    """Change the status of members. People who are not members are skipped. Raises NotFound, StatusUnknown."""
    programs.get(tx, program_id)
    keys = [lookup.record_id(value) for value in person_ids]
    numbers = [key for key in keys if isinstance(key, int)]
    held = held_by(tx, program_id, numbers)
    done = iter(set_all(tx, program_id, status, [key for key in numbers if key in held]))
    outcomes: list[Outcome] = []
    for key in keys:
        if not isinstance(key, int):
            outcomes.append(Skipped(key))
        elif key in held:
            outcomes.append(next(done))
        else:
            outcomes.append(Skipped(MembershipNotFound(), key))
    return outcomes
