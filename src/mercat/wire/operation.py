"""`Operation`: one declared API operation (method, path, permission, limits, documentation) with its handler."""

import functools
import inspect
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Annotated, Any, Final, TypeVar

import msgspec

T = TypeVar("T")
Handler = Callable[..., Any]
SOURCES: Final = ("path", "query", "form", "body", "upload")
MIB: Final = 1_048_576


class Public(Enum):
    """Stands in place of a permission: anyone may call the operation."""

    PUBLIC = "public"


PUBLIC: Final = Public.PUBLIC
AUTHENTICATED: Final = ()  # stands in place of a permission: any valid token is enough


class Schema(msgspec.Struct, rename="camel", kw_only=True):
    """The base of parameters and bodies: camelCase outside, snake_case inside."""


# An empty parameter clears a text with this mark; any other one counts as absent.
CLEARABLE: Final = msgspec.Meta(extra={"clearable": True})
ClearableText = Annotated[str, CLEARABLE]


class Answer(msgspec.Struct, rename="camel"):
    """The base of answers, whose members are written in order.

    A member that may be absent is `X | UnsetType = UNSET`; one that may be null is `X | None`. If a member that is
    always there follows one that may be absent, the struct is `kw_only=True`.
    """


def present(value: T | None) -> T | msgspec.UnsetType:
    """The value of a member that is absent if it is None."""
    return msgspec.UNSET if value is None else value


Record = Annotated[
    dict[str, Any],
    msgspec.Meta(
        description="The values of a record, by the names of its fields.",
        extra_json_schema={"additionalProperties": True},
    ),
]


class Limits(msgspec.Struct, frozen=True):
    """The bounds of one call: records in a batch, bytes of a body."""

    batch: int = 300
    body_bytes: int = MIB


class Operation(msgspec.Struct, frozen=True, eq=False):
    """One documented operation. The caller needs one of the permissions in `needs`, or any token if it is empty."""

    protocol: str
    method: str
    path: str
    id: str
    needs: tuple[str, ...] | Public
    docs: str
    handler: Handler
    limits: Limits
    reads: bool  # changes nothing, so it runs on a snapshot
    offload: bool  # may read much, so it runs in a thread and not on the event loop
    module: str  # the module that declares it
    summary: str = ""  # one sentence
    shows_usage: bool = False  # it answers API usage, so counters in memory are stored first
    example: Mapping[str, object] | None = None  # a body that works as it is, or a query if there is no body
    refuses: tuple[int, ...] = ()  # HTTP statuses of its own refusals, if the protocol answers with statuses
    is_multipart: bool = False  # its form comes as multipart/form-data only, since a member of it is a file
    is_async: bool = False  # its handler is `async` and runs outside of a unit of work

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def needs_upload(self) -> bool:
        """Whether it takes nothing but multipart/form-data. An upload that may be None may come as another form."""
        upload = self.sources.get("upload", type(None))
        return self.is_multipart or (upload is not type(None) and type(None) not in typing.get_args(upload))

    @property
    def sources(self) -> dict[str, Any]:
        """The type of each source of inputs that the handler names."""
        return sources_of(self.handler)


@functools.cache
def sources_of(handler: Handler) -> dict[str, Any]:
    """The parameters of a handler that name a source of inputs, with their types."""
    hints = typing.get_type_hints(handler, include_extras=True)
    return {name: hints[name] for name in inspect.signature(handler).parameters if name in SOURCES}


class Registry:
    """Collects the operations of one protocol, which its decorators declare."""

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        self.operations: list[Operation] = []

    def page(self, path: str) -> str:
        """The vendor's page about an operation, if the declaration names none."""
        raise ValueError(f"{path} names no page")

    def operation_id(self, path: str, handler: Handler) -> str:
        """The id of an operation, if the declaration has none."""
        return handler.__name__

    def add(
        self,
        method: str,
        path: str,
        *,
        needs: Enum | tuple[Enum, ...],
        docs: str = "",
        id: str = "",
        limits: Limits | None = None,
        reads: bool | None = None,
        offload: bool = False,
        shows_usage: bool = False,
        module: str = "",
        summary: str = "",
        example: Mapping[str, object] | None = None,
        refuses: tuple[int, ...] = (),
        is_multipart: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare an operation; see `Operation` for the arguments. A GET reads by default.

        `module` and `summary` are those of the handler, unless it is not the operation's own.
        """

        def declare(handler: Handler) -> Handler:
            self.operations.append(
                Operation(
                    protocol=self.protocol,
                    method=method,
                    path=path,
                    id=id or self.operation_id(path, handler),
                    needs=PUBLIC if needs is PUBLIC else _names(needs),
                    docs=docs or self.page(path),
                    handler=handler,
                    limits=limits or Limits(),
                    reads=method == "GET" if reads is None else reads,
                    offload=offload,
                    module=module or handler.__module__,
                    summary=summary or (inspect.getdoc(handler) or "").partition("\n")[0],
                    shows_usage=shows_usage,
                    example=example,
                    refuses=refuses,
                    is_multipart=is_multipart,
                    is_async=inspect.iscoroutinefunction(handler),
                )
            )
            return handler

        return declare

    get = functools.partialmethod(add, "GET")
    post = functools.partialmethod(add, "POST")
    put = functools.partialmethod(add, "PUT")
    delete = functools.partialmethod(add, "DELETE")
    patch = functools.partialmethod(add, "PATCH")


def _names(needs: Enum | tuple[Enum, ...]) -> tuple[str, ...]:
    alternatives = needs if isinstance(needs, tuple) else (needs,)
    return tuple(str(alternative.value) for alternative in alternatives)
