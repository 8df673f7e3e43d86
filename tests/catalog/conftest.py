"""One server for all cases of a sweep: they only ask whether they are let in, so they do not disturb each other."""

from collections.abc import Iterator

import pytest

from support.catalog import Callers
from support.databases import Lease, Templates
from support.server import Server


@pytest.fixture(scope="module")
def shared_server(templates: Templates) -> Iterator[Server]:
    """A server on SQLite that lives as long as the module's tests."""
    lease: Lease = templates.registry("sqlite")
    made = Server(lease.registry)
    yield made
    made.close()
    lease.end()


@pytest.fixture(scope="module")
def callers(shared_server: Server) -> Callers:
    """Clients of that server with chosen permissions."""
    return Callers(shared_server)
