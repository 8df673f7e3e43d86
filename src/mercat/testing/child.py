"""A server in a child process: as real as any, whatever the tests do to their own process and its event loop."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from mercat.app import ready
from mercat.model.clock import monotonic_seconds
from mercat.testing.server import Limits, Server, settings

START_SECONDS: Final = 60.0
END_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 0.01
LAST_BYTES: Final = 4_000


class NotStarted(Exception):
    """The server did not start. The text is what it printed."""


class Demo(Server):
    """A server in a process of its own."""


@contextlib.contextmanager
def demo(
    *,
    seed: int | None = None,
    clock: datetime | str | None = None,
    freeze: bool = False,
    limits: Limits | None = None,
    arguments: Sequence[str] = (),
) -> Iterator[Demo]:
    """Run a server in a process of its own until the context ends; it also ends with this process.

    `seed`, `clock`, `freeze` and `limits` are those of `mercat demo`, and `arguments` further ones of its command line.
    Raises NotStarted.
    """
    with tempfile.TemporaryDirectory(prefix="mercat-testing-") as folder:
        ready_file = Path(folder) / "ready.json"
        options = [*options_of(settings(seed, clock, freeze, limits)), *arguments]
        process, document = start(ready_file, options, end_with=os.getpid())
        try:
            yield Demo(document)
        finally:
            end(process)


def options_of(given: dict[str, str]) -> list[str]:
    """Settings as options of the command line."""
    return [f"--{name}" if value == "true" else f"--{name}={value}" for name, value in given.items()]


def start(ready_file: Path, options: Sequence[str], end_with: int) -> tuple["subprocess.Popen[bytes]", dict[str, Any]]:
    """Start a server that ends with the process `end_with`, and wait for its ready file. Raises NotStarted."""
    words = ["demo", "--port", "0", "--ready-file", str(ready_file), "--quiet", "--end-with", str(end_with), *options]
    with ready_file.with_suffix(".log").open("w+b") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "mercat", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,  # Ctrl-C ends the tests first, which may still call it
        )
        try:
            return process, _document(process, ready_file, log)
        except BaseException:
            end(process)
            raise


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a server and wait for it."""
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _document(process: "subprocess.Popen[bytes]", ready_file: Path, log: IO[bytes]) -> dict[str, Any]:
    """The content of the ready file once the server has written it."""
    ends = monotonic_seconds() + START_SECONDS
    while monotonic_seconds() < ends and process.poll() is None:
        document = ready.read(ready_file)
        if document is not None:
            return document
        time.sleep(PAUSE_SECONDS)
    log.seek(0)
    said = log.read()[-LAST_BYTES:].decode("utf-8", "replace").strip()
    raise NotStarted(said or f"It was not ready after {START_SECONDS:.0f} seconds.")
