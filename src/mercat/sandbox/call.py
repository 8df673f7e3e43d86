"""A call to the sandbox, and the registry in which its operations are declared."""

import functools
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

from mercat.model.caller import SANDBOX, Caller
from mercat.sandbox.host import Instance, Server
from mercat.wire import call as wire_call
from mercat.wire.operation import PUBLIC, Handler, Limits, Operation, Registry

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

LIMITS: Final = Limits(body_bytes=65_536)
PAGE: Final = "sandbox"  # of docs/


class Call(wire_call.Call, kw_only=True):
    """One call to the sandbox; `host` is the instance that its address chose."""

    host: Instance
    caller: Caller = SANDBOX
    server: Server
    receive: Receive
    operations: list[Operation]  # all that the sandbox has

    @property
    def base_url(self) -> str:
        """Where the chosen instance answers."""
        return self.request.base_url


class SandboxRegistry:
    """Declares the sandbox's operations, which anybody may call.

    A plain function is one unit of work: it finds `call.tx`, on a snapshot if the operation reads. An `async` function
    opens its own units of work, or none. Either answers a struct, or a `Response` for what is not JSON. `example` is a
    body or a query that works as it stands; `refuses` are the statuses of the operation's own problems.
    """

    def __init__(self) -> None:
        self._registry = Registry("sandbox")

    @property
    def operations(self) -> list[Operation]:
        """The operations that are declared so far."""
        return self._registry.operations

    def add(
        self,
        method: str,
        path: str,
        *,
        example: Mapping[str, object] | None = None,
        refuses: tuple[int, ...] = (),
        limits: Limits = LIMITS,
        reads: bool | None = None,
        offload: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare an operation."""
        return self._registry.add(
            method,
            path,
            needs=PUBLIC,
            docs=PAGE,
            limits=limits,
            reads=reads,
            offload=offload,
            example=example,
            refuses=refuses,
        )

    get = functools.partialmethod(add, "GET")
    post = functools.partialmethod(add, "POST")
    put = functools.partialmethod(add, "PUT")
    delete = functools.partialmethod(add, "DELETE")


sandbox: Final = SandboxRegistry()
