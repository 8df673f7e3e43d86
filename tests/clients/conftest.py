"""A subscription on a real socket, for clients that others wrote."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from marketorestpython.client import MarketoClient

from mercat.app.http.asgi import Application
from mercat.app.instances.instance import Instance
from mercat.domain import bootstrap
from mercat.domain.access import api_clients, users
from mercat.marketo.permissions import ALL
from mercat.store.tx import Tx
from support.databases import INSTANCE_ID, Templates
from support.sockets import listening


@dataclass(frozen=True)
class Subscription:
    """What its administrator would hand over."""

    url: str
    munchkin_id: str
    client_id: str
    client_secret: str
    instance: Instance

    def token(self) -> str:
        """A living access token."""
        return self.instance.write_now(
            lambda tx: api_clients.issue_for(tx, api_clients.get_service(tx, "client")).token
        )


@pytest.fixture(scope="module")
def content() -> Callable[[Tx], None]:
    """What fills the instance; a module may say otherwise."""
    return bootstrap.prepare


@pytest.fixture(scope="module")
def subscription(templates: Templates, content: Callable[[Tx], None]) -> Iterator[Subscription]:
    lease = templates.registry("sqlite", content.__module__.replace(".", "_"), content)
    instance = lease.registry.default

    def work(tx: Tx) -> tuple[str, str]:
        users.create_role(tx, "client", list(ALL))
        users.create_user(tx, "client@mercat.test", roles=["client"], api_only=True)
        service = api_clients.create_service(tx, "client", "client@mercat.test")
        return service.client_id, api_clients.secret(tx, service)

    client_id, client_secret = instance.write_now(work)
    with listening(Application(lease.registry)) as made:
        url = f"http://127.0.0.1:{made.address[1]}"
        yield Subscription(url, INSTANCE_ID, client_id, client_secret, instance)
    lease.end()


@pytest.fixture(scope="module")
def client(subscription: Subscription) -> MarketoClient:
    """marketorestpython, unmodified: it builds its host from the Munchkin id, and lets it be set afterwards."""
    made = MarketoClient(subscription.munchkin_id, subscription.client_id, subscription.client_secret, max_retry_time=1)
    made.host = subscription.url
    return made
