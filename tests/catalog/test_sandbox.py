"""Every operation of the sandbox keeps its bounds, refuses what does not fit, and answers what the document says."""

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode

from mercat.app.catalogue import documents
from mercat.sandbox.catalog import operations
from mercat.wire.operation import Operation
from support.catalog import bounded, name_of
from support.databases import Lease, Templates
from support.demo import Demo, check_problem, close_demo, content, open_demo
from support.server import Response

OPERATIONS = operations()
WITH_BODY = [operation for operation in OPERATIONS if "body" in operation.sources]
WITH_QUERY = [operation for operation in OPERATIONS if "query" in operation.sources]
WITH_PATH = [operation for operation in OPERATIONS if "{" in operation.path]
MAKES = [operation for operation in WITH_PATH if operation.method == "PUT"]  # what the path names, from the body
PATHS = sorted({operation.path for operation in OPERATIONS})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def demo(templates: Templates) -> Iterator[Demo]:
    """A demo on SQLite that lives as long as the module's tests."""
    lease: Lease = templates.registry("sqlite", "demo", content)
    made = open_demo(lease.registry)
    yield made
    close_demo(made)
    lease.end()


def filled(path: str, value: str = "1") -> str:
    """A path whose parameters have a value; there is nothing of this name."""
    return re.sub(r"\{[^}]*\}", value, path)


def send(demo: Demo, operation: Operation, body: Any = None, **options: Any) -> Response:
    """A call with the example, or with a body in place of it."""
    if "body" in operation.sources:
        options.setdefault("content", json.dumps(operation.example if body is None else body).encode())
    return demo.operate(operation.method, filled(operation.path), **options)


# -- who and how ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
def test_an_operation_answers_its_example(operation: Operation, demo: Demo) -> None:
    query = [] if "body" in operation.sources else list((operation.example or {}).items())
    answer = send(demo, operation, query=query)
    expected = 422 if operation in MAKES else 404 if operation in WITH_PATH else 200
    assert answer.status == expected, answer


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
def test_a_page_of_another_origin_is_refused(operation: Operation, demo: Demo) -> None:
    for origin in ("http://evil.example", "null", "http://mercat.test.evil.example"):
        assert send(demo, operation, headers={"origin": origin}).status == 403


@pytest.mark.parametrize("path", PATHS)
def test_a_path_refuses_methods_that_it_does_not_have(path: str, demo: Demo) -> None:
    present = [operation.method for operation in OPERATIONS if operation.path == path]
    for method in METHODS:
        if method not in present:
            answer = demo.operate(method, filled(path))
            assert (answer.status, answer.headers["allow"]) == (405, ", ".join(present))


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_almost_one_is_not_found(path: str, demo: Demo) -> None:
    for almost in (filled(path) + "/", filled(path) + "/1/2", filled(path).replace("/sandbox", "/sandbox/", 1)):
        assert demo.operate("GET", almost).status == 404, almost


@pytest.mark.parametrize("operation", WITH_PATH, ids=name_of)
@pytest.mark.parametrize("value", ["%00", "..", "%2e%2e%2f", "x" * 5_000, "%F0%9F%92%A1", "%FF", "-1", "%27%3B"])
def test_a_path_to_nothing_is_not_found(operation: Operation, value: str, demo: Demo) -> None:
    assert demo.operate(operation.method, filled(operation.path, value)).status == 404


# -- what is sent ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
def test_a_body_of_the_limit_is_read_and_one_byte_more_is_413(operation: Operation, demo: Demo) -> None:
    limit = operation.limits.body_bytes
    assert demo.operate(operation.method, filled(operation.path), content=b" " * (limit + 1)).status == 413
    if operation in WITH_BODY:
        assert send(demo, operation, content=b" " * limit).status == 400


@pytest.mark.parametrize("operation", WITH_BODY, ids=name_of)
@pytest.mark.parametrize(
    "body",
    [b'{"input": [', b"\xff\xfe", b"{} {}", b"'", b"{" * 60_000, b'{"a": "\\u0000"}'],
    ids=lambda body: str(body[:12]),
)
def test_a_body_that_is_no_json_is_400(operation: Operation, body: bytes, demo: Demo) -> None:
    assert send(demo, operation, content=body).status == 400


@pytest.mark.parametrize("operation", WITH_BODY, ids=name_of)
@pytest.mark.parametrize("body", [[], 1, "text", True, [{}], {"no_such_member": 1}], ids=str)
def test_json_of_another_shape_is_422(operation: Operation, body: Any, demo: Demo) -> None:
    assert send(demo, operation, body).status == 422


