"""Refusals carry facts, which are given by place or by name."""

import copy

import pytest

from mercat.model.refusals import NotFound, Refusal, RuleBroken, TokenInvalid, facts_of
from mercat.model.rules import Rule


class Named(Refusal):
    """One with a fact and a default."""

    name: str
    limit: int = 5


class More(Named):
    """One with a further fact."""

    place: str = ""


def test_facts_are_given_by_place_or_by_name() -> None:
    assert Named("a", 3) == Named(name="a", limit=3)
    assert facts_of(More("a", place="b")) == {"name": "a", "limit": 5, "place": "b"}


def test_refusals_differ_by_kind_and_by_facts() -> None:
    assert Named("a") != Named("b")
    assert Named("a") != More("a")


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), (("a", 1, 2), {}), (("a",), {"name": "b"}), (("a",), {"x": 1})]
)
def test_facts_that_are_missing_or_too_many_are_an_error(values: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="Named has the facts"):
        Named(*values, **named)  # type: ignore[arg-type]


def test_the_facts_of_a_rule_make_it_again() -> None:
    refusal = RuleBroken(Rule.CHANNEL_UNFIT, channel="Web")
    assert RuleBroken(**facts_of(refusal)) == refusal


def test_a_refusal_tells_its_facts() -> None:
    assert repr(Named("a")) == "Named(name='a', limit=5)"
    assert repr(TokenInvalid()) == "TokenInvalid(token='')"


def test_a_copy_of_a_refusal_has_its_facts() -> None:
    assert copy.copy(NotFound("lead", 5)) == NotFound("lead", 5)
