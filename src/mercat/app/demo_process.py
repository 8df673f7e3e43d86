"""A demo in a process of its own, which ends with this one."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from mercat.app import ready

START_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 0.01
END_SECONDS: Final = 15.0
LAST_BYTES: Final = 4_000
PARENT_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of Linux


class NotStarted(Exception):
    """The demo did not start. The text is what it printed."""


class DemoProcess:
    """A context: while it is open, the demo of the ready file runs."""

    def __init__(self, ready_file: Path, instance_id: str | None) -> None:
        self.ready_file = ready_file
        options = ["--port", "0", "--ready-file", str(ready_file), "--quiet", "--no-tls"]
        options += ["--instance", instance_id] if instance_id else []
        self._command = [sys.executable, "-m", "mercat", "demo", *options]
        self._process: subprocess.Popen[bytes]
        self.document: dict[str, Any] = {}

    def __enter__(self) -> "DemoProcess":
        with tempfile.TemporaryFile() as errors:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,  # Ctrl-C is for the command, which needs the demo until its end
                preexec_fn=_end_with_parent,  # no thread runs yet
            )
            try:
                self._wait()
            except NotStarted:
                errors.seek(0)
                self._end()
                raise NotStarted(errors.read()[-LAST_BYTES:].decode("utf-8", "replace").strip()) from None
            except BaseException:
                self._end()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def ended(self) -> bool:
        """Whether the demo has ended."""
        return self._process.poll() is not None

    def _wait(self) -> None:
        for _ in range(int(START_SECONDS / PAUSE_SECONDS)):
            document = ready.read(self.ready_file)
            if document is not None:
                self.document = document
                return
            if self.ended:
                break
            time.sleep(PAUSE_SECONDS)
        raise NotStarted

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _end_with_parent() -> None:
    """Let the system end this process when its parent is killed, where the system can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() == 1:
            os._exit(1)
