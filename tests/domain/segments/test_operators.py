"""The operators of filters, by the type of the attribute."""

import pytest

from mercat.domain.segments import operators
from mercat.model import iso8601
from mercat.model.refusals import Missing, NotAllowed, TooLong, TooMany, WrongType

NOW = iso8601.parse("2026-05-20T17:30:00Z")  # a Wednesday; half past noon in Chicago


def passing(kind, operator, values, candidates):
    test = operators.compile(kind, "Attribute", operator, values, NOW)
    return [value for value in candidates if test(value)]


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("is", ["berlin"], ["Berlin"]),
        ("is", ["Berlin", "Bern"], ["Berlin", "BERN"]),
        ("is not", ["Berlin", "Bern"], ["Oslo", None]),
        ("starts with", ["BER"], ["Berlin", "BERN"]),
        ("not starts with", ["ber"], ["Oslo", None]),
        ("contains", ["li", "os"], ["Berlin", "Oslo"]),
        ("not contains", ["li", "os"], ["BERN", None]),
        ("is empty", [], [None]),
        ("is not empty", [], ["Berlin", "BERN", "Oslo"]),
    ],
)
def test_texts_compare_whatever_their_case(operator, values, expected):
    assert passing("text", operator, values, ["Berlin", "BERN", "Oslo", None]) == expected


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("is", ["5"], [5]),
        ("is", ["0"], [0, None]),
        ("is not", ["0"], [-1, 5, 7.5]),
        ("is", ["7.5", "-1"], [-1, 7.5]),
        ("between", ["0", "5"], [0, 5]),
        ("greater than", ["5"], [7.5]),
        ("less than", ["0"], [-1]),
        ("at least", ["5"], [5, 7.5]),
        ("at most", ["0"], [-1, 0]),
        ("is empty", [], [None]),
        ("is not empty", [], [-1, 0, 5, 7.5]),
    ],
)
def test_numbers_compare_and_nothing_is_zero_for_is_alone(operator, values, expected):
    assert passing("number", operator, values, [-1, 0, 5, 7.5, None]) == expected


def test_booleans_are_true_or_not():
    assert passing("boolean", "is", ["true"], [True, False, None]) == [True]
    assert passing("boolean", "is", ["no"], [True, False, None]) == [False, None]
    assert passing("boolean", "is not", ["yes"], [True, False, None]) == [False, None]


DAYS = ["2026-05-18", "2026-05-19", "2026-05-20", "2026-05-21", None]


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("is", ["2026-05-19"], ["2026-05-19"]),
        ("is not", ["2026-05-19"], ["2026-05-18", "2026-05-20", "2026-05-21", None]),
        ("between", ["2026-05-19", "2026-05-20"], ["2026-05-19", "2026-05-20"]),
        ("after", ["2026-05-19"], ["2026-05-20", "2026-05-21"]),
        ("on or after", ["2026-05-20"], ["2026-05-20", "2026-05-21"]),
        ("before", ["2026-05-19"], ["2026-05-18", None]),
        ("on or before", ["2026-05-19"], ["2026-05-18", "2026-05-19", None]),
        ("in past", ["1 day"], ["2026-05-20"]),
        ("in past", ["2 days"], ["2026-05-19", "2026-05-20"]),
        ("in past before", ["1 day"], ["2026-05-18", "2026-05-19", None]),
        ("in future", ["1 week"], ["2026-05-20", "2026-05-21"]),
        ("in future after", ["10 hours"], ["2026-05-21"]),
        ("in time frame", ["yesterday"], ["2026-05-19"]),
        ("in time frame", ["This Week"], ["2026-05-18", "2026-05-19", "2026-05-20", "2026-05-21"]),
        ("in time frame", ["last month"], []),
        ("is empty", [], [None]),
    ],
)
def test_dates_are_days_of_the_subscription(operator, values, expected):
    assert passing("date", operator, values, DAYS) == expected


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("is", ["2026-05-19"], ["2026-05-20T04:59:59Z"]),  # Chicago is five hours behind
        ("after", ["2026-05-19"], ["2026-05-20T05:00:00Z"]),
        ("in past", ["13 hours"], ["2026-05-20T04:59:59Z", "2026-05-20T05:00:00Z"]),
        ("in time frame", ["today"], ["2026-05-20T05:00:00Z"]),
        ("in past", ["1 year"], ["2026-05-20T04:59:59Z", "2026-05-20T05:00:00Z"]),
        ("in past before", ["3 months"], []),
    ],
)
def test_times_are_told_apart_by_day_and_by_moment(operator, values, expected):
    assert passing("datetime", operator, values, ["2026-05-20T04:59:59Z", "2026-05-20T05:00:00Z"]) == expected


@pytest.mark.parametrize("frame", operators.TIME_FRAMES)
def test_every_time_frame_has_a_day_and_not_all_days(frame):
    days = [
        f"{year}-{month:02d}-{day:02d}" for year in (2025, 2026, 2027) for month in range(1, 13) for day in range(1, 29)
    ]
    inside = passing("date", "in time frame", [frame], days)
    assert inside and inside == days[days.index(inside[0]) : days.index(inside[-1]) + 1]
    assert len(inside) <= 12 * 28


def test_what_a_time_frame_means():
    days = [f"2026-{month:02d}-{day:02d}" for month in (3, 4, 5, 6) for day in (1, 16, 17, 23, 24, 30)]
    assert passing("date", "in time frame", ["this week"], days) == ["2026-05-17", "2026-05-23"]
    assert passing("date", "in time frame", ["next week"], days) == ["2026-05-24", "2026-05-30"]
    assert passing("date", "in time frame", ["last quarter"], days) == days[:6]
    assert passing("date", "in time frame", ["this quarter"], days) == days[6:]


@pytest.mark.parametrize(
    ("kind", "operator", "values", "refusal"),
    [
        ("text", "sounds like", ["a"], NotAllowed),
        ("text", "greater than", ["a"], NotAllowed),
        ("boolean", "contains", ["a"], NotAllowed),
        ("text", "is", [], Missing),
        ("text", "is", [""], Missing),
        ("number", "between", ["1"], Missing),
        ("number", "between", ["1", "2", "3"], TooMany),
        ("number", "at least", ["1", "2"], TooMany),
        ("text", "is", ["a"] * (operators.VALUES + 1), TooMany),
        ("text", "is", ["a" * (operators.VALUE_LENGTH + 1)], TooLong),
        ("number", "is", ["many"], WrongType),
        ("boolean", "is", ["perhaps"], WrongType),
        ("date", "is", ["yesterday"], WrongType),
        ("date", "after", ["9999-12-31"], WrongType),
        ("date", "in past", ["a while"], WrongType),
        ("date", "in past", ["10001 days"], WrongType),
        ("date", "in past", ["1001 years"], WrongType),
        ("date", "in time frame", ["last summer"], NotAllowed),
    ],
)
def test_what_does_not_fit_is_refused(kind, operator, values, refusal):
    with pytest.raises(refusal):
        operators.compile(kind, "Attribute", operator, values, NOW)


def test_the_bounds_fit():
    operators.compile("text", "Attribute", "is", ["a" * operators.VALUE_LENGTH] * operators.VALUES, NOW)
    operators.compile("date", "Attribute", "in past", ["10000 days"], NOW)
    operators.compile("date", "Attribute", "in future", ["1000 years"], NOW)
