"""/sandbox/instances: throw-away instances, each as good as a server of its own."""

from typing import Any, Final

import msgspec

from mercat.sandbox.host import State
from mercat.sandbox.http import Call, Problem, answer
from mercat.wire.http import Response

INSTANCES: Final = 250  # of a server; each takes about a megabyte of memory


class NewInstance(msgspec.Struct, rename={"state": "from"}, forbid_unknown_fields=True):
    """What the instance begins with."""

    state: State = "seed"


async def browse(call: Call) -> Response:
    """The server's instances, oldest first."""
    return answer({"instances": [_reference(call, instance_id) for instance_id in call.server.ids()]})


async def create(call: Call) -> Response:
    """A new instance; answers its addresses and credentials, as a ready file has them."""
    if len(call.server.ids()) >= INSTANCES:
        raise Problem(409, f"A server holds {INSTANCES} instances; delete one first.")
    instance_id = await call.server.create(call.json(NewInstance).state)
    described = await call.server.describe(instance_id, _address(call, instance_id))
    return answer({"id": instance_id, **described})


async def delete(call: Call) -> Response:
    """End an instance, its tokens with it."""
    if call.key not in call.server.ids():
        raise Problem(404, "There is no such instance.")
    if call.key == call.server.default_id:
        raise Problem(409, "The server's own instance stays.")
    await call.server.delete(call.key)
    return answer({"deleted": call.key})


def _reference(call: Call, instance_id: str) -> dict[str, Any]:
    return {
        "id": instance_id,
        "base_url": _address(call, instance_id),
        "default": instance_id == call.server.default_id,
    }


def _address(call: Call, instance_id: str) -> str:
    """The address of any instance of this server, whichever one the request chose."""
    return f"{call.base_url.partition('/i/')[0]}/i/{instance_id}"
