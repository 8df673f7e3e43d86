"""Entries of the operation log: who changed what of an advertising object."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

Change = tuple[str, str | None, str | None]  # a member, and its text before and after; None where it was absent


class Platform(StrEnum):
    """Where an operation came from. The values are stored."""

    API = "api"
    CONSOLE = "console"
    SYSTEM = "system"


class AdOperation(msgspec.Struct, frozen=True):
    """One change of one object. `is_new`: the object was created by it."""

    account_id: int
    kind: str
    object_id: int
    object_name: str
    is_new: bool
    operator: str
    platform: Platform
    changes: Sequence[Change]
    at_ms: int
