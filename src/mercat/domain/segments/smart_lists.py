"""Smart lists: assets that say by rules who is on them. They have no draft."""

from collections.abc import Iterator
from typing import Final

from mercat.domain.assets import tree
from mercat.domain.assets.asset_kind import AssetKind, Copies
from mercat.domain.people import partitions
from mercat.domain.segments import evaluation, filters
from mercat.model.assets import Area, AssetRef, AssetType, Ref
from mercat.model.documents import Document, DocumentFilter
from mercat.model.outcomes import Page
from mercat.model.people import Person
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule
from mercat.model.smart_lists import SmartList, SmartListRules
from mercat.store.people import by_ids, matching, within
from mercat.store.tx import Tx

SLICE: Final = 1_000  # people that are asked about at a time
LOOKED: Final = 20_000  # people that one search goes through


def _rewire(rules: SmartListRules, copies: Copies) -> SmartListRules:
    return filters.rewire(rules, copies)


KIND: Final = AssetKind(
    type=AssetType.SMART_LIST,
    content=SmartListRules,
    folder_type=tree.ZONE,
    areas=frozenset((Area.DATABASE, Area.MARKETING)),
    needs_approval=False,
    uses=filters.references,
    rewire=_rewire,
)


# -- finding --------------------------------------------------------------------------------------------------------


def find(tx: Tx, smart_list_id: int) -> SmartList | None:
    """The smart list of an id, or None."""
    document = KIND.find(tx, smart_list_id)
    return _smart_list(document) if document else None


def browse(tx: Tx, criteria: DocumentFilter, *, offset: int = 0, limit: int) -> list[SmartList]:
    """A part of the smart lists that match, by id."""
    return [_smart_list(one) for one in KIND.browse(tx, criteria, offset=offset, limit=limit)]


def _smart_list(document: Document[SmartListRules]) -> SmartList:
    return SmartList(
        document.id,
        document.title.name,
        document.title.description,
        document.parent,
        document.workspace_id,
        document.versions.latest,
        document.created_ms,
        document.updated_ms,
    )


# -- changing -------------------------------------------------------------------------------------------------------


def create(tx: Tx, parent: Ref, name: str, description: str | None, rules: SmartListRules) -> Document[SmartListRules]:
    """A new smart list. Raises what `AssetKind.create` and `filters.check` do."""
    filters.check(tx, rules)
    return KIND.create(tx, parent, name, description, rules)


def define(tx: Tx, smart_list_id: int, rules: SmartListRules) -> Document[SmartListRules]:
    """Other rules. Raises NotFound, RuleBroken (the list would name itself), what `filters.check` does."""
    document = KIND.get(tx, smart_list_id)
    filters.check(tx, rules)
    if document.ref in _reached(tx, rules):
        raise RuleBroken(Rule.SMART_LIST_CIRCULAR)
    return KIND.save(tx, document, rules)


def clone(tx: Tx, smart_list_id: int, parent: Ref, name: str, description: str | None) -> SmartList:
    """A new smart list with the rules of another one. Raises NotFound, and what `AssetKind.create` does."""
    return _smart_list(KIND.clone(tx, KIND.get(tx, smart_list_id), parent, name, description))


def delete(tx: Tx, smart_list_id: int) -> None:
    """Remove a smart list. Raises NotFound, InUse."""
    KIND.delete(tx, KIND.get(tx, smart_list_id))


def _reached(tx: Tx, rules: SmartListRules) -> Iterator[AssetRef]:
    """The smart lists that rules name, those that these name, and so on; each once."""
    pending, passed = filters.references(rules), set[AssetRef]()
    while pending:
        ref = pending.pop()
        if ref.type is AssetType.SMART_LIST and ref not in passed:
            passed.add(ref)
            yield ref
            document = KIND.find(tx, ref.id)
            pending += filters.references(document.versions.latest) if document else []


# -- who is on them -------------------------------------------------------------------------------------------------


def matches(tx: Tx, smart_list_id: int, person_id: int) -> bool:
    """Whether a person is on a smart list. Raises NotFound, RuleBroken (not evaluable)."""
    passing = evaluation.compile(tx, KIND.get(tx, smart_list_id).versions.latest)
    return person_id in passing(by_ids(tx, [person_id]))


def people(tx: Tx, smart_list_id: int, *, after: int = 0, limit: int) -> Page[Person]:
    """People on a smart list whom the caller reaches, by id. Raises NotFound, RuleBroken (not evaluable).

    At most LOOKED people are gone through: a page may be short, or empty, and have a cursor.
    """
    return meeting(tx, KIND.get(tx, smart_list_id).versions.latest, after=after, limit=limit)


def meeting(tx: Tx, rules: SmartListRules, *, after: int = 0, limit: int) -> Page[Person]:
    """People who meet rules, as `people` does. Raises RuleBroken."""
    passing = evaluation.compile(tx, rules)
    query = within(tx, evaluation.narrowed(tx, rules), partitions.reached(tx))
    batch: list[Person] = []
    last = after
    for _ in range(LOOKED // SLICE):
        part = matching(tx, query, after=last, limit=SLICE)
        ids = passing(part)
        batch += [person for person in part if person.id in ids]
        if len(batch) > limit:
            return Page(batch[:limit], batch[limit - 1].id)
        if len(part) < SLICE:
            return Page(batch)
        last = part[-1].id
    return Page(batch, last)
