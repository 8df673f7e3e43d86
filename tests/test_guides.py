"""The examples of the guides for test suites run as they are printed."""

import re
from pathlib import Path

import pytest

from mercat import testing
from mercat.testing import plugin

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "testing.md").read_text()
BLOCKS = re.findall(r"^```python run\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_an_example_runs_as_it_is_printed(number: int) -> None:
    exec(compile(BLOCKS[number], f"example {number} of docs/testing.md", "exec"), {})  # noqa: S102


def test_there_are_examples() -> None:
    assert len(BLOCKS) == 2


def test_the_guide_names_every_fixture_and_what_an_instance_does() -> None:
    fixtures = [name for name in vars(plugin) if name.startswith("mercat")]
    assert len(fixtures) == 5
    assert [name for name in fixtures if f"| `{name}` |" not in GUIDE] == []
    for part in (testing.Clock, testing.Faults, testing.Requests, testing.Snapshots, testing.Instance):
        methods = [name for name in vars(part) if not name.startswith("_")]
        assert [name for name in methods if not re.search(rf"\b{name}\b", GUIDE)] == []
