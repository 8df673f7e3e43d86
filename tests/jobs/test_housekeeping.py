"""What a day's housekeeping forgets, and what it must not."""

import pytest

from mercat.domain import idempotency
from mercat.domain.access import api_clients
from mercat.domain.housekeeping import forget
from mercat.jobs.catalog import HANDLERS
from mercat.model.clock import DAY, HOUR
from mercat.model.messages import Message, kind_of
from mercat.model.refusals import TokenExpired, TokenInvalid


def test_every_message_has_a_duty():
    kinds = {kind_of(kind) for kind in Message.__subclasses__() if kind.__module__.startswith("mercat.")}
    assert kinds == {kind_of(handler.message) for handler in HANDLERS.values()} == set(HANDLERS)


def test_housekeeping_comes_round_every_day(instance):
    assert instance.jobs.run_due() == {}
    assert instance.jobs.advance(instance.clock.now() + DAY) == {"housekeeping": 1}
    assert instance.jobs.advance(instance.clock.now() + DAY) == {"housekeeping": 1}


def test_an_expired_token_is_known_as_one_for_thirty_days(instance, marketo):
    first = marketo.token
    instance.clock.offset_ms += 2 * HOUR
    marketo.token = marketo.fresh_token()

    def authenticate():
        return instance.read_now(lambda tx: api_clients.authenticate(tx, first))

    instance.jobs.advance(instance.clock.now() + 30 * DAY - 2 * HOUR)
    with pytest.raises(TokenExpired):
        authenticate()
    instance.jobs.advance(instance.clock.now() + 2 * DAY)
    with pytest.raises(TokenInvalid):
        authenticate()


def test_the_last_token_of_a_service_stays_known_so_that_none_is_issued_twice(instance, marketo):
    first = marketo.token
    instance.jobs.advance(instance.clock.now() + 400 * DAY)
    with pytest.raises(TokenExpired):
        instance.read_now(lambda tx: api_clients.authenticate(tx, first))
    assert marketo.fresh_token() != first


def test_a_nonce_is_forgotten_once_it_may_come_again(instance):
    def use():
        instance.write_now(lambda tx: idempotency.use_nonce(tx, "token", "nonce"))

    use()
    with pytest.raises(idempotency.NonceUsed):
        use()
    instance.jobs.advance(instance.clock.now() + DAY)
    use()


def test_usage_of_the_last_seven_days_stays(instance, marketo):
    marketo.get("/rest/v1/stats/usage.json")
    instance.flush()
    instance.write_now(forget)
    assert marketo.get("/rest/v1/stats/usage/last7days.json").result[-1].total == 1
    instance.jobs.advance(instance.clock.now() + 102 * DAY)
    assert instance.read_now(lambda tx: tx.fetch_all("SELECT * FROM usage_calls")) == []
