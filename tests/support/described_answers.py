"""Whether what a server answers is what the OpenAPI document describes: asked of every Marketo call of the tests."""

import gzip
from functools import cache
from typing import Any

import msgspec

from mercat.app.catalogue import coverage
from mercat.marketo.dialects import dialect_of
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
    decoder = _decoder(operation, status < 400)
    if decoder is not None:
        try:
            written = msgspec.json.encode(decoder.decode(content))
        except msgspec.ValidationError as problem:
            raise AssertionError(f"{operation} answers what it does not describe: {problem} in {content!r}") from None
        assert written == content, f"{operation} answers more than it describes: {content!r}, described: {written!r}"


@cache
def _router() -> Router[Operation]:
    return Router(coverage.declared("marketo"))


@cache
def _decoder(operation: Operation, succeeded: bool) -> msgspec.json.Decoder[Any] | None:
    kind = answer_type(operation) if succeeded else dialect_of(operation.path).failure_type
    return None if kind is None else msgspec.json.Decoder(kind)
