"""The process of a command, which gets the signals that this process gets."""

import contextlib
import os
import signal
import subprocess
import time
from types import FrameType
from typing import Any, Final

NOT_STARTED: Final = 126
NO_COMMAND: Final = 127
END_SECONDS: Final = 5.0
FORWARDED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotRun(Exception):
    """The command cannot be run. The text says what to do; `code` is the exit status."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code


class CommandProcess:
    """A context: signals to this process reach the command. Before it has started they end this process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_alone = True  # whether the command has a process group of its own
        self._signalled = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "CommandProcess":
        self._before = {number: signal.signal(number, self._take) for number in FORWARDED}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def run(self, command: list[str], environment: dict[str, str]) -> int:
        """Run a command until it ends; its exit status, as a shell counts it. Raises CannotRun.

        On a terminal the command stays in the process group of this process, which gets Ctrl-C as a whole. Without a
        terminal it has a group of its own, which gets every signal.
        """
        self._is_alone = not _is_interactive()
        group = 0 if self._is_alone else None
        try:
            self._process = subprocess.Popen(command, env=environment, process_group=group)
        except OSError as problem:
            code = NO_COMMAND if isinstance(problem, FileNotFoundError) else NOT_STARTED
            raise CannotRun(f"{command[0]} cannot be started: {problem.strerror}.", code) from None
        code = self._process.wait()
        if self._signalled and self._is_alone:
            _end_group(self._process.pid)
        return code if code >= 0 else 128 - code

    def _take(self, number: int, frame: FrameType | None) -> None:
        self._signalled = True
        if self._process is None:
            raise SystemExit(128 + number)
        if self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if self._is_alone:
                os.killpg(self._process.pid, number)
            elif number != signal.SIGINT:
                self._process.send_signal(number)


def _is_interactive() -> bool:
    """Whether this process is in the foreground of a terminal."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _end_group(group: int) -> None:
    """End what is left of the processes of a command that was told to end."""
    for number, pauses in ((signal.SIGTERM, 100), (signal.SIGKILL, 1)):
        try:
            os.killpg(group, number)
            for _ in range(pauses):
                time.sleep(END_SECONDS / 100)
                os.killpg(group, 0)
        except OSError:
            return
