"""Who meets rules. Filters are asked about a batch of people at a time, so that each costs one query.

A filter that cannot be evaluated (on activities, on a field or program that is gone) is refused, never passed.
"""

from collections.abc import Callable, Sequence
from typing import Final

from mercat.domain.people import fields, view
from mercat.domain.segments import filters, logic, operators
from mercat.domain.segments.memberships import MEMBERSHIPS, OF_LIST, OF_PROGRAM, OF_SMART_LIST
from mercat.model.assets import AssetType
from mercat.model.people import Person
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule
from mercat.model.smart_lists import Condition, Filter, SmartListRules
from mercat.store import members
from mercat.store.assets import documents, programs
from mercat.store.lists import static_lists
from mercat.store.people import ANYBODY, PersonQuery, match_emails, match_keys, match_members
from mercat.store.tx import Tx

DEPTH: Final = 10  # smart lists that name one another
REACHED: Final = 100  # smart lists that one set of rules leads to

Passing = Callable[[Sequence[Person]], set[int]]  # the ids of those people who pass


def compile(tx: Tx, rules: SmartListRules) -> Passing:
    """A function that says which people meet rules, for this unit of work.

    Raises RuleBroken if they are not evaluable: a filter is not, or smart lists name one another too deep, or too many.
    """
    return _compile(tx, rules, DEPTH, {})


def _compile(tx: Tx, rules: SmartListRules, depth: int, lists: dict[int, Passing]) -> Passing:
    node = logic.node_of(rules)
    if node is None:
        return _ids
    tests = [_filter(tx, one, depth, lists) for one in rules.filters]
    root = node

    def passing(people: Sequence[Person]) -> set[int]:
        return root.choose([test(people) for test in tests])

    return passing


def check(tx: Tx, rules: SmartListRules) -> None:
    """Refuse rules that cannot be evaluated. Raises RuleBroken."""
    compile(tx, rules)


def _ids(people: Sequence[Person]) -> set[int]:
    return {person.id for person in people}


def _filter(tx: Tx, one: Filter, depth: int, lists: dict[int, Passing]) -> Passing:
    if one.rule_type == "Attribute":
        return _attribute(tx, one)
    if one.rule_type == "Special":
        primary = one.conditions[0]
        inside = _inside(tx, one, depth, lists)
        if primary.operator == MEMBERSHIPS[one.name].operators[0]:
            return inside
        return lambda people: _ids(people) - inside(people)
    raise _not_evaluated(one)


def _not_evaluated(one: Filter) -> RuleBroken:
    return RuleBroken(Rule.FILTER_NOT_EVALUATED, filter=one.name)


def _attribute(tx: Tx, one: Filter) -> Passing:
    if len(one.conditions) > 1:  # no attribute has constraints
        raise _not_evaluated(one)
    primary = one.conditions[0]
    field = filters.field_of(tx, one)
    test = operators.compile(
        operators.kind_of(field.data_type), field.display_name, primary.operator, primary.values, tx.now
    )
    show = view.view(tx, (field.name,))
    return lambda people: {person.id for person in people if test(show(person)[field.name])}


# -- memberships ----------------------------------------------------------------------------------------------------


def _inside(tx: Tx, one: Filter, depth: int, lists: dict[int, Passing]) -> Passing:
    primary = one.conditions[0]
    if one.name == OF_PROGRAM.name:
        return _in_program(tx, one)
    if len(one.conditions) > 1:
        raise _not_evaluated(one)
    if one.name == OF_LIST.name:
        if any(static_lists.find(tx, list_id) is None for list_id in primary.ids):
            raise _not_evaluated(one)
        return lambda people: set[int]().union(
            *(static_lists.members_among(tx, list_id, _ids(people)) for list_id in primary.ids)
        )
    assert one.name == OF_SMART_LIST.name, one.name
    inner = [_smart_list(tx, one, smart_list_id, depth - 1, lists) for smart_list_id in primary.ids]
    return lambda people: set[int]().union(*(passing(people) for passing in inner))


def _smart_list(tx: Tx, one: Filter, smart_list_id: int, depth: int, lists: dict[int, Passing]) -> Passing:
    """Several filters may name a smart list; it is compiled once, and evaluated once for a batch of people."""
    if smart_list_id not in lists:
        document = documents.find(tx, AssetType.SMART_LIST, SmartListRules, smart_list_id)
        if document is None or depth == 0 or len(lists) == REACHED:
            raise _not_evaluated(one)
        lists[smart_list_id] = _once(_compile(tx, document.versions.latest, depth, lists))
    return lists[smart_list_id]


def _once(passing: Passing) -> Passing:
    """The same, which remembers the answer about the last batch."""
    last: list[tuple[Sequence[Person], set[int]]] = []

    def remembered(people: Sequence[Person]) -> set[int]:
        if not last or last[0][0] is not people:
            last[:] = [(people, passing(people))]
        return last[0][1]

    return remembered


def _in_program(tx: Tx, one: Filter) -> Passing:
    primary, *constraints = one.conditions
    if any(programs.find(tx, program_id) is None for program_id in primary.ids):
        raise _not_evaluated(one)
    tests = [_status(one, constraint) for constraint in constraints]

    def passing(people: Sequence[Person]) -> set[int]:
        inside = set[int]()
        for program_id in primary.ids:
            rows = members.of_people(tx, program_id, _ids(people))
            inside |= {person_id for person_id, row in rows.items() if all(test(row.status) for test in tests)}
        return inside

    return passing


def _status(one: Filter, constraint: Condition) -> operators.Test:
    if constraint.attribute not in OF_PROGRAM.constraints:
        raise _not_evaluated(one)
    return operators.compile("text", constraint.attribute, constraint.operator, constraint.values, 0)


# -- where to look --------------------------------------------------------------------------------------------------


def narrowed(tx: Tx, rules: SmartListRules) -> PersonQuery:
    """A condition that all people who meet rules meet: by an index, if a filter that everybody has to pass has one."""
    if rules.match == "all" or len(rules.filters) == 1:
        for one in rules.filters:
            query = _indexed(tx, one)
            if query is not None:
                return query
    return ANYBODY


def _indexed(tx: Tx, one: Filter) -> PersonQuery | None:
    primary = one.conditions[0]
    if one.name == OF_LIST.name and primary.operator == OF_LIST.operators[0]:
        return match_members(tx, "list_members", "list_id", primary.ids)
    if one.name == OF_PROGRAM.name and primary.operator == OF_PROGRAM.operators[0]:
        return match_members(tx, "program_members", "program_id", primary.ids)
    if one.rule_type != "Attribute" or primary.operator != "is":
        return None
    field = filters.field_of(tx, one)
    keys = [fields.folded(value) for value in primary.values]
    if field.name == "email":
        return match_emails(tx, keys)
    catalog = fields.catalog(tx)
    if field.name in catalog.keyed and field.data_type == "string" and field.name not in fields.COMPANY_FIELDS:
        return match_keys(tx, field.id, keys)
    return None
