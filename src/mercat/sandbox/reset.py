"""/sandbox/reset: the instance back at its start."""

import msgspec

from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.clock import to_iso
from mercat.sandbox.host import State


class Reset(msgspec.Struct, forbid_unknown_fields=True):
    """What the instance holds afterwards: the sample data, or what every instance has; with services made for tests?"""

    to: State = "seed"
    keep_services: bool = False


class Start(msgspec.Struct):
    """What the instance holds, and its time."""

    to: State
    now: str


@sandbox.post("/sandbox/reset", example={"to": "seed"})
async def reset_instance(call: Call, body: Reset) -> Start:
    """Take data, files, limits and clock back to the start; the first credentials and their tokens stay valid."""
    await call.server.reset(call.host, body.to, keep_services=body.keep_services)
    return Start(body.to, to_iso(call.host.clock.now()))
