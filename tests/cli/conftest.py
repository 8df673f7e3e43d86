"""Commands in this process, on a data directory that `init` made."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mercat.cli.commands import app

PASSWORD = "correct horse"


class Answer:
    """What a command did: its exit code and words."""

    def __init__(self, result: Any) -> None:
        self.code: int = result.exit_code
        self.out: str = result.stdout
        self.err: str = result.stderr
        self.problem = None if isinstance(result.exception, SystemExit) else result.exception

    @property
    def document(self) -> Any:
        """What --json gave."""
        return json.loads(self.out)

    def __repr__(self) -> str:
        return f"<{self.code} {self.out!r} {self.err!r} {self.problem!r}>"


Command = Callable[..., Answer]


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests know only the settings that they make."""
    for name in [name for name in os.environ if name.startswith("MERCAT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def mercat() -> Command:
    """Runs a command."""

    def run(*words: object, typed: str = "") -> Answer:
        return Answer(CliRunner().invoke(app, [str(word) for word in words], input=typed))

    return run


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory as `init` leaves it."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "password").write_text(PASSWORD + "\n")
    words = ["init", "--data-dir", folder / "data", "--admin-email", "ada@example.com"]
    words += ["--admin-password-file", folder / "password", "--instance", "123-ABC-456"]
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result
    return folder / "data"


@pytest.fixture
def data_dir(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, that commands find by themselves."""
    shutil.copytree(prepared, tmp_path / "data")
    monkeypatch.setenv("MERCAT_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"
