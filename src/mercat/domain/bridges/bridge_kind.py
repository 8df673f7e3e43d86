"""What all kinds of bridges have in common: how one is checked, tried, and run a slice at a time."""

from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec

from mercat.model.bridges import Bridge, Report, Run, Settings
from mercat.store.tx import Tx

END: Final = ""  # the stage of a run that has nothing left to do

Watch = Callable[[int], None]  # gets how many people or leads are read


class BridgeKind(Protocol):
    """A kind of bridge. A run begins with the stage `first`."""

    name: str
    first: str

    def target(self, settings: Settings) -> int:
        """The number that tells bridges of one account apart."""

    def check(self, tx: Tx, account_id: int, settings: Settings) -> None:
        """Refuse settings that name what is not there, or what does not fit."""

    def read(self, tx: Tx, bridge: Bridge, run: Run) -> Any:
        """What the next slice needs that takes long to read. It runs before the transaction that writes."""

    def write(self, tx: Tx, bridge: Bridge, run: Run, part: Any) -> Run:
        """Write a slice, and answer the run as it is then. Raises refusals, which end the run."""

    def trial(self, tx: Tx, bridge: Bridge, watch: Watch) -> Report:
        """What a run would do now. It writes nothing."""


def counted(run: Run, **more: int) -> Run:
    """The run with higher counts."""
    counts = run.counts | {name: run.counts.get(name, 0) + number for name, number in more.items()}
    return msgspec.structs.replace(run, counts=counts)


def at(run: Run, stage: str, position: str = "") -> Run:
    """The run at a place of a stage."""
    return msgspec.structs.replace(run, stage=stage, position=position)
