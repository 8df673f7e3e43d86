"""Division of whole numbers by weights: the parts add up, whatever the numbers and the weights are."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mercat.domain.advertising.reports.apportionment import SCALE, WHOLE, bounds, part, phase

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)
SHARES = st.lists(st.floats(0.001, 1e8), min_size=1, max_size=40)
NUMBERS = st.integers(0, 10**12)
PHASES = st.builds(phase, st.integers(0, 10**6), st.integers(1, 10**9))


@given(weights=WEIGHTS | SHARES)
def test_intervals_fill_the_scale_and_are_near_their_weights(weights: list[float]) -> None:
    intervals = bounds(weights)
    assert (intervals[0][0], intervals[-1][1]) == WHOLE
    assert all(before[1] == after[0] for before, after in pairwise(intervals))
    for (low, high), weight in zip(intervals, weights, strict=True):
        assert abs(high - low - SCALE * weight / sum(weights)) < 1 + 1e-6


@given(number=NUMBERS, weights=WEIGHTS, at=PHASES)
def test_parts_add_up_and_are_near_their_share(number: int, weights: list[float], at: int) -> None:
    intervals = bounds(weights)
    parts = [part(number, one, at) for one in intervals]
    assert sum(parts) == number
    for (low, high), one in zip(intervals, parts, strict=True):
        assert one >= 0
        assert abs(one * SCALE - number * (high - low)) < SCALE


@given(number=NUMBERS, outer=WEIGHTS, inner=WEIGHTS, at=PHASES)
def test_what_a_part_is_divided_into_adds_up_to_the_part(
    number: int, outer: list[float], inner: list[float], at: int
) -> None:
    for interval in bounds(outer):
        assert sum(part(number, one, at) for one in bounds(inner, interval)) == part(number, interval, at)


def test_over_many_hours_single_units_go_to_each_value_by_its_weight() -> None:
    intervals = bounds([5, 3, 2])
    hours = 10_000
    counts = [sum(part(1, one, phase(hour, 77)) for hour in range(hours)) for one in intervals]
    assert sum(counts) == hours
    assert all(abs(count - expected) <= 10 for count, expected in zip(counts, (5_000, 3_000, 2_000), strict=True))
