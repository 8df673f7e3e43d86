"""/sandbox/reset: the instance back at its start."""

import msgspec

from mercat.sandbox.clock import to_iso
from mercat.sandbox.host import State
from mercat.sandbox.http import Call, answer
from mercat.wire.http import Answer


class Reset(msgspec.Struct, forbid_unknown_fields=True):
    """What the instance holds afterwards: the sample data, or what every instance has."""

    to: State = "seed"


async def reset(call: Call) -> Answer:
    """Take data, files, limits and clock back to the start; credentials and living tokens stay valid."""
    wanted = call.json(Reset)
    await call.server.reset(call.instance, wanted.to)
    return answer({"to": wanted.to, "now": to_iso(call.instance.clock.now())})
