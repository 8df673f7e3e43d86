"""Objects that accounts own: find, add, change, delete. A kind with rules of its own is a subclass.

An object is a document in the platform's member names, kept whole; `Facts` are the few members that a rule reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from mercat.model.refusals import AlreadyExists, NotFound
from mercat.store import ads as rows
from mercat.store.ads import AdObject, Condition, Matching
from mercat.store.tx import Tx


class Facts(msgspec.Struct, kw_only=True):
    """What rules read of a document. Field names are ours, `msgspec.field(name=...)` gives the platform's."""

    def unique_name(self) -> str | None:
        """The name that no other living object of the account may have; None if names may repeat."""
        return None

    def parent_id(self) -> int:
        """The object that it is part of; 0 if there is none."""
        return 0


F = TypeVar("F", bound=Facts)


@dataclass(frozen=True, slots=True)
class Search:
    """What to find: living or deleted objects of some accounts that fit all conditions."""

    account_ids: Sequence[int]
    conditions: tuple[Condition, ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of what a search found, and how much that is in all. Cursors are None at the ends."""

    items: list[AdObject]
    total: int
    following: int | None = None
    preceding: int | None = None


class Collection(Generic[F]):
    """All objects of one kind."""

    def __init__(self, kind: str, facts: type[F]) -> None:
        self.kind = kind
        self.facts = facts

    # -- reading ----------------------------------------------------------------------------------------------------

    def page(self, tx: Tx, search: Search, number: int, size: int) -> Slice:
        """The page of a number, from 1."""
        matching = self._matching(tx, search)
        return Slice(matching.slice((number - 1) * size, size), matching.count())

    def follow(self, tx: Tx, search: Search, cursor: int, size: int) -> Slice:
        """The page behind a cursor; 0 is the start."""
        matching = self._matching(tx, search)
        found = matching.after(cursor, size + 1)
        items = found[:size]
        preceding = matching.start_of_page_before(cursor, size) if cursor else None
        return Slice(items, matching.count(), items[-1].id if len(found) > size else None, preceding)

    def get(self, tx: Tx, account_id: int, object_id: int) -> AdObject:
        """The living object of an id. Raises NotFound."""
        found = rows.find(tx, self.kind, account_id, object_id)
        if found is None:
            raise NotFound(self.kind, object_id)
        return found

    def present(self, tx: Tx, items: list[AdObject]) -> list[dict[str, Any]]:
        """The documents as they are shown: with what is not stored but follows."""
        return [item.document for item in items]

    # -- changing ---------------------------------------------------------------------------------------------------

    def add(self, tx: Tx, account_id: int, document: dict[str, Any]) -> int:
        """A new object and its id. Raises AlreadyExists, and what the kind's rules refuse."""
        facts = self.read(document)
        self.check(tx, account_id, facts, facts)
        name = facts.unique_name()
        self._check_name(tx, account_id, name, 0)
        return rows.add(tx, self.kind, account_id, document, name=name, parent_id=facts.parent_id())

    def update(self, tx: Tx, account_id: int, object_id: int, changes: dict[str, Any]) -> int:
        """Replace the members that `changes` has. Raises NotFound, AlreadyExists, and what the rules refuse."""
        present = self.get(tx, account_id, object_id)
        document = present.document | changes
        facts = self.read(document)
        self.check(tx, account_id, facts, self.read(changes))
        name = facts.unique_name()
        self._check_name(tx, account_id, name, object_id)
        rows.save(tx, object_id, document, name=name)
        return object_id

    def delete(self, tx: Tx, account_id: int, object_id: int) -> int:
        """Delete an object. Raises NotFound."""
        rows.delete(tx, self.get(tx, account_id, object_id).id)
        return object_id

    # -- the kind's own ---------------------------------------------------------------------------------------------

    def read(self, document: dict[str, Any]) -> F:
        """The facts of a document whose types were checked."""
        return msgspec.convert(document, self.facts)

    def check(self, tx: Tx, account_id: int, facts: F, sent: F) -> None:
        """Refuse what breaks a rule: `facts` are those of the whole object to be, `sent` those of this call."""

    def _check_name(self, tx: Tx, account_id: int, name: str | None, own_id: int) -> None:
        if name is not None and rows.find_by_name(tx, self.kind, account_id, name) not in (None, own_id):
            raise AlreadyExists(self.kind, name)

    def _matching(self, tx: Tx, search: Search) -> Matching:
        return Matching(tx, self.kind, search.account_ids, search.conditions, deleted=search.deleted)
