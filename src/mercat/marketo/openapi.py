"""What the OpenAPI document says of every Marketo operation: the token, the envelope, the outcome of a record."""

import typing
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mercat.marketo.dialects import ASSET, ASSET_V2, INGESTION, dialect_of
from mercat.marketo.envelopes import Reply
from mercat.model.outcomes import Done, Skipped
from mercat.wire.http import JSON, Response
from mercat.wire.openapi import Schema, Schemas, render
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


class Problem(msgspec.Struct):
    """A code and its message."""

    code: str
    message: str


class OutcomeOfRecord(msgspec.Struct, omit_defaults=True):
    """What became of one record of a batch."""

    status: str
    id: int | str | None = None
    seq: int | None = None
    reasons: list[Problem] | None = None


def document(operations: Iterable[Operation]) -> Schema:
    """The OpenAPI document of the Marketo operations."""
    declared = list(operations)
    kinds = [Problem, OutcomeOfRecord, *filter(_is_struct, map(_item, declared))]
    return render(declared, info=INFO, scheme=SCHEME, answers=_answers, answer_kinds=kinds)


def _answers(operation: Operation, schemas: Schemas) -> Schema:
    returned = typing.get_type_hints(operation.handler).get("return")
    dialect = dialect_of(operation.path)
    if dialect is INGESTION:
        return {"202": {"description": "Accepted, to be done later; there is no content."}}
    if returned is Response:
        return {"200": {"description": "The answer, without the envelope of the other operations."}}
    item = _item(operation)
    described = schemas.of(OutcomeOfRecord if _is_outcome(item) else item) if _described(item) else {}
    problems = {"type": "array", "items": schemas.of(Problem)}
    properties: Schema = {
        "requestId": {"type": "string", "pattern": "^[0-9a-f]+#[0-9a-f]+$"},
        "success": {"type": "boolean"},
        "errors": problems,
        "warnings": {"type": "array", "items": {"type": "string"}},
        "result": {"type": "array", "items": described},
    }
    if returned is Reply:
        properties |= {"nextPageToken": {"type": "string"}, "moreResult": {"type": "boolean"}}
    required = ["requestId", "success"]
    if dialect in (ASSET, ASSET_V2):
        required += ["errors", "warnings"]
    schema = {"type": "object", "properties": properties, "required": required}
    return {"200": {"description": "Success or refusal; see `success`.", "content": {JSON: {"schema": schema}}}}


def _item(operation: Operation) -> Any:
    returned = typing.get_type_hints(operation.handler).get("return")
    return typing.get_args(returned)[0] if typing.get_origin(returned) is list else returned


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not Reply


def _is_outcome(kind: Any) -> bool:
    return bool({Done, Skipped} & set(typing.get_args(kind))) or kind in (Done, Skipped)


def _described(kind: Any) -> bool:
    return _is_struct(kind) or _is_outcome(kind)
