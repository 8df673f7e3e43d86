"""What the review of advertising knows of an element, and where creatives show it."""

from enum import StrEnum
from typing import Any

import msgspec


class State(StrEnum):
    """The state of a review."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Reviewed(msgspec.Struct, frozen=True):
    """One element of an account. Its state holds from `decided_ms` on; `looks_left` looks at it make it approved."""

    id: int
    account_id: int
    fingerprint: str
    document: dict[str, Any]
    state: State
    begun_ms: int
    decided_ms: int | None = None
    looks_left: int = 0

    def at(self, now: int) -> State:
        """The state at a time. Until a decision holds, the one before it does, if there was one."""
        if self.decided_ms is not None and self.decided_ms <= now:
            return self.state
        return State(self.document.get("before", State.PENDING))


class Shown(msgspec.Struct, frozen=True):
    """The place of an element in a creative. The creative as a whole has component 0 and the part ''."""

    creative_id: int
    component_id: int
    part: str
    element: Reviewed
