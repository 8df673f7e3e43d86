"""Sends answers as an ordered fault wants them: cut, slow, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from mercat.wire.faults import Effect

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ABORT: Final = (
    "mercat.abort"  # an extension of the scope, which closes the connection at once, or says whether it is closed
)
PIECES_PER_SECOND: Final = 10
CUT_SECONDS: Final = 0.02  # in which the event loop sees that a connection is closed


class Cut(Exception):
    """The connection was cut as ordered."""


def faulty(send: Send, effect: Effect, abort: Callable[[], None] | None) -> Send:
    """A `send` for one answer. Raises Cut once the connection is cut."""
    left = effect.truncate_bytes

    async def cut() -> None:
        if abort is not None:
            abort()
            await asyncio.sleep(CUT_SECONDS)
        raise Cut

    async def send_faulty(message: MutableMapping[str, Any]) -> None:
        nonlocal left
        if effect.disconnect:
            await cut()
        body: bytes = message.get("body", b"")
        truncated = left is not None and message["type"] == "http.response.body" and len(body) >= left
        if left is not None:
            body, left = body[:left], max(left - len(body), 0)
        pieces = [body]
        if effect.bytes_per_second and body:
            size = max(effect.bytes_per_second // PIECES_PER_SECOND, 1)
            pieces = [body[start : start + size] for start in range(0, len(body), size)]
        for number, piece in enumerate(pieces):
            is_last = number == len(pieces) - 1 and not truncated
            more = not is_last or message.get("more_body", False)
            if effect.bytes_per_second:
                await asyncio.sleep(len(piece) / effect.bytes_per_second)
            await send({**message, "body": piece, "more_body": more} if "body" in message else message)
        if truncated:
            await asyncio.sleep(CUT_SECONDS)  # what was sent goes out first
            await cut()

    return send_faulty
