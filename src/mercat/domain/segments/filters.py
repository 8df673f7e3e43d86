"""The filters that rules may hold, as the vendor names them: on attributes of people and companies, on memberships.

Filters on activities are stored as they are, and rules with one of them find nobody yet: they cannot be evaluated.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from mercat.domain.people import fields
from mercat.domain.segments import logic, operators
from mercat.domain.segments.memberships import MEMBERSHIPS, Membership
from mercat.model.assets import AssetRef
from mercat.model.people import FieldRow
from mercat.model.refusals import Missing, NotAllowed, NotFound, RuleBroken, TooLong, TooMany
from mercat.model.rules import Rule
from mercat.model.smart_lists import Condition, Filter, SmartListRules
from mercat.store.tx import Tx

FILTERS: Final = 100  # of one set of rules
CONDITIONS: Final = 20  # of one filter

# A filter on activities, and its primary attribute.
ACTIVITIES: Final[Mapping[str, str]] = {
    "Clicked Link in Email": "Email",
    "Clicked Link on Web Page": "Link",
    "Data Value Changed": "Attribute",
    "Filled Out Form": "Form",
    "Had Interesting Moment": "Type",
    "Opened Email": "Email",
    "Program Status was Changed": "Program",
    "Score was Changed": "Score Name",
    "Unsubscribed from Email": "Email",
    "Visited Web Page": "Web Page",
    "Was Added to List": "List",
    "Was Delivered Email": "Email",
    "Was Sent Email": "Email",
}
OCCURS: Final = "occurs"  # the operator of a filter on activities

Constraint = tuple[str, str, Sequence[str]]  # attribute, operator, values


def make(tx: Tx, name: str, operator: str, values: Sequence[str], constraints: Sequence[Constraint] = ()) -> Filter:
    """A filter in the vendor's words; the values of a membership are names of assets.

    Raises NotAllowed (the filter, an operator), NotFound (an asset), Missing, TooMany, TooLong,
    WrongType.
    """
    membership = MEMBERSHIPS.get(name)
    if name in ACTIVITIES:
        primary = Condition(ACTIVITIES[name], operator, tuple(values))
        made = Filter(name, "Activity", OCCURS, (primary, *_conditions(constraints)))
    elif membership is not None:
        ids = tuple(_found(tx, membership, value) for value in values)
        primary = Condition(membership.attribute, operator, tuple(values), ids=ids)
        made = Filter(name, "Special", operator, (primary, *_conditions(constraints)))
    else:
        field = fields.catalog(tx).by_display_name.get(name.casefold())
        if field is None:
            raise NotAllowed("filter", name[: operators.VALUE_LENGTH])
        primary = Condition(field.display_name, operator, tuple(values), attribute_id=field.id)
        made = Filter(field.display_name, "Attribute", operator, (primary, *_conditions(constraints)))
    check_filter(tx, made)
    return made


def _conditions(constraints: Sequence[Constraint]) -> list[Condition]:
    return [Condition(attribute, operator, tuple(values)) for attribute, operator, values in constraints]


def _found(tx: Tx, membership: Membership, value: str) -> int:
    asset_id = membership.find(tx, value)
    if asset_id is None:
        raise NotFound(membership.attribute, value[: operators.VALUE_LENGTH])
    return asset_id


# -- judging --------------------------------------------------------------------------------------------------------


def check(tx: Tx, rules: SmartListRules) -> None:
    """Judge rules: how many filters there are, each of them, and the logic between them.

    Raises TooMany, TooLong, NotAllowed, Missing, WrongType, RuleBroken (the logic).
    """
    for name in ("filters", "triggers"):
        if len(getattr(rules, name)) > FILTERS:
            raise TooMany(name, FILTERS)
    for one in rules.filters:
        check_filter(tx, one)
    logic.node_of(rules)


def check_filter(tx: Tx, one: Filter) -> None:
    """Judge one filter: its operator and its values. Raises NotAllowed, Missing, TooMany, TooLong, WrongType."""
    if not 0 < len(one.conditions) <= CONDITIONS:
        raise TooMany("conditions", CONDITIONS) if one.conditions else Missing("conditions")
    primary = one.conditions[0]
    for condition in one.conditions:
        _check_values(condition)
    if one.rule_type == "Attribute":
        field = field_of(tx, one)
        kind = operators.kind_of(field.data_type)
        operators.compile(kind, field.display_name, primary.operator, primary.values, tx.now)
    elif one.rule_type == "Special":
        membership = MEMBERSHIPS[one.name]
        if primary.operator not in membership.operators:
            raise NotAllowed("operator", primary.operator[: operators.VALUE_LENGTH], membership.operators)
        if not primary.ids:
            raise Missing("values")


def _check_values(condition: Condition) -> None:
    if len(condition.values) > operators.VALUES:
        raise TooMany("values", operators.VALUES)
    for text in (condition.attribute, condition.operator, *condition.values):
        if len(text) > operators.VALUE_LENGTH:
            raise TooLong("values", operators.VALUE_LENGTH)


def field_of(tx: Tx, one: Filter) -> FieldRow:
    """The field that a filter on an attribute compares. Raises RuleBroken if there is no such field."""
    field = fields.catalog(tx).by_id.get(one.conditions[0].attribute_id)
    if field is None:
        raise RuleBroken(Rule.FILTER_NOT_EVALUATED, filter=one.name)
    return field


# -- references to assets -------------------------------------------------------------------------------------------


def references(rules: SmartListRules) -> list[AssetRef]:
    """The static and smart lists that filters name."""
    return [
        AssetRef(membership.asset, asset_id)
        for one in rules.filters
        if (membership := _membership(one)) is not None and membership.asset is not None
        for asset_id in one.conditions[0].ids
    ]


def _membership(one: Filter) -> Membership | None:
    return MEMBERSHIPS[one.name] if one.rule_type == "Special" else None


def rewire(rules: SmartListRules, copies: Mapping[AssetRef, AssetRef]) -> SmartListRules:
    """The same rules, about the copies of the lists that they name."""
    return replace(rules, filters=tuple(_rewired(one, copies) for one in rules.filters))


def _rewired(one: Filter, copies: Mapping[AssetRef, AssetRef]) -> Filter:
    membership = _membership(one)
    if membership is None or membership.asset is None:
        return one
    primary = one.conditions[0]
    refs = [AssetRef(membership.asset, asset_id) for asset_id in primary.ids]
    ids = tuple(copies.get(ref, ref).id for ref in refs)
    return replace(one, conditions=(replace(primary, ids=ids), *one.conditions[1:]))


def with_names(tx: Tx, one: Filter) -> Filter:
    """A filter in the words of today: the present names of its field, or of the assets that its values name."""
    if not one.conditions:
        return one
    primary = one.conditions[0]
    if one.rule_type == "Attribute":
        field = fields.catalog(tx).by_id.get(primary.attribute_id)
        name = field.display_name if field else one.name
        return replace(one, name=name, conditions=(replace(primary, attribute=name), *one.conditions[1:]))
    membership = _membership(one)
    if membership is None:
        return one
    names = [membership.name_of(tx, asset_id) for asset_id in primary.ids]
    values = tuple(name or value for name, value in zip(names, primary.values, strict=True))
    return replace(one, conditions=(replace(primary, values=values), *one.conditions[1:]))
