"""Faults: what a developer orders for calls of a demo. A server without a sandbox has none.

A fault with a code answers in place of the operation, and counts as that code does: one that counts against no limit
comes before the call is charged, any other after its permission. Latency comes where the operation would run, so the
call is in flight meanwhile.
"""

import asyncio
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Final, Literal, Protocol

import msgspec

from mercat.model.refusals import Refusal
from mercat.wire.http import Request, Response
from mercat.wire.operation import Operation

GATEWAY: Final = "<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"


class InjectedFault(Refusal):
    """A fault answers with `code`: one of the protocol's codes, or the `error` of an identity service."""

    code: str


class InjectedStatus(Refusal):
    """A fault answers with an HTTP status, as a gateway in front of the platform does."""

    status: int


class Effect(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a fault does to a call; several effects combine."""

    code: str = ""
    http_status: int = 0
    latency_ms: int = 0
    disconnect: bool = False  # without an answer
    truncate_bytes: int | None = None  # how many bytes of the body still come
    bytes_per_second: int = 0  # of the body
    expire_token: bool = False
    job: Literal["", "fails", "hangs"] = ""  # what becomes of the jobs that the call starts


class Fault(msgspec.Struct, frozen=True):
    """The effect that one call meets, and the order that it is from."""

    order: str
    effect: Effect


class Faults(Protocol):
    """The faults that are ordered for an instance."""

    def clear(self) -> int:
        """Remove all orders. Returns how many there were."""

    def pick(self, protocol: str, operation: Operation, request: Request) -> Fault | None:
        """The fault of the oldest order that matches a call and is not used up; it counts as applied."""


def before_run(fault: Fault | None) -> Awaitable[None] | None:
    """Meet a fault where the operation would run."""
    return None if fault is None else _meet(fault)


async def be_late(fault: Fault | None) -> None:
    """Wait for the latency of a fault."""
    if fault is not None and fault.effect.latency_ms:
        await asyncio.sleep(fault.effect.latency_ms / 1_000)


async def _meet(fault: Fault) -> None:
    await be_late(fault)
    effect = fault.effect
    if effect.http_status:
        raise InjectedStatus(effect.http_status)
    if effect.code:
        raise InjectedFault(effect.code)


def gateway_answer(status: int) -> Response:
    """The answer of a gateway: a status with a page, which no client of the platform can decode."""
    try:
        title = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        title = str(status)
    return Response(status, GATEWAY.format(title=title).encode(), "text/html", codes=(str(status),))