@pytest.mark.parametrize("operation", WITH_QUERY, ids=name_of)
def test_an_unknown_parameter_is_422(operation: Operation, demo: Demo) -> None:
    assert send(demo, operation, query=[("no_such_parameter", "1")]).status == 422


@pytest.mark.parametrize("operation", WITH_QUERY, ids=name_of)
@pytest.mark.parametrize("value", ["x" * 100_000, "\0", ""], ids=["long", "NUL", "blank"])
def test_a_parameter_of_no_use_is_422(operation: Operation, value: str, demo: Demo) -> None:
    for name in operation.sources["query"].__struct_encode_fields__:
        assert send(demo, operation, query=[(name, value)]).status == 422, name


@pytest.mark.parametrize("operation", WITH_QUERY, ids=name_of)
def test_too_many_parameters_are_422(operation: Operation, demo: Demo) -> None:
    assert send(demo, operation, query=[("limit", "1")] * 10_001).status == 422


def test_every_input_has_a_bound() -> None:
    components = documents.openapi(documents.SANDBOX)["components"]["schemas"]
    inputs = [schema for operation in OPERATIONS for schema in _inputs(described(operation))]
    assert inputs
    unbounded = [schema for one in inputs for schema in _scalars(one, components) if not _is_bounded(schema)]
    assert unbounded == []


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("operation", [*WITH_BODY, *WITH_QUERY], ids=name_of)
def test_generated_calls_are_answered_as_described(operation: Operation, mode: GenerationMode, demo: Demo) -> None:
    @bounded
    @given(case=schema()[operation.path][operation.method].as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        path = operation.path
        for name, value in (case.path_parameters or {}).items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe="") or "%20")
        body = json.dumps(case.body).encode() if isinstance(case.body, dict | list | str | int | float) else b"null"
        pairs = [(name, value) for name, value in (case.query or {}).items() if isinstance(value, str | int | float)]
        query = urlencode(pairs, errors="replace")
        answer = demo.operate(operation.method, f"{path}?{query}" if query else path, content=body)
        assert answer.status != 200 or mode is GenerationMode.POSITIVE or operation in WITH_QUERY, body

    run()


@pytest.mark.parametrize("operation", WITH_BODY, ids=name_of)
def test_any_bytes_are_answered_as_described(operation: Operation, demo: Demo) -> None:
    names = list(operation.sources["body"].__struct_encode_fields__)
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.sampled_from(names), scalars, max_size=3)
    documents_ = st.dictionaries(st.sampled_from(names), values, max_size=3).map(json.dumps).map(str.encode)

    @bounded
    @given(body=documents_ | st.binary(max_size=60))
    def run(body: bytes) -> None:
        send(demo, operation, content=body)

    run()


# -- what is written ------------------------------------------------------------------------------------------------


def test_the_page_tells_of_every_operation() -> None:
    page = (DOCS / "sandbox.md").read_text()
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    told = {
        (method, path)
        for row in rows
        for methods, path in re.findall(r"((?:`\w+`, )*`\w+) ([^`]+)`", row)
        for method in re.findall(r"[A-Z]+", methods)
    }
    assert {(operation.method, operation.path) for operation in OPERATIONS} == told


def test_what_the_sandbox_says_of_a_strange_path_is_a_problem(demo: Demo) -> None:
    check_problem(demo.operate("GET", "/sandbox/clocks"), {404})


@functools.cache
def schema() -> Any:
    return schemathesis.openapi.from_dict(documents.openapi(documents.SANDBOX))


def described(operation: Operation) -> Any:
    return documents.openapi(documents.SANDBOX)["paths"][operation.path][operation.method.lower()]


def _inputs(operation: Any) -> list[Any]:
    bodies = [content["schema"] for content in operation.get("requestBody", {}).get("content", {}).values()]
    return bodies + [parameter["schema"] for parameter in operation.get("parameters", [])]


def _scalars(schema: Any, components: Any) -> Iterator[Any]:
    """The schemas of scalars and arrays inside a schema."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    for inner in [*schema.get("anyOf", []), *schema.get("properties", {}).values()]:
        yield from _scalars(inner, components)
    if schema.get("type") == "array":
        yield from _scalars(schema["items"], components)
    if "anyOf" not in schema:
        yield schema


def _is_bounded(schema: Any) -> bool:
    if "enum" in schema or "const" in schema:
        return True
    if schema["type"] in ("integer", "number"):
        return {"minimum", "maximum"} <= set(schema)
    needed = {"string": "maxLength", "array": "maxItems"}.get(schema["type"])
    if schema["type"] == "object":
        return schema.get("additionalProperties") is False or "maxProperties" in schema
    return needed is None or needed in schema
