"""The README works as it is printed: every block of its shell lines, in order, in the shells that people have."""

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mercat.app.catalogue import documents
from support.databases import REQUIRED

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["README.md", "README.zh.md"]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
SHELLS = {"bash": ["bash", "--norc"], "zsh": ["zsh", "-f"]}
INSTALLS = {"make demo"}  # needs the network; what it runs then is `mercat demo`, the first line of the next block


def lines(page: str) -> list[str]:
    """The lines that a reader would paste, in order."""
    blocks = BLOCK.findall((ROOT / page).read_text("utf-8"))
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_the_readme_runs_as_it_is_printed(page: str, shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.fail(f"{shell} is not there") if REQUIRED and shell == "bash" else pytest.skip(f"{shell} is not there")
    pasted = [line for line in lines(page) if line not in INSTALLS]
    assert len(pasted) >= 14
    script = "\n".join(["set -e", *(f"{line}\necho ran {number}" for number, line in enumerate(pasted))])
    bin_directory = str(Path(sys.executable).parent)
    environment = {"PATH": f"{bin_directory}:/usr/bin:/bin", "HOME": str(tmp_path)}
    with (tmp_path / "said").open("w+") as said:  # no pipe: the servers stay behind the shell and would hold it open
        process = subprocess.Popen(
            [*SHELLS[shell], "-c", script],
            cwd=tmp_path,
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            code = process.wait(120)
        finally:
            subprocess.run(["kill", f"-{signal.SIGKILL.name[3:]}", "--", f"-{process.pid}"], check=False)
        said.seek(0)
        text = said.read()
    assert code == 0, text
    assert f"ran {len(pasted) - 1}" in text
    assert "no matches found" not in text
    assert "Elkington" in text
    assert '"error' not in text.replace('"errors":[]', ""), text


@pytest.mark.parametrize("page", PAGES)
def test_a_pasted_line_has_no_comment_which_an_interactive_zsh_would_run(page: str) -> None:
    assert [line for line in lines(page) if " #" in line] == []


def test_both_languages_show_the_same_lines() -> None:
    assert lines(PAGES[0]) == lines(PAGES[1])


@pytest.mark.parametrize("page", PAGES)
def test_the_counts_of_operations_are_those_of_now(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert documents.counted(text) == text
    assert len(re.findall(r"<!-- (?:marketo|tencent) -->\d+ / \d+<!-- ", text)) == 2


def test_the_extras_and_ways_to_install_are_named() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for words in ("pip install .", "pipx install .", "uvx --from . mercat demo", "'.[postgresql,redis]'", ".whl"):
        assert words in text
