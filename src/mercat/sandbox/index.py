"""/sandbox: the operations there are, with an example each."""

from urllib.parse import urlencode

import msgspec

from mercat.sandbox.call import Call, sandbox
from mercat.wire.operation import Operation


class Route(msgspec.Struct):
    """An operation, what it does, and a line of curl that calls it."""

    method: str
    path: str
    does: str
    example: str


class Index(msgspec.Struct):
    """All operations of the sandbox."""

    routes: list[Route]


@sandbox.get("/sandbox")
async def list_routes(call: Call) -> Index:
    """Every operation of the sandbox, with a line of curl that calls it."""
    return Index([_route(call.base_url, operation) for operation in call.operations])


def _route(root: str, operation: Operation) -> Route:
    example = f"curl -X {operation.method} '{root}{operation.path}"
    if operation.method == "PUT" and "body" not in operation.sources:
        example += "' --data-binary @FILE"
    elif operation.example is None:
        example += "'"
    elif "query" in operation.sources:
        example += f"?{urlencode(operation.example)}'"
    else:
        example += f"' -d '{msgspec.json.encode(operation.example).decode()}'"
    return Route(operation.method, operation.path, operation.summary, example)
