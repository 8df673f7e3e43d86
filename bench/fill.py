"""An instance to measure: a caller's token, and as many people as it takes, made by the engine that the API asks."""

from collections.abc import Callable
from pathlib import Path

from mercat.app.instances.instance import Instance
from mercat.app.instances.registry import Registry
from mercat.domain.access import api_clients, users
from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits
from mercat.domain.lists.static_lists import add, create
from mercat.domain.people import schema, sync
from mercat.domain.people.schema import NewField
from mercat.marketo import paging
from mercat.marketo.permissions import ALL
from mercat.model.assets import Kind, Ref
from mercat.model.clock import DAY
from mercat.store.lists.static_lists import count_members
from mercat.store.tx import Tx

SLICES = 400  # moments at which people came, over
SPAN = 30 * DAY
TEAM = 1_000  # people of one value of `team`: as many as a filter may find
PAGES = 50
ENDPOINTS = EndpointLimits(calls_per_minute=0, upload_calls_per_day=0)
BADGES = [
    NewField(name="badge", display_name="Badge", data_type="string"),
    NewField(name="team", display_name="Team", data_type="string"),
]


def opened(folder: Path, *, limited: bool = False, durable: bool = True) -> tuple[Registry, Instance]:
    """The instance in a folder, made if there is none, with limits out of reach or off."""
    numbers = (1_000_000, 1_000, 1_000_000_000) if limited else (0, 0, 0)
    limits = CallLimits(rate_calls=numbers[0], concurrency=numbers[1], daily_quota=numbers[2], extract_megabytes=0)
    registry = Registry(folder, call_limits=lambda: limits, endpoint_limits=lambda: ENDPOINTS, durable=durable)
    if not registry.open_all():
        registry.create().write_now(_prepare)
    return registry, registry.default


def token(instance: Instance) -> str:
    """What opens everything."""
    return instance.write_now(lambda tx: api_clients.issue_for(tx, api_clients.get_service(tx, "bench")).token)


def fill(folder: Path, people: int) -> None:
    """Make people 1 to `people`, every second one on the list."""
    registry, instance = opened(folder, durable=False)
    begin_ms = instance.clock.now() - SPAN
    size = people // SLICES
    for number in range(SLICES):
        end = people if number == SLICES - 1 else (number + 1) * size
        instance.write_now(_slice(number * size + 1, end + 1, begin_ms + number * SPAN // SLICES))
    registry.close()


def deep_pages(instance: Instance) -> list[str]:
    """Addresses of pages all over the list."""

    def work(tx: Tx) -> list[str]:
        path = f"/rest/v1/lists/{_LIST}/leads.json"
        many = count_members(tx, _LIST, 2**31)
        places = [2 * many * page // PAGES for page in range(PAGES)]
        return [f"{path}?nextPageToken={paging.write(tx, place, path)}" for place in places]

    return instance.read_now(work)


_LIST = 1


def _prepare(tx: Tx) -> None:
    users.create_role(tx, "bench", list(ALL))
    users.create_user(tx, "bench@example.com", roles=["bench"], api_only=True)
    api_clients.create_service(tx, "bench", "bench@example.com")
    schema.create(tx, BADGES)
    assert create(tx, "Half", Ref(Kind.FOLDER, 5)) == _LIST


def _slice(start: int, end: int, at_ms: int) -> Callable[[Tx], None]:
    def work(tx: Tx) -> None:
        tx.now = at_ms
        made = sync.sync(tx, [person(number) for number in range(start, end)])
        add(tx, _LIST, [row.id for row in made[::2]])

    return work


def person(number: int) -> dict[str, str]:
    """The fields of somebody."""
    return {
        "email": f"person{number}@example.com",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "company": "Analytical Engines",
        "badge": f"badge-{number}",
        "team": f"team-{number // TEAM}",
    }
