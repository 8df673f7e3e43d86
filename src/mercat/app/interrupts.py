"""Signals: Ctrl-C during work that has to end in an orderly way, and the end with another process."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

WATCH_SECONDS: Final = 0.5


class PressedAgain(Exception):
    """The user pressed Ctrl-C a second time, to end at once."""


@contextlib.contextmanager
def deferred() -> Iterator[Callable[[], bool]]:
    """Defer Ctrl-C: the yielded function returns whether it was pressed. A second Ctrl-C raises PressedAgain."""
    pressed = False

    def note(number: int, frame: Any) -> None:
        nonlocal pressed
        if pressed:
            raise PressedAgain
        pressed = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def end_with(process_id: int) -> None:
    """Send this process SIGTERM once another process has ended."""

    def watch() -> None:
        while _lives(process_id):
            never.wait(WATCH_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    never = threading.Event()
    threading.Thread(target=watch, name="mercat_end_with", daemon=True).start()


def _lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it belongs to somebody else
        return True
    return True
