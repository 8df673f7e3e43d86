"""Tests with the fixtures that mercat brings: each test has an instance of its own, so that they run in any order."""

import pytest
from subscribers import Subscribers


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def subscribers(mercat_instance, pauses):
    marketo = mercat_instance.marketo
    return Subscribers(
        marketo.endpoint, marketo.identity, marketo.client_id, marketo.client_secret, pause=pauses.append
    )


def test_a_subscriber_is_found_again(subscribers):
    added = subscribers.add("ada@example.com")
    assert subscribers.find("ada@example.com") == [added]


def test_a_subscriber_of_another_test_is_not_there(subscribers):
    assert subscribers.find("ada@example.com") == []


def test_the_sample_data_is_there(subscribers):
    assert subscribers.find("developerfeedback@marketo.com") == [1]


@pytest.mark.mercat(state="empty")
def test_an_instance_may_begin_empty(subscribers):
    assert subscribers.find("developerfeedback@marketo.com") == []


def test_a_token_that_expires_after_an_hour_is_renewed(subscribers, mercat_clock, mercat_requests):
    subscribers.add("ada@example.com")
    mercat_clock.advance(3601)
    assert len(subscribers.find("ada@example.com")) == 1
    assert len(mercat_requests.find(code=602)) == 1
    assert len(mercat_requests.find(path="/identity/*")) == 2


def test_a_call_is_repeated_after_a_pause_when_the_rate_limit_is_met(subscribers, mercat_faults, pauses):
    mercat_faults.add(match={"protocol": "marketo", "path": "/rest/*"}, effect={"code": "606"}, times=2)
    assert subscribers.add("ada@example.com")
    assert pauses == [1, 2]


def test_a_call_is_given_up_in_the_end(subscribers, mercat_faults):
    mercat_faults.add(match={"path": "/rest/*"}, effect={"code": "606"})
    with pytest.raises(RuntimeError, match="606"):
        subscribers.add("ada@example.com")
