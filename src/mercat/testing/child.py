"""A server in a child process: as real as any, whatever the tests do to their own process and its event loop."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from mercat.app.demo_process import NotStarted, end, start
from mercat.testing.server import Limits, Server, settings

__all__ = ["Demo", "NotStarted", "demo"]


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

    `seed`, `clock`, `freeze` and `limits` are those of `mercat demo`, and `arguments` are further ones.
    Raises NotStarted.
    """
    given = settings(seed, clock, freeze, limits)
    options = [f"--{name}" if value == "true" else f"--{name}={value}" for name, value in given.items()]
    with tempfile.TemporaryDirectory(prefix="mercat-testing-") as folder:
        process, document = start(Path(folder) / "ready.json", [*options, *arguments], end_with=os.getpid())
        try:
            yield Demo(document)
        finally:
            end(process)
