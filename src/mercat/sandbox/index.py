"""/sandbox: the routes there are, with an example each."""

from typing import Any, Final

import msgspec

from mercat.sandbox.http import Call, answer
from mercat.wire.http import Response

# Method and path: what it does, and a body or a query that it takes.
EXAMPLES: Final[dict[tuple[str, str], tuple[str, Any]]] = {
    ("GET", "/sandbox"): ("these routes", None),
    ("GET", "/sandbox/clock"): ("the instance's time", None),
    ("POST", "/sandbox/clock"): ("moves time forward and runs what falls due", {"advance_seconds": 3600}),
    ("POST", "/sandbox/reset"): ("back to the start", {"to": "seed"}),
    ("GET", "/sandbox/limits"): ("the limits that hold", None),
    ("PUT", "/sandbox/limits"): ("changes limits, or switches them off", {"mode": "off"}),
    ("GET", "/sandbox/requests"): ("the last calls and their answers, without secrets", "format=curl&limit=10"),
    ("DELETE", "/sandbox/requests"): ("forgets these calls", None),
    ("POST", "/sandbox/services"): ("credentials of exactly these permissions", {"permissions": ["Read-Only Lead"]}),
    ("GET", "/sandbox/transitions"): ("how background work shows that it advances", None),
    ("PUT", "/sandbox/transitions"): ("changes that", {"bulk": {"polls": 2}}),
    ("GET", "/sandbox/instances"): ("the server's instances", None),
    ("POST", "/sandbox/instances"): ("another instance, for a test of its own", {"from": "seed"}),
    ("DELETE", "/sandbox/instances/{id}"): ("ends an instance", None),
}


async def show(call: Call) -> Response:
    """Every route with what it does, and a line of curl that calls it."""
    root = call.base_url
    return answer({"routes": [_route(root, *route, *about) for route, about in EXAMPLES.items()]})


def _route(root: str, method: str, path: str, does: str, arguments: Any) -> dict[str, Any]:
    example = f"curl -X {method} '{root}{path}{'?' + arguments if isinstance(arguments, str) else ''}'"
    if isinstance(arguments, dict):
        example += f" -d '{msgspec.json.encode(arguments).decode()}'"
    return {"method": method, "path": path, "does": does, "example": example}
