"""Limits to the millisecond and to the call: in one process, and shared by several."""

from datetime import UTC, datetime

import pytest

from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits, EndpointPaused, EndpointSpent
from mercat.model.clock import DAY, HOUR, MINUTE, SECOND, from_datetime
from mercat.model.refusals import QuotaReached, RateExceeded
from support.gates import LocalGates, SharedGates

NOW = from_datetime(datetime(2026, 3, 2, 12, tzinfo=UTC))
OFF = {"rate_calls": 0, "concurrency": 0, "daily_quota": 0}


@pytest.fixture(params=[LocalGates, SharedGates], ids=["local", "redis"])
def gates(request):
    made = request.param()
    yield made
    made.close()


@pytest.fixture
def gate(gates):
    """Makes a gate for calls; what is not said is off."""
    return lambda **limits: gates.calls(CallLimits(**{**OFF, **limits}))


@pytest.fixture
def pace(gates):
    """Makes the `charge` of a gate for endpoints."""

    def make(**limits):
        made = gates.paces(EndpointLimits(**limits))
        return lambda at, application=1, endpoint="adgroups/get", daily=False: made.charge(
            application, endpoint, at, daily=daily
        )

    return make


def admitted(charge, times):
    """How many of the calls at these times get in."""
    count = 0
    for at in times:
        try:
            charge(at)
        except (RateExceeded, QuotaReached, EndpointPaused, EndpointSpent):
            continue
        count += 1
    return count


# -- calls in a window ----------------------------------------------------------------------------------------------


def test_the_hundred_and_first_call_in_twenty_seconds_is_refused_and_says_so(gate):
    full = gate(rate_calls=100)
    assert admitted(full.charge, [NOW] * 100) == 100
    with pytest.raises(RateExceeded) as refusal:
        full.charge(NOW + 20 * SECOND - 1)
    assert (refusal.value.calls, refusal.value.seconds) == (100, 20)
    full.charge(NOW + 20 * SECOND)


def test_the_window_slides(gate):
    sliding = gate(rate_calls=100)
    early, late = [NOW] * 50, [NOW + 19_999] * 50
    assert admitted(sliding.charge, early + late) == 100
    assert admitted(sliding.charge, [NOW + 20_000] * 100) == 50  # a fixed window would admit all of them
    assert admitted(sliding.charge, [NOW + 39_998]) == 0
    assert admitted(sliding.charge, [NOW + 39_999] * 100) == 50


def test_a_refused_call_does_not_count(gate):
    full = gate(rate_calls=1)
    full.charge(NOW)
    assert admitted(full.charge, range(NOW, NOW + 20_000, 1_000)) == 0
    assert admitted(full.charge, [NOW + 20_000]) == 1


def test_a_refund_makes_room_for_one(gate):
    full = gate(rate_calls=2, daily_quota=2)
    full.charge(NOW)
    full.charge(NOW + 1)
    full.refund(NOW + 1)
    assert admitted(full.charge, [NOW + 2, NOW + 2]) == 1


def test_a_clock_that_is_set_back_locks_nobody_out(gate):
    full = gate(rate_calls=1)
    full.charge(NOW)
    assert admitted(full.charge, [NOW - HOUR]) == 1


def test_what_is_switched_off_keeps_no_log(gate):
    off = gate()
    assert admitted(off.charge, [NOW] * 200) == 200
    off.limits.rate_calls = 1
    assert admitted(off.charge, [NOW, NOW]) == 1


# -- calls in a day -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("midnight", "offset_hours"),
    [
        (datetime(2026, 3, 3, 6, tzinfo=UTC), 6),
        (datetime(2026, 3, 8, 6, tzinfo=UTC), 6),  # the day that has 23 hours begins
        (datetime(2026, 3, 9, 5, tzinfo=UTC), 5),  # and the first whole day of summer
        (datetime(2026, 11, 2, 6, tzinfo=UTC), 6),  # the day of 25 hours is over
    ],
)
def test_the_day_ends_at_midnight_in_chicago(gate, midnight, offset_hours):
    at = from_datetime(midnight)
    daily = gate(daily_quota=2)
    assert admitted(daily.charge, [at - 10 * HOUR, at - 1, at - 1]) == 2
    assert admitted(daily.charge, [at, at + HOUR, at + 22 * HOUR]) == 2


