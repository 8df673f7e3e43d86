"""What a call brings: the stages that read the body and decode path, query and body into the operation's structs."""

import asyncio
from typing import Any, Final

import msgspec

from mercat.model.refusals import BodyTooLarge
from mercat.sandbox.call import Call, Receive
from mercat.sandbox.expectations import sentence
from mercat.sandbox.problems import Problem
from mercat.wire import decode

BODY_SECONDS: Final = 30.0  # between two chunks of a body


async def receive(call: Call) -> None:
    """413. Raises ConnectionError if the client is gone."""
    call.request.body = await _body(call.receive, call.operation.limits.body_bytes)


def decode_inputs(call: Call) -> None:
    """400, 422; 404 for a path whose parameters do not fit, because nothing is there."""
    for place, kind in call.operation.sources.items():
        call.inputs[place] = _input(call, place, kind)


def _input(call: Call, place: str, kind: Any) -> Any:
    try:
        if place == "path":
            return decode.exact_parameters(call.path.items(), kind)
        if place == "query":
            return decode.exact_parameters(call.request.query, kind)
        return decode.exact_json(call.request.body or b"{}", kind)
    except msgspec.ValidationError as problem:
        expected = sentence(problem, kind)
        raise (
            Problem(404, f"There is nothing at this path. {expected}") if place == "path" else Problem(422, expected)
        ) from None
    except ValueError:
        raise Problem(422, "There are too many parameters.") from None


async def _body(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        try:
            message = await asyncio.wait_for(receive(), BODY_SECONDS)
        except TimeoutError:
            raise ConnectionError from None
        if message["type"] == "http.disconnect":
            raise ConnectionError
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
        if size > limit:
            raise BodyTooLarge(limit)
    return b"".join(chunks)
