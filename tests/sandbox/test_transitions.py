"""/sandbox/transitions."""

import pytest


@pytest.mark.parametrize("pace", ["immediate", "timed", {"polls": 2}])
def test_a_pace_is_set_and_shown(demo, pace):
    assert demo.sandbox("PUT", "/transitions", {"bulk": pace}).document == {"bulk": pace}
    assert demo.sandbox("GET", "/transitions").document == {"bulk": pace}


def test_work_is_shown_at_once_unless_told_otherwise(demo):
    assert demo.sandbox("GET", "/transitions").document == {"bulk": "immediate"}


@pytest.mark.parametrize("body", [{}, {"bulk": "slow"}, {"bulk": {"polls": -1}}, {"bulk": {"polls": 1001}}, {"x": 1}])
def test_nonsense_is_a_problem(demo, body):
    answer = demo.sandbox("PUT", "/transitions", body)
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
