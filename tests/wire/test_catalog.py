"""A module of operations is imported when a path that it may serve is first called."""

import subprocess
import sys

import pytest

from mercat.app.catalogue import coverage
from mercat.marketo import catalog as marketo_catalog
from mercat.tencent import catalog as tencent_catalog
from mercat.wire.catalog import Catalog, Folder
from mercat.wire.operation import Registry
from support.catalog import filled

FOLDER = Folder("/rest/v1/", "mercat.marketo.rest", ("leads", "leads_programs", "opportunities"))
CATALOGS = {"marketo": marketo_catalog.CATALOG, "tencent": tencent_catalog.CATALOG}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/rest/v1/leads.json", ["leads"]),
        ("/rest/v1/lead/5.json", ["leads"]),
        ("/rest/v1/leads/programs/5.json", ["leads", "leads_programs"]),
        ("/rest/v1/opportunity/describe.json", ["opportunities"]),
        ("/rest/v1/other.json", []),
    ],
)
def test_a_path_picks_modules_by_their_names_or_singulars(path: str, names: list[str]) -> None:
    assert FOLDER.serving(path) == [f"mercat.marketo.rest.{name}" for name in names]


def test_a_folder_can_be_loaded_as_a_whole() -> None:
    folder = Folder("/identity/", "mercat.marketo.identity", ("oauth",), whole=True)
    assert folder.serving("/identity/anything") == ["mercat.marketo.identity.oauth"]


def test_a_path_without_a_folder_has_no_operations() -> None:
    assert Catalog(Registry("none"), FOLDER).find("/elsewhere") is None


@pytest.mark.parametrize("protocol", CATALOGS)
def test_every_operation_is_found_by_its_path(protocol: str) -> None:
    for operation in coverage.declared(protocol):
        found = CATALOGS[protocol].find(filled(operation.path))
        assert found is not None, operation
        assert found[0][operation.method] is operation
        folder_modules = {name for name in CATALOGS[protocol].modules if name == operation.module}
        assert folder_modules == {operation.module}


def test_the_first_call_of_a_path_imports_its_modules_and_no_others() -> None:
    script = (
        "import sys; from mercat.marketo.catalog import CATALOG; "
        "found = CATALOG.find('/rest/v1/stats/usage.json'); "
        "print(found[0]['GET'].module, *(name for name in sys.modules if name.startswith('mercat.marketo.rest.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["mercat.marketo.rest.stats", "mercat.marketo.rest.stats"]
