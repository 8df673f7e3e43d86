"""Ctrl-C in the middle of work that has to end in order."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import Any


class PressedAgain(Exception):
    """Ctrl-C was pressed a second time: nobody waits for an orderly end."""


@contextlib.contextmanager
def deferred() -> Iterator[Callable[[], bool]]:
    """Ctrl-C waits: what this gives tells whether it was pressed. Pressed again, it raises PressedAgain at once."""
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
