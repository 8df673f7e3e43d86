"""Ctrl-C during work that has to end in an orderly way."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import Any


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
