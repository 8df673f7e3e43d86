"""The examples work as they are, where their tools are installed."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from support.databases import skip_or_fail

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TIMEOUT_SECONDS = 180


def run(folder, tmp_path, *words):
    """Run an example in a copy of its folder."""
    place = tmp_path / folder
    shutil.copytree(EXAMPLES / folder, place, ignore=shutil.ignore_patterns("__pycache__"))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        words,
        cwd=place,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "with xdist"])
def test_the_example_of_pytest(tmp_path, options):
    ran = run("pytest", tmp_path, sys.executable, "-m", "pytest", *options)
    assert ran.returncode == 0, ran.stdout
    assert "7 passed" in ran.stdout


def test_the_example_of_unittest(tmp_path):
    ran = run("unittest", tmp_path, sys.executable, "-m", "unittest")
    assert ran.returncode == 0, ran.stderr
    assert "Ran 2 tests" in ran.stderr


def test_the_example_of_node(tmp_path):
    if shutil.which("node") is None:
        skip_or_fail("node is not there")
    ran = run("node", tmp_path, "node", "--test")
    assert ran.returncode == 0, ran.stdout
    assert "pass 3" in ran.stdout


def test_the_example_of_shell(tmp_path):
    ran = run("shell", tmp_path, "sh", "test.sh", "report.xml")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    suite = ET.parse(tmp_path / "shell" / "report.xml").getroot()  # noqa: S314  # it is ours
    assert (suite.get("tests"), suite.get("failures"), len(suite.findall("testcase"))) == ("3", "0", 3)


def test_the_workflow_names_commands_that_there_are():
    yaml = pytest.importorskip("yaml")
    jobs = yaml.safe_load((EXAMPLES / "github-actions" / "tests.yml").read_text())["jobs"]
    lines = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    for command in ("mercat demo --port 0 --ready-file", "mercat ready", "node --test", "python -m pytest -n auto"):
        assert any(line.startswith(command) for line in lines)


def test_the_overview_lists_every_example():
    folders = {place.name for place in EXAMPLES.iterdir() if place.is_dir() and place.name != "__pycache__"}
    text = (EXAMPLES / "README.md").read_text()
    assert {name for name in folders if f"[{name}]({name})" not in text} == set()
