"""The OpenAPI document of the Marketo operations: the token, the envelopes, and the types of results."""

import functools
import typing
from collections.abc import Iterable
from typing import Any, Final, Never

import msgspec

from mercat.marketo.dialects import INGESTION, dialect_of
from mercat.marketo.envelopes import Problem, RecordResult, Reply
from mercat.model.outcomes import Done, Skipped
from mercat.wire.http import JSON, Response
from mercat.wire.openapi import REFERENCE, Schema, Schemas, render
from mercat.wire.operation import Operation

INFO: Final[Schema] = {
    "title": "mercat: Adobe Marketo Engage REST API",
    "version": "1",
    "description": "The Marketo operations that this server answers, generated from their declarations.",
}
SCHEME: Final[Schema] = {
    "type": "http",
    "scheme": "bearer",
    "description": "An access token of /identity/oauth/token. `x-permissions` names those of which one is needed.",
}
ACCEPTED: Final[Schema] = {"202": {"description": "Accepted, to be done later; there is no content."}}
NO_ENVELOPE: Final[Schema] = {"200": {"description": "The answer, without the envelope of the other operations."}}


def document(operations: Iterable[Operation]) -> Schema:
    """The OpenAPI document of the Marketo operations."""
    declared = list(operations)
    kinds = [Problem, *(kind for kind in map(item_type, declared) if kind not in (Never, Response))]
    return render(declared, info=INFO, scheme=SCHEME, answers=_answers, answer_kinds=kinds)


def item_type(operation: Operation) -> Any:
    """The type of a result's items, `Never` for an empty result; without an envelope, the type of the whole document.

    It is `Response` if the operation writes the answer itself.
    """
    returned = _returned(operation)
    if dialect_of(operation.path).envelope_type is None:
        return returned
    kind = typing.get_args(returned)[0] if typing.get_origin(returned) in (list, Reply) else returned
    return RecordResult if {Done, Skipped} & {kind, *typing.get_args(kind)} else kind


def answer_type(operation: Operation) -> Any:
    """The type of the JSON document that a successful call answers; None if the operation writes the answer."""
    item, envelope = item_type(operation), dialect_of(operation.path).envelope_type
    if item is Response:
        return None
    return item if envelope is None else envelope[Any if item is Never else item]


def _answers(operation: Operation, schemas: Schemas) -> Schema:
    item, dialect = item_type(operation), dialect_of(operation.path)
    if dialect is INGESTION:
        return ACCEPTED
    if item is Response:
        return NO_ENVELOPE
    if dialect.envelope_type is None:
        return _success("Success.", schemas.of(item))
    schema = _envelope(dialect.envelope_type)
    returned = typing.get_origin(_returned(operation))
    if item is not Never:
        schema["properties"]["result"] = {"type": "array", "items": schemas.of(item)}
    elif returned is list:
        schema["properties"]["result"] = {"type": "array", "maxItems": 0}
    for name in _absent(returned, item):
        schema["properties"].pop(name, None)
    return _success("Success or refusal; see `success`.", schema)


def _absent(returned: Any, item: Any) -> tuple[str, ...]:
    """The members of the envelope that an operation never answers."""
    if returned is not Reply:
        return ("nextPageToken", "moreResult")
    return ("result", "moreResult") if item is Never else ()


def _success(description: str, schema: Schema) -> Schema:
    return {"200": {"description": description, "content": {JSON: {"schema": schema}}}}


def _returned(operation: Operation) -> Any:
    return typing.get_type_hints(operation.handler, include_extras=True).get("return")


def _envelope(kind: Any) -> Schema:
    """The schema of an envelope whose `result` has any type."""
    members = _envelope_members(kind)
    return {"type": "object", "properties": dict(members["properties"]), "required": members["required"]}


@functools.cache
def _envelope_members(kind: Any) -> Schema:
    _, components = msgspec.json.schema_components([kind[Any]], ref_template=REFERENCE)
    (members,) = (one for name, one in components.items() if name != Problem.__name__)
    return typing.cast("Schema", members)
