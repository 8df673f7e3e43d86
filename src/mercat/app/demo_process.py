"""A demo in a process of its own, which ends with another process."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

from mercat.app import ready
from mercat.model.clock import monotonic_seconds

START_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 0.01
END_SECONDS: Final = 60.0  # two hundred instances take some time to close
LAST_BYTES: Final = 4_000


class NotStarted(Exception):
    """The demo did not start. The text is what it printed."""


class DemoProcess:
    """A context: while it is open, the demo of the ready file runs."""

    def __init__(self, ready_file: Path, instance_id: str | None) -> None:
        self.ready_file = ready_file
        self._options = ["--no-tls", *(["--instance", instance_id] if instance_id else [])]
        self._process: subprocess.Popen[bytes]
        self.document: dict[str, Any] = {}

    def __enter__(self) -> "DemoProcess":
        self._process, self.document = start(self.ready_file, self._options, end_with=os.getpid())
        return self

    def __exit__(self, *_: object) -> None:
        end(self._process)

    @property
    def ended(self) -> bool:
        """Whether the demo has ended."""
        return self._process.poll() is not None


def start(ready_file: Path, options: Sequence[str], end_with: int) -> tuple["subprocess.Popen[bytes]", dict[str, Any]]:
    """Start a demo that ends with the process `end_with`, and wait for its ready file. Raises NotStarted."""
    words = ["demo", "--port", "0", "--ready-file", str(ready_file), "--quiet", "--end-with", str(end_with), *options]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "mercat", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,  # Ctrl-C is for those who call the demo, and need it until their end
        )
        try:
            return process, _document(process, ready_file, errors)
        except BaseException:
            end(process)
            raise


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a demo and wait for it."""
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _document(process: "subprocess.Popen[bytes]", ready_file: Path, errors: IO[bytes]) -> dict[str, Any]:
    """The content of the ready file once the demo has written it."""
    ends = monotonic_seconds() + START_SECONDS
    while monotonic_seconds() < ends and process.poll() is None:
        document = ready.read(ready_file)
        if document is not None:
            return document
        time.sleep(PAUSE_SECONDS)
    errors.seek(0)
    text = errors.read()[-LAST_BYTES:].decode("utf-8", "replace").strip()
    raise NotStarted(text or f"It was not ready after {START_SECONDS:.0f} seconds.")
