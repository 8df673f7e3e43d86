"""A bench for jobs."""

import pytest

from mercat.app.instances.instance import Instance
from support.jobs import Bench


@pytest.fixture
def bench(instance: Instance) -> Bench:
    """An instance whose jobs are what a test says."""
    return Bench(instance)
