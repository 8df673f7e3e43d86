"""A demo server for each test."""

from collections.abc import Iterator

import pytest

from support.databases import Lease, Templates, postgresql_missing, skip_or_fail
from support.demo import Demo, close_demo, content, open_demo


@pytest.fixture
def demo_lease(templates: Templates, backend: str) -> Iterator[Lease]:
    """A registry whose instance holds what `demo` begins with."""
    if backend == "postgresql":
        skip_or_fail(postgresql_missing())
    lease = templates.registry(backend, "demo", content)
    yield lease
    lease.end()


@pytest.fixture
def demo(demo_lease: Lease) -> Iterator[Demo]:
    """A demo server."""
    made = open_demo(demo_lease.registry)
    yield made
    close_demo(made)


@pytest.fixture
def usage() -> str:
    """A path that every token with Read-Only Lead may read."""
    return "/rest/v1/stats/usage.json"
