"""Objects that accounts own: finding, adding, changing and deleting them. A kind with its own rules is a subclass.

An object is stored as a document with the platform's member names. `Facts` are the few members that rules read. Its
owner is an account or a business unit.
"""

import operator
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from mercat.domain.advertising import operation_log
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import AlreadyExists, NotFound
from mercat.store.advertising import ad_objects
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx


class Facts(msgspec.Struct, kw_only=True):
    """The members of a document that rules read. `msgspec.field(name=...)` gives the platform's name of a field."""

    def unique_name(self) -> str | None:
        """The name, which must be unique among the account's objects; None if it need not be."""
        return None

    def parent_id(self) -> int:
        """The id of the object that this one is part of; 0 if there is none."""
        return 0


F = TypeVar("F", bound=Facts)

_AT_A_TIME: Final = 1_000
_COMPARISONS: Final = {
    "equals": operator.eq,
    "not_equals": operator.ne,
    "less": operator.lt,
    "less_equals": operator.le,
    "greater": operator.gt,
    "greater_equals": operator.ge,
}


class Window(msgspec.Struct, frozen=True):
    """The requested part of a search: a page by its number, or `size` objects after the id `after`."""

    size: int = 10
    page: int = 1
    after: int | None = None


class Search(msgspec.Struct, frozen=True):
    """A search for existing or deleted objects of some owners. `parameters` are the other members of the call.

    `also` are the ids of objects of other owners, which match too. `fields` are the members that the caller wants.
    """

    owners: Sequence[int]
    conditions: tuple[Condition, ...] = ()
    deleted: bool = False
    window: Window = Window()
    parameters: Mapping[str, Any] = {}
    also: Sequence[int] = ()
    fields: Sequence[str] = ()

    def narrowed(self, *conditions: Condition) -> "Search":
        """The search with more conditions."""
        return replace(self, conditions=self.conditions + conditions)


class Slice(msgspec.Struct, frozen=True):
    """Some of the objects that match a search, and the number of all. Cursors are None at the ends."""

    items: list[AdObject]
    total: int
    following: int | None = None
    preceding: int | None = None


def slice_of(items: Sequence[AdObject], window: Window) -> Slice:
    """The requested part of all matches, which are in the order of their ids where a cursor may be sent."""
    size, after = window.size, window.after
    if after is None:
        start = (window.page - 1) * size
        return Slice(list(items[start : start + size]), len(items))
    rest = [item for item in items if item.id > after]
    return Slice(rest[:size], len(items), rest[size - 1].id if len(rest) > size else None)


def row(owner_id: int, members: dict[str, Any]) -> AdObject:
    """A row of a list that is derived instead of stored."""
    return AdObject(owner_id, owner_id, members, 0, 0, deleted=False)


def holds(condition: Condition, value: Any) -> bool:
    """Whether a value fulfils a condition, as the store compares."""
    if value is None:
        return condition.operator == "not_in"
    if condition.operator in ("in", "not_in"):
        return (value in condition.values) == (condition.operator == "in")
    if condition.operator == "contains":
        return str(condition.values[0]) in str(value)
    return bool(_COMPARISONS[condition.operator](value, condition.values[0]))


