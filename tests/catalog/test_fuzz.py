"""Schemathesis fills every operation of our own OpenAPI document with what fits it and what does not.

Whatever it sends, the answer is a valid envelope and never a system error. The run is bounded and always the same;
MERCAT_FUZZ_EXAMPLES widens it.
"""

import functools
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode

from mercat.app.catalogue import documents
from mercat.wire.http import FORM, JSON
from mercat.wire.operation import Operation
from support.catalog import MARKETO, WITH_BODY, Callers, bounded, call, name_of, own_token
from support.databases import INSTANCE_ID
from support.envelopes import check_answer
from support.marketo import MarketoClient
from support.server import Response


@functools.cache
def schema() -> Any:
    return schemathesis.openapi.from_dict(documents.openapi("marketo"))


def check(answer: Response, operation: Operation) -> None:
    """Never a system error, never a trace of our source."""
    assert answer.status < 500, answer
    assert b"Traceback" not in answer.content
    assert b'"code":"611"' not in answer.content, answer
    if answer.status not in (413, 414):  # some bodies and addresses grow too long
        check_answer(answer, operation)


def send(client: MarketoClient, operation: Operation, case: Any) -> Response:
    """A generated case as a request of ours."""
    path = operation.path.replace("{munchkinId}", INSTANCE_ID)
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="") or "%20")
    content, headers = b"", own_token(client, operation)
    if case.media_type == JSON:
        content, headers = json.dumps(_plain(case.body)).encode(), headers | {"content-type": JSON}
    elif case.media_type == FORM:
        content, headers = urlencode(_pairs(case.body)).encode("utf-8", "replace"), headers | {"content-type": FORM}
    query = [(name, value.encode("utf-8", "replace")) for name, value in _pairs(case.query or {})]
    return client.send(operation.method, path, query=query, content=content, headers=headers)  # type: ignore[arg-type]


def _plain(body: Any) -> Any:
    return body if isinstance(body, dict | list | str | int | float | bool) else None


def _pairs(members: Any) -> list[tuple[str, str]]:
    if not isinstance(members, dict):
        return []
    return [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in members.items()]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("operation", MARKETO, ids=name_of)
def test_generated_calls_are_answered_in_the_envelope(
    operation: Operation, mode: GenerationMode, callers: Callers
) -> None:
    client = callers.everything
    described = schema()[operation.path][operation.method]
    if mode is GenerationMode.NEGATIVE and not operation.sources:
        return

    @bounded
    @given(case=described.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        check(send(client, operation, case), operation)

    run()


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
WORDS = st.sampled_from(
    ["input", "id", "email", "action", "name", "lookupField", "filterType", "folder", "type", "value"]
)
BROKEN = st.binary(max_size=60) | st.builds(
    lambda text, at: text[:at], ANY_JSON.map(lambda value: json.dumps(value).encode()), st.integers(0, 40)
)


@pytest.mark.parametrize("operation", WITH_BODY, ids=name_of)
def test_any_json_and_any_bytes_are_answered_in_the_envelope(operation: Operation, callers: Callers) -> None:
    client = callers.everything

    @bounded
    @given(content=st.dictionaries(WORDS, ANY_JSON, max_size=5).map(json.dumps).map(str.encode) | BROKEN)
    def run(content: bytes) -> None:
        check(call(client, operation, content=content), operation)

    run()
