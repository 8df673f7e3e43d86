"""mercat for test suites: a server for them, instances for each test, their clocks, faults and journals.

`demo()` runs a server in a process of its own, `in_process()` one in this process, without a socket. With pytest, the
fixtures of `mercat.testing.plugin` do the same. None of it needs pytest or httpx. See docs/testing.md.

Names are imported when they are first used, because pytest imports this package whenever it starts.
"""

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mercat.testing.child import Demo, NotStarted, demo
    from mercat.testing.controls import Clock, Faults, Requests, Snapshots
    from mercat.testing.embedded import InProcess, in_process
    from mercat.testing.exchange import Disconnected, Refused
    from mercat.testing.instance import Instance
    from mercat.testing.members import Members
    from mercat.testing.server import Server

__all__ = [
    "Clock",
    "Demo",
    "Disconnected",
    "Faults",
    "InProcess",
    "Instance",
    "Members",
    "NotStarted",
    "Refused",
    "Requests",
    "Server",
    "Snapshots",
    "demo",
    "in_process",
]

_MODULES: Final = {
    "child": ("Demo", "NotStarted", "demo"),
    "controls": ("Clock", "Faults", "Requests", "Snapshots"),
    "embedded": ("InProcess", "in_process"),
    "exchange": ("Disconnected", "Refused"),
    "instance": ("Instance",),
    "members": ("Members",),
    "server": ("Server",),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
