"""Two lists of versions: one to run mercat, one to work on it. They agree, and the first is as short as can be."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]


def locked(name: str) -> dict[str, str]:
    pairs = (line.split("==") for line in (ROOT / name).read_text().splitlines() if line)
    return {canonical(package): version for package, version in pairs}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(requirements: list[str]) -> set[str]:
    """The packages that these need, directly or not, where the tests run."""
    todo = [(Requirement(text), "") for text in requirements]
    reached: set[tuple[str, str]] = set()
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        for wanted in ("", *requirement.extras):
            key = canonical(requirement.name), wanted
            if key not in reached:
                reached.add(key)
                todo += [(Requirement(text), wanted) for text in importlib.metadata.requires(key[0]) or []]
    return {name for name, _ in reached}


def test_what_runs_is_tested_in_the_same_versions() -> None:
    assert locked("requirements.run.lock").items() <= locked("requirements.lock").items()


def test_a_demo_installs_what_it_needs_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(locked("requirements.run.lock")) == needed(project["dependencies"])


def test_make_demo_installs_from_the_list_for_running() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^demo: \$\(RUN_STAMP\)", makefile, re.MULTILINE)
    rule = makefile.partition("$(RUN_STAMP): ")[2].partition("\n\n")[0]
    assert "-r requirements.run.lock" in rule
    assert "requirements.lock" not in rule
