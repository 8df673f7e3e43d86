"""Who asks: the identity behind a unit of work."""

from collections.abc import Set
from typing import Final

import msgspec

EVERY: Final = "*"  # stands for all permissions, including those of later versions


def grants(permissions: Set[str], name: str) -> bool:
    """Whether permissions include the one of this name."""
    return name in permissions or EVERY in permissions


class Caller(msgspec.Struct, frozen=True):
    """A user acting through a service, an application, the console or a job.

    `permissions` are in the protocol's words. `name` is the caller's name in the audit trail and usage statistics.
    `address` is the caller's network address, if it is known.
    """

    user_id: int
    name: str
    permissions: frozenset[str] = frozenset()
    service_id: int = 0
    account_ids: frozenset[int] = frozenset()
    address: str = ""

    def may(self, permission: str) -> bool:
        """Whether the caller has a permission."""
        return grants(self.permissions, permission)


SYSTEM = Caller(user_id=0, name="system")
COMMAND_LINE = Caller(user_id=0, name="command line")
SANDBOX = Caller(user_id=0, name="sandbox")
