"""The OpenAPI document of the Marketo operations: the token, the envelopes, and the types of results."""

import functools
import typing
from collections.abc import Iterable
from typing import Annotated, Any, Final, Never

import msgspec

from mercat.marketo.dialects import APP_TYPE, INGESTION, dialect_of
from mercat.marketo.envelopes import (
    IngestionFailure,
    ObjectEnvelope,
    ObjectReply,
    PageDetails,
    PagedReply,
    Problem,
    RecordResult,
    Reply,
    UserFailure,
)
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
    kinds = [
        Problem,
        PageDetails,
        UserFailure,
        IngestionFailure,
        *(kind for kind in map(item_type, declared) if kind is not Never),
    ]
    return render(
        declared, info=INFO, scheme=SCHEME, answers=_answers, answer_kinds=filter(None, kinds), headers=_headers
    )


def item_type(operation: Operation) -> Any:
    """The type of a result's items, `Never` for an empty result; without an envelope, the type of the whole document.

    It is None if the operation writes an answer that is no JSON document.
    """
    returned = _returned(operation)
    if returned is Response:
        return None
    if _writes_itself(returned):
        return typing.get_args(returned)[1]
    if dialect_of(operation.path).envelope_type is None:
        return returned
    kind = (
        typing.get_args(returned)[0]
        if typing.get_origin(returned) in (list, Reply, PagedReply, ObjectReply)
        else returned
    )
    return RecordResult if {Done, Skipped} & {kind, *typing.get_args(kind)} else kind


def answer_type(operation: Operation) -> Any:
    """The type of the JSON document that a successful call answers, or None if it answers no such document."""
    item, envelope = item_type(operation), _envelope_type(operation)
    if typing.get_origin(_returned(operation)) is ObjectReply:
        envelope = ObjectEnvelope
    return item if envelope is None else envelope[Any if item is Never else item]


def _answers(operation: Operation, schemas: Schemas) -> Schema:
    return _success(operation, schemas) | _failure(operation, schemas)


def _success(operation: Operation, schemas: Schemas) -> Schema:
    item, envelope = item_type(operation), _envelope_type(operation)
    if dialect_of(operation.path) is INGESTION:
        return ACCEPTED
    if item is None:
        return NO_ENVELOPE
    if envelope is None:
        return {"200": _content("Success.", schemas.of(item))}
    schema = _envelope(envelope)
    returned = typing.get_origin(_returned(operation))
    if returned is ObjectReply:
        schema["properties"]["result"] = schemas.of(item)
    elif item is not Never:
        schema["properties"]["result"] = {"type": "array", "items": schemas.of(item)}
    elif returned is list:
        schema["properties"]["result"] = {"type": "array", "maxItems": 0}
    for name in _absent(returned, item):
        schema["properties"].pop(name, None)
    return {"200": _content("Success or refusal; see `success`.", schema)}


def _failure(operation: Operation, schemas: Schemas) -> Schema:
    kind = dialect_of(operation.path).failure_type
    return {} if kind is None else {"default": _content("Refusal.", schemas.of(kind))}


def _envelope_type(operation: Operation) -> Any:
    """The envelope that an operation answers in, or None if it answers a document of its own."""
    writes_itself = _writes_itself(_returned(operation))
    return None if writes_itself else dialect_of(operation.path).envelope_type


def _writes_itself(returned: Any) -> bool:
    """Whether an operation answers a `Response`: of anything, or of a JSON document with a type beside it."""
    return returned is Response or (typing.get_origin(returned) is Annotated and returned.__origin__ is Response)


def _absent(returned: Any, item: Any) -> tuple[str, ...]:
    """The members of the envelope that an operation never answers."""
    if returned is PagedReply:
        return ("nextPageToken", "moreResult")
    if returned is not Reply:
        return ("nextPageToken", "moreResult", "pageDetails")
    return ("result", "moreResult", "pageDetails") if item is Never else ("pageDetails",)


def _headers(operation: Operation) -> list[Schema]:
    """The headers that the dialect of an operation reads, beside that of the token."""
    app_types = dialect_of(operation.path).app_types
    schema = {"type": "string", "enum": list(app_types)}
    return [{"name": APP_TYPE, "in": "header", "required": False, "schema": schema}] if app_types else []


def _content(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {JSON: {"schema": schema}}}


def _returned(operation: Operation) -> Any:
    return typing.get_type_hints(operation.handler, include_extras=True).get("return")


def _envelope(kind: Any) -> Schema:
    """The schema of an envelope whose `result` has any type."""
    members = _envelope_members(kind)
    return {"type": "object", "properties": dict(members["properties"]), "required": members["required"]}


@functools.cache
def _envelope_members(kind: Any) -> Schema:
    _, components = msgspec.json.schema_components([kind[Any]], ref_template=REFERENCE)
    (members,) = (one for name, one in components.items() if name not in (Problem.__name__, PageDetails.__name__))
    return typing.cast("Schema", members)
