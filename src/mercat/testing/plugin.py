"""The plugin of pytest: one server for the whole run, and a fresh instance for each test that asks for one.

It imports nothing of mercat before a test asks for a fixture, so that it costs other suites nothing.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from mercat.testing import Clock, Faults, Instance, Requests, Server

READY_FILE: Final = "MERCAT_READY_FILE"  # of a server that runs already, such as that of `mercat run`
_INPUT: Final = "mercat_shared"  # what the controller of xdist tells its workers
_SHARED: Final = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option in the settings file of pytest."""
    parser.addini("mercat_options", "options of `mercat demo` for the server of the fixtures", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", "mercat(state='seed'): what `mercat_instance` begins with: seed or empty")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Name the folder of the server that all workers of xdist share."""
    import tempfile

    stash = node.config.stash
    if _SHARED not in stash:
        stash[_SHARED] = Path(tempfile.mkdtemp(prefix="mercat-testing-"))
    node.workerinput[_INPUT] = [str(stash[_SHARED]), os.getpid()]


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server that the workers of xdist shared."""
    folder = config.stash.get(_SHARED, None)
    if folder is not None:
        from mercat.testing import shared

        shared.end(folder)


@pytest.fixture(scope="session")
def mercat(pytestconfig: pytest.Config) -> Iterator["Server"]:
    """A running demo: that of MERCAT_READY_FILE, or one for the whole run, which all workers of xdist share."""
    from mercat.app import ready
    from mercat.testing import child, shared
    from mercat.testing.server import Server

    running = os.environ.get(READY_FILE)
    options = pytestconfig.getini("mercat_options")
    of_run = getattr(pytestconfig, "workerinput", {}).get(_INPUT)
    if running:
        document = ready.read(Path(running))
        if document is None:
            pytest.fail(f"{READY_FILE} names {running}, which is not the ready file of a server.")
        yield Server(document)
    elif of_run is not None:
        folder, controller = of_run
        yield Server(shared.join(Path(folder), options, controller))
    else:
        with child.demo(arguments=options) as server:
            yield server


@pytest.fixture
def mercat_instance(mercat: "Server", request: pytest.FixtureRequest) -> Iterator["Instance"]:
    """A fresh instance of the server, deleted after the test. `@pytest.mark.mercat(state="empty")` leaves data out."""
    marker = request.node.get_closest_marker("mercat")
    with mercat.instance(**({} if marker is None else marker.kwargs)) as instance:
        yield instance


@pytest.fixture
def mercat_clock(mercat_instance: "Instance") -> "Clock":
    """The clock of the test's instance."""
    return mercat_instance.clock


@pytest.fixture
def mercat_faults(mercat_instance: "Instance") -> "Faults":
    """The faults of the test's instance."""
    return mercat_instance.faults


@pytest.fixture
def mercat_requests(mercat_instance: "Instance") -> "Requests":
    """The journal of the test's instance."""
    return mercat_instance.requests
