"""Metrics: those of the contract, with their types, rounded half up."""

import pytest

from mercat.domain.advertising.reports.metrics import FORMULAS, GOAL, value
from mercat.model.reports import Formula, SumsRow
from mercat.tencent import contract

REPORT = contract.endpoint("/v3.0/daily_reports/get").item
UNION = contract.endpoint("/v3.0/ad_union_reports/get").item
GOALS = contract.endpoint("/v3.0/adgroups/add").rules["optimization_goal"].allowed


def test_every_metric_is_a_member_of_the_contract_and_of_its_type() -> None:
    for name, formula in FORMULAS.items():
        type_name = (REPORT | UNION)[name]
        assert (formula.places is None) == (type_name == "integer"), name


def test_every_goal_is_one_that_ad_groups_can_have() -> None:
    names = {sum_name for formula in FORMULAS.values() for sum_name in (formula.numerator, formula.denominator)}
    assert {name for name in names if name and name.startswith(GOAL)} <= set(GOALS)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (Formula("clicks"), 3),
        (Formula("cost", "clicks"), 34),
        (Formula("cost", "conversions"), 51),
        (Formula("cost", "impressions", scale=1_000), 25_250),
        (Formula("clicks", "impressions", places=4), 0.75),
        (Formula("conversions", "clicks", places=4), 0.6667),
        (Formula("cost", "nothing"), 0),
        (Formula("clicks", "nothing", places=4), 0),
    ],
    ids=str,
)
def test_a_value_is_rounded_half_up(formula: Formula, expected: float) -> None:
    row = SumsRow({}, {"impressions": 4, "clicks": 3, "conversions": 2, "cost": 101, "nothing": 0})
    assert value(formula, row) == expected
