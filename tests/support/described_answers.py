"""Whether what a server answers is what the OpenAPI document describes: asked of every Marketo call of the tests."""

import gzip
from functools import cache
from typing import Any

import msgspec

from mercat.app.catalogue import coverage
from mercat.marketo.dialects import IDENTITY, dialect_of
from mercat.marketo.envelopes import Envelope
from mercat.marketo.openapi import answer_type
from mercat.wire.operation import Operation
from mercat.wire.router import Router, normalise


def check(method: str, path: str, status: int, headers: dict[str, str], content: bytes) -> None:
    """Fail if the answer has a member that its operation does not describe, lacks one, or has one of another type."""
    if not headers.get("content-type", "").startswith("application/json"):
        return
    entry = _router().find(normalise(path))
    if entry is None or method not in entry[0]:
        return
    operation = entry[0][method]
    if headers.get("content-encoding") == "gzip":
        content = gzip.decompress(content)
    decoders = _decoders(operation, status < 400)
    problems = [_problem(decoder, content) for decoder in decoders]
    assert not problems or None in problems, f"{operation} does not describe {content!r}: {problems}"


def _problem(decoder: msgspec.json.Decoder[Any], content: bytes) -> str | None:
    """What differs between an answer and the type of a decoder; None if it fits."""
    try:
        written = msgspec.json.encode(decoder.decode(content))
    except msgspec.ValidationError as problem:
        return str(problem)
    return None if written == content else f"described: {written!r}"


@cache
def _router() -> Router[Operation]:
    return Router(coverage.declared("marketo"))


@cache
def _decoders(operation: Operation, succeeded: bool) -> list[msgspec.json.Decoder[Any]]:
    """For what an operation may answer. One that writes its document itself is refused in the usual envelope."""
    dialect = dialect_of(operation.path)
    kinds = [answer_type(operation) if succeeded else dialect.failure_type]
    if succeeded and kinds[0] is not None and dialect is IDENTITY:
        kinds.append(Envelope[Any])
    return [msgspec.json.Decoder(kind) for kind in kinds if kind is not None]
