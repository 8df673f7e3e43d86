"""A subscription on a real socket, for clients that others wrote."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from marketorestpython.client import MarketoClient
from marketorestpython.helper import http_lib

from mercat.app.http.asgi import Application
from mercat.app.instances.instance import Instance
from mercat.domain import bootstrap
from mercat.domain.access import api_clients, users
from mercat.marketo.permissions import ALL
from mercat.store.tx import Tx
from support.databases import INSTANCE_ID, Templates, skip_or_fail
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


class Time:
    """The time of a client that paces itself: it goes on at once by what the client wants to sleep."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def time(self) -> float:
        return self._seconds

    def sleep(self, seconds: float) -> None:
        self._seconds += seconds


@pytest.fixture(scope="session", autouse=True)
def pace() -> Iterator[None]:
    """marketorestpython makes five calls a second at most; nobody waits for that here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(http_lib, "time", Time())
        yield


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


@pytest.fixture(scope="session")
def node_clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the clients of Node are installed, from the lock file beside the tests."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            skip_or_fail(f"{program} is not there")
    folder = tmp_path_factory.mktemp("node") / "clients"
    shutil.copytree(Path(__file__).parent / "node", folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode:
        skip_or_fail(f"npm cannot install the clients: {done.stderr[-500:]}")
    return folder
