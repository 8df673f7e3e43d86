"""An operation is a declaration: method, path, permission, limits, documents; and the function that does it."""

import functools
import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import msgspec

Handler = Callable[..., Any]
PLACES: Final = ("path", "query", "form", "body", "upload")
MIB: Final = 1_048_576


class Public(Enum):
    """Stands where a permission would: anybody may call the operation."""

    PUBLIC = "public"


PUBLIC: Final = Public.PUBLIC
AUTHENTICATED: Final = ()  # stands there, too: any token will do


class Schema(msgspec.Struct, rename="camel", kw_only=True):
    """What crosses the boundary: camelCase outside, snake_case inside."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one call: records in a batch, bytes of body."""

    batch: int = 300
    body_bytes: int = MIB


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One documented operation. `needs` names permissions of which the caller has to have one; none: any token."""

    protocol: str
    method: str
    path: str
    id: str
    needs: tuple[str, ...] | Public
    docs: str
    handler: Handler
    limits: Limits
    reads: bool  # changes nothing, so it may run beside the writer
    heavy: bool  # may read much, so it must not hold up the event loop
    module: str  # the one that declares it
    summary: str = ""  # what it does, in a sentence
    shows_usage: bool = False  # of the API: what was counted and not stored yet is stored first

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def places(self) -> dict[str, Any]:
        """The type that the handler takes from each place it names."""
        return places_of(self.handler)


@functools.cache
def places_of(handler: Handler) -> dict[str, Any]:
    """Parameter names of a handler that are places, with their types."""
    hints = typing.get_type_hints(handler, include_extras=True)
    return {name: hints[name] for name in inspect.signature(handler).parameters if name in PLACES}


class Registry:
    """Collects the operations of one protocol; its decorators are the only way in."""

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        self.operations: list[Operation] = []

    def add(
        self,
        method: str,
        path: str,
        *,
        needs: Enum | tuple[Enum, ...],
        docs: str,
        id: str = "",
        limits: Limits | None = None,
        reads: bool | None = None,
        heavy: bool = False,
        shows_usage: bool = False,
        module: str = "",
        summary: str = "",
    ) -> Callable[[Handler], Handler]:
        """Declare an operation; see `Operation` for the words. GET reads unless told otherwise.

        `module` and `summary` are those of the handler, unless it is not the operation's own.
        """

        def declare(handler: Handler) -> Handler:
            self.operations.append(
                Operation(
                    protocol=self.protocol,
                    method=method,
                    path=path,
                    id=id or handler.__name__,
                    needs=PUBLIC if needs is PUBLIC else _names(needs),
                    docs=docs,
                    handler=handler,
                    limits=limits or Limits(),
                    reads=method == "GET" if reads is None else reads,
                    heavy=heavy,
                    module=module or handler.__module__,
                    summary=summary or (inspect.getdoc(handler) or "").partition("\n")[0],
                    shows_usage=shows_usage,
                )
            )
            return handler

        return declare

    get = functools.partialmethod(add, "GET")
    post = functools.partialmethod(add, "POST")
    delete = functools.partialmethod(add, "DELETE")
    patch = functools.partialmethod(add, "PATCH")


def _names(needs: Enum | tuple[Enum, ...]) -> tuple[str, ...]:
    alternatives = needs if isinstance(needs, tuple) else (needs,)
    return tuple(str(alternative.value) for alternative in alternatives)
