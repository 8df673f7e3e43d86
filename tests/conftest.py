"""Fixtures that every test may use. Whatever touches an instance runs on SQLite and on PostgreSQL."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from mercat.app.instances.instance import Instance
from support import evidence
from support.databases import Lease, Templates, leases
from support.marketo import MarketoClient
from support.server import Server
from support.tencent import TencentClient

BACKENDS = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backend", choices=BACKENDS, help="run the tests that use an instance on this database only")


def pytest_configure(config: pytest.Config) -> None:
    if "MERCAT_EVIDENCE" in os.environ:
        evidence.record(Path(os.environ["MERCAT_EVIDENCE"]))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What collecting makes stays to the end: the garbage collector need not look through it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        only = metafunc.config.getoption("--backend")
        metafunc.parametrize("backend", [only] if only else BACKENDS, scope="session")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    made = Templates(tmp_path_factory.mktemp("instances"))
    yield made
    made.drop()


@pytest.fixture
def lease(templates: Templates, backend: str) -> Iterator[Lease]:
    yield from leases(templates, backend)


@pytest.fixture
def instance(lease: Lease) -> Instance:
    """A fresh instance with what every instance holds, limits off."""
    return lease.registry.default


@pytest.fixture
def server(lease: Lease) -> Iterator[Server]:
    """The whole application around that instance."""
    made = Server(lease.registry)
    yield made
    made.close()


@pytest.fixture
def marketo(server: Server) -> MarketoClient:
    """A Marketo client with every permission."""
    return MarketoClient(server)


@pytest.fixture
def marketo_with(server: Server) -> Callable[..., MarketoClient]:
    """Makes Marketo clients with exactly the given permissions."""

    def make(*permissions: str) -> MarketoClient:
        name = "-".join(permissions) or "nobody"
        return MarketoClient(server, permissions, name.lower().replace(" ", "-"))

    return make


@pytest.fixture
def tencent(server: Server) -> TencentClient:
    """A Tencent Ads client with every scope on one account."""
    return TencentClient(server)


@pytest.fixture
def tencent_with(server: Server) -> Callable[..., TencentClient]:
    """Makes Tencent Ads clients with exactly the given scopes."""

    def make(*scopes: str, **options: Any) -> TencentClient:
        return TencentClient(server, scopes, "-".join(scopes), **options)

    return make


@pytest.fixture
def sqlite_folder(tmp_path: Path) -> Path:
    """An empty data directory."""
    return tmp_path / "data"
