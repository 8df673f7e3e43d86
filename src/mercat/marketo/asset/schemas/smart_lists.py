"""How smart lists and their rules are written."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import UNSET, UnsetType

from mercat.domain.segments import filters, smart_lists
from mercat.marketo.protocol import Reply, asset_reply
from mercat.marketo.types import APPLICATION, FolderAnswer, asset_time
from mercat.model.assets import WORKSPACES, Kind
from mercat.model.smart_lists import Condition, Filter, RuleType, SmartList, SmartListRules
from mercat.store.tx import Tx
from mercat.wire.operation import Answer, Schema

# The guide has an example of an activity alone; the other ids and names are inferred.
RULE_TYPES: Final[Mapping[RuleType, int]] = {"Activity": 1, "Attribute": 2, "Special": 3}


class IncludeRules(Schema):
    """Whether to include the rules of a smart list."""

    include_rules: bool = False


class ConditionAnswer(Answer):
    """What a filter compares; the primary condition is the first one."""

    activity_attribute_id: int
    activity_attribute_name: str
    operator: str
    values: list[str]
    is_primary: bool


class FilterAnswer(Answer):
    """A filter with its conditions."""

    id: int
    name: str
    rule_type_id: int
    rule_type: str
    operator: str
    conditions: list[ConditionAnswer]


class RulesAnswer(Answer):
    """The rules of a smart list."""

    filter_match_type: str
    triggers: list[str]
    filters: list[FilterAnswer]


class SmartListAnswer(Answer, kw_only=True):
    """A smart list without its rules."""

    id: int
    name: str
    description: str | UnsetType = UNSET
    created_at: str
    updated_at: str
    url: str
    folder: FolderAnswer
    workspace: str


class SmartListWithRules(SmartListAnswer, kw_only=True):
    """A smart list, with its rules if they are asked for."""

    rules: RulesAnswer | UnsetType = UNSET


def smart_list(one: SmartList) -> SmartListAnswer:
    """A smart list without its rules."""
    return SmartListAnswer(**_members(one))


def smart_list_with_rules(tx: Tx, one: SmartList | None, query: IncludeRules) -> Reply[SmartListWithRules]:
    """The answer of an operation that may show rules."""
    if one is None:
        return asset_reply([])
    return asset_reply(
        [
            SmartListWithRules(
                **_members(one), rules=_rules(tx, smart_lists.rules_of(one)) if query.include_rules else UNSET
            )
        ]
    )


def _members(one: SmartList) -> dict[str, Any]:
    """The members of each answer. The URL of a smart list in a program ends as that of a local asset."""
    local = "LA1" if one.parent.kind is Kind.PROGRAM else ""
    return {
        "id": one.id,
        "name": one.name,
        "description": one.description or UNSET,
        "created_at": asset_time(one.created_ms),
        "updated_at": asset_time(one.updated_ms),
        "url": f"{APPLICATION}#SL{one.id}A1{local}",
        "folder": FolderAnswer(one.parent.id, one.parent.kind.value),
        "workspace": WORKSPACES[one.workspace_id],
    }


def _rules(tx: Tx, rules: SmartListRules) -> RulesAnswer:
    numbered = enumerate((filters.with_names(tx, one) for one in rules.filters), 1)
    return RulesAnswer(
        rules.match, [trigger.name for trigger in rules.triggers], [_filter(number, one) for number, one in numbered]
    )


def _filter(number: int, one: Filter) -> FilterAnswer:
    conditions = [_condition(condition, primary=not index) for index, condition in enumerate(one.conditions)]
    return FilterAnswer(number, one.name, RULE_TYPES[one.rule_type], one.rule_type, one.operator, conditions)


def _condition(condition: Condition, *, primary: bool) -> ConditionAnswer:
    return ConditionAnswer(
        condition.attribute_id, condition.attribute, condition.operator, list(condition.values), primary
    )
