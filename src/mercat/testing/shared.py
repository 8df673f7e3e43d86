"""One server for several processes of a test run: the first that needs it starts it, and the run ends it."""

import contextlib
import fcntl
import os
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from mercat.app import demo_process, readiness, ready
from mercat.model.clock import monotonic_seconds

_READY: Final = "ready.json"
_LOCK: Final = "lock"


def join(folder: Path, options: Sequence[str], controller: int) -> dict[str, Any]:
    """The ready file of the server of a folder, started if there is none. It ends with the process `controller`."""
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = ready.read(folder / _READY)
        if running is not None and readiness.answers(running):
            return running
        return demo_process.start(folder / _READY, options, end_with=controller)[1]


def end(folder: Path) -> None:
    """End the server of a folder, if one was started, and delete the folder."""
    document = ready.read(folder / _READY)
    if document is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(document["pid"], signal.SIGTERM)
            _wait(folder / _READY, document["pid"])
    shutil.rmtree(folder, ignore_errors=True)


def _wait(ready_file: Path, process_id: int) -> None:
    """Wait until a server has deleted its ready file, which it does last. Kill it if it does not."""
    ends = monotonic_seconds() + demo_process.END_SECONDS
    while ready_file.exists():
        if monotonic_seconds() > ends:
            os.kill(process_id, signal.SIGKILL)
            return
        time.sleep(demo_process.PAUSE_SECONDS)
