"""A server with the sandbox's powers, as `demo` composes it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mercat.app.catalogue.hints import hint
from mercat.app.config import Demo as Settings
from mercat.app.demo import compatibility
from mercat.app.instances.registry import Registry
from mercat.app.sandbox import SandboxServer, fill_access, pages
from mercat.sandbox import sample
from mercat.store.tx import Tx
from support.databases import Lease, Templates, postgresql_missing, skip_or_fail
from support.server import Response, Server


class Demo(Server):
    """Calls of the sandbox beside those of the protocols."""

    def __init__(self, registry: Registry, powers: SandboxServer) -> None:
        super().__init__(registry, pages=pages(powers), hint=hint)
        self.powers = powers

    def sandbox(self, method: str, path: str, body: Any = None, prefix: str = "", **headers: str) -> Response:
        """One call of the sandbox with a JSON body."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.call(method, f"{prefix}/sandbox{path}", headers=headers, content=content)

    @property
    def credentials(self) -> dict[str, Any]:
        """The ready file of the server's own instance."""
        described: dict[str, Any] = self.run(self.powers.describe(self.instance.id, "http://mercat.test"))
        return described

    def token(self, credentials: dict[str, Any], prefix: str = "") -> str:
        """An access token for a client id and secret."""
        query = [(name, credentials[name]) for name in ("client_id", "client_secret")]
        answer = self.call(
            "GET", f"{prefix}/identity/oauth/token", query=[("grant_type", "client_credentials"), *query]
        )
        assert answer.status == 200, answer
        return str(answer.document["access_token"])

    def marketo(self, path: str, token: str, prefix: str = "", **headers: str) -> Response:
        """GET with a bearer token."""
        return self.call("GET", prefix + path, headers={"authorization": f"Bearer {token}", **headers})


@pytest.fixture
def demo_lease(templates: Templates, backend: str) -> Iterator[Lease]:
    """A registry whose instance holds what `demo` begins with."""
    if backend == "postgresql":
        skip_or_fail(postgresql_missing())
    lease = templates.registry(backend, "demo", _content)
    yield lease
    lease.end()


@pytest.fixture
def demo(demo_lease: Lease) -> Iterator[Demo]:
    """A demo server."""
    for instance in demo_lease.registry:
        instance.compatibility = compatibility(Settings())
    powers = SandboxServer(demo_lease.registry)
    made = Demo(demo_lease.registry, powers)
    yield made
    made.close()
    powers.close()


def _content(tx: Tx) -> None:
    sample.fill(tx)
    fill_access(tx)


@pytest.fixture
def usage() -> str:
    """A path that every token with Read-Only Lead may read."""
    return "/rest/v1/stats/usage.json"
