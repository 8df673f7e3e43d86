"""Servers of `mercat.testing`, one for each module of tests."""

from collections.abc import Iterator

import pytest

from mercat import testing


@pytest.fixture(scope="module")
def embedded() -> Iterator[testing.InProcess]:
    """A server in this process."""
    with testing.in_process(seed=5, clock="2026-03-02T09:00:00Z", freeze=True) as server:
        yield server


@pytest.fixture
def fresh(embedded: testing.InProcess) -> Iterator[testing.Instance]:
    """An instance of it for a test."""
    with embedded.instance() as made:
        yield made
