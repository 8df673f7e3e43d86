"""Smart lists: assets that say by rules who is on them. Each campaign and email program has one, too."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from mercat.domain.assets import tree
from mercat.domain.assets.asset_kind import ID_MAX, AssetKind, Copies
from mercat.domain.people import partitions
from mercat.domain.segments import evaluation, filters
from mercat.domain.segments.memberships import OF_LIST
from mercat.model.assets import Area, AssetRef, AssetType, Ref
from mercat.model.campaigns import Rule as CampaignRule
from mercat.model.documents import Document, DocumentFilter
from mercat.model.outcomes import Page
from mercat.model.people import Person
from mercat.model.refusals import NotFound, RuleBroken
from mercat.model.rules import Rule
from mercat.model.smart_lists import Condition, Filter, SmartList, SmartListRules
from mercat.store.assets import asset_links, smart_lists
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
    return smart_lists.find(tx, smart_list_id) if abs(smart_list_id) <= ID_MAX else None


def get(tx: Tx, smart_list_id: int) -> SmartList:
    """The smart list of an id. Raises NotFound."""
    one = find(tx, smart_list_id)
    if one is None:
        raise NotFound(AssetType.SMART_LIST, smart_list_id)
    return one


def of_campaign(tx: Tx, campaign_id: int) -> SmartList | None:
    """The smart list of a smart campaign, or None without such a campaign."""
    return smart_lists.of_owner(tx, "campaign", campaign_id) if abs(campaign_id) <= ID_MAX else None


def of_program(tx: Tx, program_id: int) -> SmartList | None:
    """The smart list of an email program, or None; other programs have none."""
    return smart_lists.of_owner(tx, "program", program_id) if abs(program_id) <= ID_MAX else None


def browse(tx: Tx, criteria: DocumentFilter, *, offset: int = 0, limit: int) -> list[SmartList]:
    """A part of the smart lists that match, by id: those in folders and programs, of campaigns and email programs."""
    return smart_lists.browse(tx, criteria, offset=offset, limit=limit)


def rules_of(one: SmartList) -> SmartListRules:
    """The rules of a smart list. Those of a campaign are triggers and filters in the campaign's form."""
    if isinstance(one.content, SmartListRules):
        return one.content
    return SmartListRules(
        triggers=tuple(_trigger(rule) for rule in one.content.triggers),
        filters=tuple(_on_list(rule.values["list"]) for rule in one.content.filters),
    )


def _trigger(rule: CampaignRule) -> Filter:
    conditions = [Condition(name.title(), "is", (str(value),)) for name, value in rule.values.items()]
    return Filter(rule.name, "Activity", filters.OCCURS, tuple(conditions))


def _on_list(list_id: int) -> Filter:
    positive = OF_LIST.operators[0]
    primary = Condition(OF_LIST.attribute, positive, (str(list_id),), ids=(list_id,))
    return Filter(OF_LIST.name, "Special", positive, (primary,))


# -- changing -------------------------------------------------------------------------------------------------------


def create(tx: Tx, parent: Ref, name: str, description: str | None, rules: SmartListRules) -> Document[SmartListRules]:
    """A new smart list. Raises what `AssetKind.create` and `filters.check` do."""
    filters.check(tx, rules)
    return KIND.create(tx, parent, name, description, rules)


def define(tx: Tx, smart_list_id: int, rules: SmartListRules) -> None:
    """Other rules for a smart list of a folder or program, or of an email program.

    Raises NotFound, RuleBroken (a campaign has it, it would name itself), what `filters.check` does.
    """
    one = get(tx, smart_list_id)
    filters.check(tx, rules)
    match one.owner:
        case "document":
            document = KIND.get(tx, one.id)
            if document.ref in _reached(tx, rules):
                raise RuleBroken(Rule.SMART_LIST_CIRCULAR)
            KIND.save(tx, document, rules)
        case "program":
            _define_program(tx, one.id, one.owner_id, rules)
        case _:
            raise RuleBroken(Rule.SMART_LIST_OWNED, name=one.name)


def clone(tx: Tx, smart_list_id: int, parent: Ref, name: str, description: str | None) -> SmartList:
    """A new smart list with the filters of another one. Raises NotFound, and what `AssetKind.create` does."""
    rules = replace(rules_of(get(tx, smart_list_id)), triggers=())
    return get(tx, KIND.create(tx, parent, name, description, rules).id)


def copy_of_program(tx: Tx, program_id: int, copy_id: int, copies: Copies) -> None:
    """Give the copy of an email program the rules of the original, about copied lists; other programs have none."""
    one, copy = of_program(tx, program_id), of_program(tx, copy_id)
    if one is not None and copy is not None:
        _define_program(tx, copy.id, copy_id, filters.rewire(rules_of(one), copies))


def _define_program(tx: Tx, smart_list_id: int, program_id: int, rules: SmartListRules) -> None:
    """Store rules of an email program; the lists that they name are in use."""
    smart_lists.define_program(tx, program_id, rules)
    used = filters.references(rules)
    asset_links.replace(tx, AssetRef(AssetType.SMART_LIST, smart_list_id), {"approved": used})


def delete(tx: Tx, smart_list_id: int) -> None:
    """Remove a smart list. Raises NotFound, InUse, RuleBroken (a campaign or an email program has it)."""
    one = get(tx, smart_list_id)
    if one.owner != "document":
        raise RuleBroken(Rule.SMART_LIST_OWNED, name=one.name)
    KIND.delete(tx, KIND.get(tx, one.id))


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
    passing = evaluation.compile(tx, rules_of(get(tx, smart_list_id)))
    return person_id in passing(by_ids(tx, [person_id]))


def people(tx: Tx, smart_list_id: int, *, after: int = 0, limit: int) -> Page[Person]:
    """People on a smart list whom the caller reaches, by id. Raises NotFound, RuleBroken (not evaluable).

    At most LOOKED people are gone through: a page may be short, or empty, and have a cursor.
    """
    return meeting(tx, rules_of(get(tx, smart_list_id)), after=after, limit=limit)


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
