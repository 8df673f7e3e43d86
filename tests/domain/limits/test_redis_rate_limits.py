"""Limits that several processes keep together: what a gate of one process cannot show."""

import asyncio
from datetime import UTC, datetime

import pytest

from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits, EndpointPaused
from mercat.model.clock import SECOND, from_datetime
from mercat.model.refusals import QuotaReached, RateExceeded
from support.databases import REDIS_URL
from support.gates import SharedGates

NOW = from_datetime(datetime(2026, 3, 2, 12, tzinfo=UTC))
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def gates():
    made = SharedGates()
    yield made
    made.close()


@pytest.fixture
def away():
    """Gates whose Redis does not answer."""
    made = SharedGates(NOWHERE)
    yield made
    made.close()


@pytest.fixture
def client(gates):
    """A Redis client beside the gates."""
    import redis

    with redis.Redis.from_url(REDIS_URL) as made:
        yield made


def test_two_processes_share_window_day_and_places(gates):
    one, other = (gates.calls(CallLimits(rate_calls=3, concurrency=2, daily_quota=4)) for _ in range(2))
    one.charge(NOW)
    other.charge(NOW)
    one.charge(NOW)
    with pytest.raises(RateExceeded):
        other.charge(NOW + 1)
    other.charge(NOW + 20 * SECOND)
    with pytest.raises(QuotaReached):
        one.charge(NOW + 20 * SECOND)
    assert [one.enter(), other.enter(), one.enter()] == [True, True, False]
    other.leave()
    assert one.enter()


def test_two_processes_share_the_pace_of_an_endpoint_and_its_penalty(gates):
    one, other = (gates.paces(EndpointLimits(calls_per_minute=4)) for _ in range(2))
    one.charge(1, "images/add", NOW, daily=False)
    other.charge(1, "images/add", NOW, daily=False)
    assert other.remaining(1, "images/add", NOW) == (100, 50)
    other.charge(1, "images/add", NOW, daily=False)
    other.charge(1, "images/add", NOW, daily=False)
    for gate in (one, other):
        with pytest.raises(EndpointPaused):
            gate.charge(1, "images/add", NOW + 1, daily=False)


def test_calls_that_come_together_are_admitted_exactly(gates):
    both = [gates.calls(CallLimits(rate_calls=20, daily_quota=0))._gate for _ in range(2)]

    async def rush():
        return await asyncio.gather(*(both[n % 2].charge(NOW + n % 7) for n in range(60)), return_exceptions=True)

    answers = gates.run(rush())
    assert answers.count(None) == 20
    assert sum(isinstance(answer, RateExceeded) for answer in answers) == 40


def test_the_calls_of_a_dead_process_give_their_places_back(gates, client):
    gate = gates.calls(CallLimits(concurrency=1))
    assert gate.enter()
    assert not gate.enter()
    key = f"mercat:{{{gates.instance_id}}}:flying"
    (member,) = client.zrange(key, 0, -1)
    client.zadd(key, {member: 1_000})  # nobody renewed its lease
    assert gate.enter()


def test_a_lease_that_is_renewed_goes_on(gates, client):
    gate = gates.calls(CallLimits(concurrency=1))
    gate.enter()
    key = f"mercat:{{{gates.instance_id}}}:flying"
    ((member, until),) = client.zrange(key, 0, -1, withscores=True)
    client.zadd(key, {member: until - 10 * SECOND})
    gates.run(gates.counters.renew([member.decode()]))
    assert client.zscore(key, member) >= until


def test_a_day_that_redis_forgot_is_recalled(gates):
    gates.recalled["2026-03-02"] = 9
    gate = gates.calls(CallLimits(daily_quota=10))
    gate.charge(NOW)
    with pytest.raises(QuotaReached):
        gate.charge(NOW)


def test_without_redis_the_limits_hold_in_each_process(away):
    gate = away.calls(CallLimits(rate_calls=2, concurrency=1))
    assert [gate.enter(), gate.enter()] == [True, False]
    gate.charge(NOW)
    gate.charge(NOW)
    with pytest.raises(RateExceeded):
        gate.charge(NOW)
    gate.leave()
    assert gate.enter()


def test_without_redis_an_endpoint_keeps_its_pace(away):
    gate = away.paces(EndpointLimits(calls_per_minute=1))
    gate.charge(1, "images/add", NOW, daily=False)
    assert gate.remaining(1, "images/add", NOW) == (100, 0)
    with pytest.raises(EndpointPaused):
        gate.charge(1, "images/add", NOW, daily=False)