class Collection(Generic[F]):
    """All objects of one kind. `derived` are the members of `present` by which they can be searched.

    `named_by` is the member that is the unique name of each, if searches by it are to be fast.
    """

    derived: ClassVar[Sequence[str]] = ()
    named_by: ClassVar[str] = ""

    def __init__(self, kind: str, facts: type[F]) -> None:
        self.kind = kind
        self.facts = facts

    # -- reading ------------------------------------------------------------------------------------------------------

    def find(self, tx: Tx, search: Search) -> Slice:
        """List objects that match the filter, a page at a time."""
        window = search.window
        if any(condition.member in self.derived for condition in search.conditions):
            return slice_of(list(self.matches(tx, search)), window)
        matching = self._stored(tx, search, search.conditions)
        if window.after is None:
            items = matching.slice((window.page - 1) * window.size, window.size)
            return Slice(self.present(tx, items), matching.count())
        items = matching.after(window.after, window.size + 1)
        following = items[window.size - 1].id if len(items) > window.size else None
        preceding = matching.start_of_page_before(window.after, window.size) if window.after else None
        return Slice(self.present(tx, items[: window.size]), matching.count(), following, preceding)

    def matches(self, tx: Tx, search: Search) -> Iterator[AdObject]:
        """All objects that match the filter, by id."""
        stored = [one for one in search.conditions if one.member not in self.derived]
        others = [one for one in search.conditions if one.member in self.derived]
        matching, last = self._stored(tx, search, stored), 0
        while items := matching.after(last, _AT_A_TIME):
            last = items[-1].id
            for item in self.present(tx, items):
                if all(holds(one, item.document.get(one.member)) for one in others):
                    yield item

    def latest(self, tx: Tx, owner: int, *conditions: Condition, below: int, limit: int) -> list[AdObject]:
        """At most `limit` objects of an owner below an id that match, latest first. Reading them changes nothing."""
        return self.present(tx, self._stored(tx, Search([owner]), conditions).latest(below, limit))

    def get(self, tx: Tx, owner: int, object_id: int) -> AdObject:
        """The object with this id, if it is not deleted. Raises NotFound."""
        item = ad_objects.find(tx, self.kind, owner, object_id)
        if item is None:
            raise NotFound(self.kind, object_id)
        return item

    def of_any_account(self, tx: Tx, object_id: int) -> AdObject:
        """The object with this id, whoever owns it, if it is not deleted. Raises NotFound."""
        item = ad_objects.of_any_account(tx, self.kind, [object_id]).get(object_id)
        if item is None:
            raise NotFound(self.kind, object_id)
        return self.present(tx, [item])[0]

    def with_ids(self, tx: Tx, owner: int, object_ids: Sequence[int]) -> list[AdObject]:
        """The objects of an owner with these ids, as they are stored, by id. Deleted ones are left out."""
        return ad_objects.with_ids(tx, self.kind, owner, object_ids)

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """The objects with members that are derived instead of stored."""
        return items

    # -- changing -----------------------------------------------------------------------------------------------------

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create an object."""
        facts = self.read(document)
        self.check(tx, owner, facts, facts)
        name = facts.unique_name()
        self._check_name(tx, owner, name, 0)
        object_id = ad_objects.add(tx, self.kind, owner, document, name=name, parent_id=facts.parent_id())
        operation_log.note(tx, self.kind, owner, object_id, {}, document)
        return object_id

    def update(self, tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
        """Update an object. Members that the call omits stay as they are."""
        item = self.get(tx, owner, object_id)
        document = item.document | changes
        facts = self.read(document)
        self.check(tx, owner, facts, self.read(changes))
        self.check_change(tx, item, facts, self.read(changes))
        name = facts.unique_name()
        self._check_name(tx, owner, name, object_id)
        ad_objects.save(tx, object_id, document, name=name)
        operation_log.note(tx, self.kind, owner, object_id, item.document, document)
        return object_id

    def amend(self, tx: Tx, item: AdObject, members: dict[str, Any]) -> None:
        """Store members of an object that the platform sets, which no rule checks."""
        document = item.document | members
        ad_objects.save(tx, item.id, document, name=self.read(document).unique_name())

    def delete(self, tx: Tx, owner: int, object_id: int) -> int:
        """Delete an object."""
        item = self.get(tx, owner, object_id)
        ad_objects.delete(tx, item.id)
        before, after = ({**item.document, "is_deleted": is_deleted} for is_deleted in (False, True))
        operation_log.note(tx, self.kind, owner, item.id, before, after)
        return object_id

    # -- for subclasses -----------------------------------------------------------------------------------------------

    def read(self, document: dict[str, Any]) -> F:
        """The facts of a document, whose types the contract has checked."""
        return msgspec.convert(document, self.facts)

    def check(self, tx: Tx, owner: int, facts: F, changes: F) -> None:
        """Refuse what breaks a rule. `facts` are of the object after the call, `changes` the members of the call."""

    def _stored(self, tx: Tx, search: Search, conditions: Sequence[Condition]) -> Matching:
        return Matching(
            tx,
            self.kind,
            search.owners,
            conditions,
            deleted=search.deleted,
            also=search.also,
            named_by=self.named_by,
        )

    def check_change(self, tx: Tx, item: AdObject, facts: F, changes: F) -> None:
        """Refuse an update that breaks a rule of updates. `item` is the object before the call."""

    def _check_name(self, tx: Tx, owner: int, name: str | None, own_id: int) -> None:
        if name is not None and ad_objects.find_by_name(tx, self.kind, owner, name) not in (None, own_id):
            raise AlreadyExists(self.kind, name)
