"""Runs of bridges at the command line: followed to their end, with progress and Ctrl-C."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from mercat.app import interrupts, streams
from mercat.app.config import InstanceOptions
from mercat.app.instances.instance import Instance
from mercat.app.instances.locations import DEMO, KIND, open_instance
from mercat.domain.bridges import bridges, remarks, runs
from mercat.model.bridges import Bridge, Remark, Report, Run
from mercat.store import settings

PAUSE_SECONDS: Final = 0.1  # between looks at a run that another process does

Watch = Callable[[int, int | None], None]  # gets the number of people or leads done, and their total or None


@contextlib.contextmanager
def opened(place: InstanceOptions) -> Iterator[Instance]:
    """The instance whose bridges a command works on. Raises NoInstance, BadSetting.

    A demo fills in its advertising with the first request that may meet it; this does so too.
    """
    with open_instance(place) as instance:
        if instance.read_now(lambda tx: settings.find(tx, KIND)) == DEMO:
            from mercat.app.sandbox import complete
            from mercat.sandbox.sample import Chapter

            complete(instance, Chapter.ADVERTISING)
        yield instance


def run(instance: Instance, bridge_id: int, watch: Watch) -> Run:
    """Let a bridge run, or its unfinished run go on, and wait for its end. Ctrl-C pauses it. Raises NotFound."""
    with interrupts.deferred() as interrupted:
        current = instance.write_now(lambda tx: runs.order(tx, bridge_id))
        while not current.is_over:
            if interrupted():
                return instance.write_now(lambda tx: runs.pause(tx, bridge_id))
            if not instance.jobs.step(bridges.key_of(bridge_id)):
                time.sleep(PAUSE_SECONDS)
            current = instance.read_now(lambda tx: runs.last(tx, bridge_id))
            watch(current.read, None)
    return current


def attempt(instance: Instance, bridge: Bridge, watch: Watch) -> Report:
    """What a run would do. Nothing is changed. Raises what a run would fail with."""
    return instance.read_now(lambda tx: runs.trial(tx, bridge, lambda count: watch(count, None)))


def write(instance: Instance, bridge: Bridge, some: list[Remark], target: Path) -> None:
    """Write who or what could not be brought across into a CSV file."""
    with streams.writing(target) as out:
        for text in instance.read_now(lambda tx: list(remarks.table(tx, bridge, some))):
            out.write(text.encode())
