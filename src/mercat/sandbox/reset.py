"""/sandbox/reset: the instance back at its start."""

import msgspec

from mercat.sandbox.clock import to_iso
from mercat.sandbox.host import State
from mercat.sandbox.http import Call, answer
from mercat.wire.http import Response


class Reset(msgspec.Struct, forbid_unknown_fields=True):
    """What the instance holds afterwards: the sample data, or what every instance has; with services made for tests?"""

    to: State = "seed"
    keep_services: bool = False


async def reset(call: Call) -> Response:
    """Take data, files, limits and clock back to the start; the first credentials and their tokens stay valid."""
    order = call.json(Reset)
    await call.server.reset(call.instance, order.to, keep_services=order.keep_services)
    return answer({"to": order.to, "now": to_iso(call.instance.clock.now())})
