"""The delivery of ads in tests: an account with money, what it delivered, and the clock."""

from collections import Counter

from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.delivery import delivery
from mercat.model.clock import DAY, HOUR, day_bounds
from mercat.model.delivery import Fact
from mercat.store.advertising import delivery_facts
from support.server import Server
from support.tencent import TencentClient


def at_midnight(server: Server) -> TencentClient:
    """A client of an instance that simulates delivery and in which a day of the platform has just begun."""
    instance = server.instance
    instance.move_clock(day_bounds(instance.clock.now(), ZONE)[2] + 1)
    instance.write_now(lambda tx: delivery.begin(tx, "tests"))
    instance.compatibility.fields_required = False
    return TencentClient(server)


def renewed(client: TencentClient) -> TencentClient:
    """The client with a new token: one ends after a day."""
    return TencentClient(client.server, name=f"tests {client.server.instance.clock.now()}")


def advance(client: TencentClient, hours: int) -> None:
    """Move the clock, as the sandbox does."""
    instance = client.server.instance
    instance.jobs.advance(instance.clock.now() + hours * HOUR)


def facts(client: TencentClient) -> list[Fact]:
    """All that the client's account delivered, by hour and creative."""
    instance = client.server.instance
    return instance.read_now(lambda tx: delivery_facts.of_account(tx, client.account_id, 0, tx.now // HOUR))


def costs(client: TencentClient) -> dict[int, int]:
    """What each ad group cost, by id."""
    sums: Counter[int] = Counter()
    for fact in facts(client):
        sums[fact.ad_group_id] += fact.cost
    return dict(sums)


def of_day(client: TencentClient, days_ago: int = 0) -> list[Fact]:
    """What was delivered on a day of the platform."""
    since = day_bounds(client.server.instance.clock.now(), ZONE)[1] // HOUR - days_ago * DAY // HOUR
    return [fact for fact in facts(client) if since <= fact.hour < since + DAY // HOUR]
