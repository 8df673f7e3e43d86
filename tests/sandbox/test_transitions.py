"""/sandbox/transitions."""

import pytest

DEFAULTS = dict.fromkeys(("bulk", "videos", "review", "tasks", "audiences"), "immediate")


@pytest.mark.parametrize("kind", ["bulk", "videos", "review", "tasks"])
@pytest.mark.parametrize("pace", ["immediate", "timed", {"polls": 2}])
def test_a_pace_is_set_and_shown(demo, kind, pace):
    assert demo.sandbox("PUT", "/transitions", {kind: pace}).document == {**DEFAULTS, kind: pace}
    assert demo.sandbox("GET", "/transitions").document == {**DEFAULTS, kind: pace}


@pytest.mark.parametrize("pace", ["immediate", "timed"])
def test_audiences_are_computed_at_once_or_within_two_minutes(demo, pace):
    assert demo.sandbox("PUT", "/transitions", {"audiences": pace}).document == {**DEFAULTS, "audiences": pace}


def test_all_paces_are_set_at_once(demo):
    paces = {"bulk": "timed", "videos": {"polls": 1}, "review": "manual", "tasks": "timed", "audiences": "timed"}
    assert demo.sandbox("PUT", "/transitions", paces).document == paces


def test_work_is_shown_at_once_unless_told_otherwise(demo):
    assert demo.sandbox("GET", "/transitions").document == DEFAULTS


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"bulk": "slow"},
        {"bulk": "manual"},
        {"audiences": {"polls": 2}},
        {"bulk": {"polls": -1}},
        {"bulk": {"polls": 1001}},
        {"x": 1},
        {"videos": {"polls": 1001}},
        {"review": "never"},
    ],
)
def test_nonsense_is_a_problem(demo, body):
    answer = demo.sandbox("PUT", "/transitions", body)
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
