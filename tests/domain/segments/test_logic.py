"""The logic between the filters of a smart list."""

import pytest

from mercat.domain.segments import logic
from mercat.model.refusals import RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.model.smart_lists import Filter, SmartListRules

PASSING = [{1, 2, 3}, {2, 3, 4}, {3, 5}]


def rules(match, text="", count=3):
    return SmartListRules(match, text, filters=(Filter("Country", "Attribute", "is"),) * count)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 and 2 and 3", {3}),
        ("1 or 2 or 3", {1, 2, 3, 4, 5}),
        ("1 and (2 or 3)", {2, 3}),
        ("(1 AND 2)OR 3", {2, 3, 5}),
        ("((1) and ((2 or 3)))", {2, 3}),
        ("3 or (2 and 1 and 1)", {2, 3, 5}),
    ],
)
def test_advanced_logic_combines_filters(text, expected):
    node = logic.node_of(rules("advanced", text))
    assert node is not None and node.choose(PASSING) == expected


def test_all_any_and_nothing():
    everything, anything = logic.node_of(rules("all")), logic.node_of(rules("any"))
    assert everything is not None and everything.choose(PASSING) == {3}
    assert anything is not None and anything.choose(PASSING) == {1, 2, 3, 4, 5}
    assert logic.node_of(rules("all", count=0)) is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", Rule.FILTER_LOGIC_MALFORMED),
        ("1 and", Rule.FILTER_LOGIC_MALFORMED),
        ("1 xor 2", Rule.FILTER_LOGIC_MALFORMED),
        ("(1 and 2 and 3", Rule.FILTER_LOGIC_MALFORMED),
        ("1 and 2 and 3)", Rule.FILTER_LOGIC_MALFORMED),
        ("1 2 3", Rule.FILTER_LOGIC_MALFORMED),
        ("0 and 1", Rule.FILTER_LOGIC_MALFORMED),
        ("1and2", Rule.FILTER_LOGIC_MALFORMED),
        ("(" * 21 + "1" + ")" * 21, Rule.FILTER_LOGIC_MALFORMED),
        ("1 and 2 or 3", Rule.FILTER_LOGIC_AMBIGUOUS),
        ("1 and 2", Rule.FILTER_LOGIC_INCOMPLETE),
        ("1 and 2 and 3 and 4", Rule.FILTER_LOGIC_INCOMPLETE),
    ],
)
def test_logic_that_is_not_understood_is_refused(text, rule):
    with pytest.raises(RuleBroken) as refused:
        logic.node_of(rules("advanced", text))
    assert refused.value.rule is rule


def test_logic_has_a_length():
    text = "1 and 2 and 3".ljust(logic.LENGTH)
    assert logic.node_of(rules("advanced", text)) is not None
    with pytest.raises(TooLong):
        logic.node_of(rules("advanced", text + " "))