def test_the_quota_is_met_to_the_call(gates, gate):
    quota = 500 if gates.shared else 50_000
    daily = gate(daily_quota=quota)
    assert admitted(daily.charge, [NOW] * (quota + 1)) == quota
    with pytest.raises(QuotaReached):
        daily.charge(NOW)


def test_a_call_over_the_rate_does_not_count_against_the_day(gate):
    both = gate(rate_calls=1, daily_quota=2)
    assert admitted(both.charge, [NOW, NOW, NOW, NOW + 20_000]) == 2


def test_a_call_over_the_quota_does_not_count_against_the_rate(gate):
    both = gate(rate_calls=2, daily_quota=1)
    assert admitted(both.charge, [NOW] * 5) == 1
    both.limits.daily_quota = 0
    assert admitted(both.charge, [NOW] * 5) == 1


def test_a_refund_after_midnight_gives_nothing_back_of_the_new_day(gate):
    midnight = from_datetime(datetime(2026, 3, 3, 6, tzinfo=UTC))
    daily = gate(daily_quota=1)
    daily.charge(midnight - 1)
    daily.charge(midnight)
    daily.refund(midnight - 1)
    assert admitted(daily.charge, [midnight + 1]) == 0


# -- calls at once --------------------------------------------------------------------------------------------------


def test_requests_of_data_ingestion_are_counted_by_client_and_second_and_as_nothing_else(gates):
    gate = gates.calls(CallLimits(rate_calls=1, daily_quota=1, ingest_requests_per_second=2))
    for second in (NOW, NOW + SECOND):
        for _ in range(2):
            gate.ingest(7, second)
        with pytest.raises(RateExceeded) as refused:
            gate.ingest(7, second + SECOND - 1)
        assert (refused.value.calls, refused.value.seconds) == (2, 1)
        gate.ingest(8, second)
    gate.charge(NOW)


def test_ten_at_once_and_the_eleventh_takes_no_place(gate):
    full = gate(concurrency=10)
    assert [full.enter() for _ in range(12)] == [True] * 10 + [False] * 2
    full.leave()
    assert [full.enter(), full.enter()] == [True, False]


# -- the pace of an endpoint ----------------------------------------------------------------------------------------


def test_a_full_minute_shuts_the_endpoint_for_five_minutes(pace):
    charge = pace()
    assert admitted(charge, [NOW] * 1_001) == 1_000
    assert admitted(charge, [NOW + 5 * MINUTE - 1]) == 0
    assert admitted(charge, [NOW + 5 * MINUTE] * 1_001) == 1_000


def test_calls_to_a_shut_endpoint_do_not_keep_it_shut(pace):
    charge = pace(calls_per_minute=1)
    assert admitted(charge, [NOW, *range(NOW, NOW + 5 * MINUTE, MINUTE)]) == 1
    assert admitted(charge, [NOW + 5 * MINUTE]) == 1


def test_an_endpoint_opens_again_when_the_limit_is_switched_off(gates):
    made, without = gates.paces(EndpointLimits(calls_per_minute=1)), EndpointLimits(calls_per_minute=0)

    def charges() -> int:
        return admitted(lambda at: made.charge(1, "adgroups/get", at, daily=False), [NOW] * 3)

    assert charges() == 1
    if gates.shared:
        made = gates.paces(without)
    else:
        made.limits = without
    assert charges() == 3


def test_the_minute_slides(pace):
    charge = pace(calls_per_minute=2)
    assert admitted(charge, [NOW, NOW + 59_999, NOW + 60_000]) == 3
    assert admitted(charge, [NOW + 60_001]) == 0


def test_endpoints_and_applications_have_a_pace_of_their_own(pace):
    charge = pace(calls_per_minute=1)
    assert admitted(charge, [NOW, NOW]) == 1
    charge(NOW, endpoint="adgroups/add")
    charge(NOW, application=2)


def test_uploads_have_a_day_that_ends_at_midnight_in_shanghai(pace):
    charge = pace(calls_per_minute=0)
    midnight = from_datetime(datetime(2026, 3, 2, 16, tzinfo=UTC))

    def upload(at):
        charge(at, endpoint="custom_audience_files/add", daily=True)

    assert admitted(upload, [midnight - 1] * 1_001) == 1_000
    assert admitted(upload, [midnight] * 1_001) == 1_000
    assert admitted(upload, [midnight + DAY - 1]) == 0
