"""What the OpenAPI document says of the sandbox's operations: typed answers, and problems by status."""

import types
import typing
from collections.abc import Iterable
from typing import Annotated, Any, Final

from mercat.sandbox.problems import MEDIA_TYPE, TITLES, ProblemDetails
from mercat.wire.http import JSON, Response
from mercat.wire.openapi import Schema, Schemas, render
from mercat.wire.operation import Operation

INFO: Final[Schema] = {
    "title": "mercat: sandbox",
    "version": "1",
    "description": "The sandbox of `mercat demo`, generated from its declarations.",
}
# The statuses that come with a source of inputs; those of every operation are of another origin and of the body's size.
ALWAYS: Final = frozenset({403, 413})
BY_SOURCE: Final = {"path": {404}, "query": {422}, "body": {400, 422}}


def document(operations: Iterable[Operation]) -> Schema:
    """The OpenAPI document of the sandbox."""
    declared = list(operations)
    kinds = [kind for operation in declared for kind in _alternatives(operation) if not _media_type(kind)]
    return render(declared, info=INFO, answers=_answers, answer_kinds=[ProblemDetails, *kinds])


def statuses(operation: Operation) -> list[int]:
    """The statuses that an operation answers with if it does not do what was asked."""
    return sorted(ALWAYS.union(operation.refuses, *(BY_SOURCE[place] for place in operation.sources)))


def _answers(operation: Operation, schemas: Schemas) -> Schema:
    kinds = _alternatives(operation)
    content: Schema = {media: {} for media in map(_media_type, kinds) if media}
    described = [schemas.of(kind) for kind in kinds if not _media_type(kind)]
    if described:
        content = {JSON: {"schema": described[0] if len(described) == 1 else {"anyOf": described}}} | content
    problem = {MEDIA_TYPE: {"schema": schemas.of(ProblemDetails)}}
    refusals = {str(status): {"description": TITLES[status], "content": problem} for status in statuses(operation)}
    return {"200": {"description": "Done.", "content": content}} | refusals


def _alternatives(operation: Operation) -> list[Any]:
    """The types of which an operation returns one."""
    returned = typing.get_type_hints(operation.handler, include_extras=True)["return"]
    if typing.get_origin(returned) in (typing.Union, types.UnionType):
        return list(typing.get_args(returned))
    return [returned]


def _media_type(kind: Any) -> str:
    """The media type of `Annotated[Response, media type]`; empty for a struct, which is JSON."""
    if typing.get_origin(kind) is Annotated and typing.get_args(kind)[0] is Response:
        return str(typing.get_args(kind)[1]).partition(";")[0]
    return ""
