"""What the sandbox needs of the server that it is mounted on."""

from pathlib import Path
from typing import Any, Literal, Protocol

from mercat.model.caller import Caller
from mercat.wire.call import Host

State = Literal["seed", "empty"]


class Instance(Host, Protocol):
    """One instance: its clock, its limits, its units of work, and its journal."""

    journal: Any
    faults: Any

    def freeze_clock(self, *, frozen: bool) -> None:
        """Stop the clock, or let it run on."""

    async def advance(self, now_ms: int) -> dict[str, int]:
        """Move the clock forward and run what falls due; how many jobs of each kind ran."""


class Server(Protocol):
    """The server's instances."""

    @property
    def default_id(self) -> str:
        """The id of the server's own instance."""

    def ids(self) -> list[str]:
        """The ids of all instances, oldest first."""

    async def create(self, state: State) -> str:
        """Make an instance; its id."""

    async def copy(self, source: Any, snapshot: str) -> str:
        """Make an instance from a snapshot of another one; its id. Raises Problem."""

    async def delete(self, instance_id: str) -> None:
        """End an instance; nothing of it stays."""

    async def reset(self, instance: Any, state: State, *, keep_services: bool) -> None:
        """Take an instance back to its start, with the services that the sandbox made, or without them."""

    snapshots: Any

    async def take_snapshot(self, instance: Any, name: str) -> Any:
        """Store an instance's state under a name. Raises Problem."""

    async def upload_snapshot(self, instance: Any, name: str, file: Path) -> Any:
        """Store the file of a snapshot under a name. Raises Problem."""

    async def restore_snapshot(self, instance: Any, name: str) -> None:
        """Take an instance back to a snapshot."""

    async def describe(self, instance_id: str, base_url: str) -> dict[str, Any]:
        """An instance's addresses and credentials, as in a ready file."""

    async def renew_tokens(self, instance: Any, caller: Caller) -> None:
        """Have new Tencent tokens in place of ones that ended."""

    def is_operation(self, name: str, protocol: str | None) -> bool:
        """Whether an operation of a protocol, or of either, has this id, path, or method with path."""

    def is_code(self, protocol: str, code: str) -> bool:
        """Whether a protocol documents an error code."""

    def permissions(self) -> list[str]:
        """The exact names of all permissions."""

    def permission(self, name: str) -> str | None:
        """A permission's exact name, whatever spelling the vendor's pages gave it; None if there is none."""
