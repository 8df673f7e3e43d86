"""Dialects: the prefix of a path decides how a call is read and answered, also where no operation has the path."""

import ast
import re
from pathlib import Path

import pytest

from mercat.marketo import dialects
from mercat.wire.operation import Operation
from support.catalog import MARKETO, name_of

SOURCE = Path(dialects.__file__).parent

FAILED = '{"requestId":"ID","success":false,"errors":[{"code":"%s","message":"%s"}]%s}'
BARE = '{"requestId":"ID","errors":[{"code":"%s","message":"%s"}]}'
OWN = '{"error_code":"%s","message":"%s"}'
UNKNOWN = ("610", "Requested resource not found")


def plain(answer) -> tuple[int, str]:
    """Status and text of an answer, with one word in place of the request id."""
    return answer.status, re.sub('"requestId":"[0-9a-f]+#[0-9a-f]+"', '"requestId":"ID"', answer.content.decode())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/rest/v1/leads.json", "lead database"),
        ("/bulk/v1/leads.json", "lead database"),
        ("/identity/oauth/token", "identity"),
        ("/rest/asset/v1/folders.json", "asset"),
        ("/rest/asset/v2/folders.json", "asset v2"),
        ("/rest/asset/v2", "asset"),
        ("/rest/asset", "lead database"),
        ("/userservice/management/v1/users/allusers.json", "user management"),
        ("/subscriptions/123-ABC-456/persons", "data ingestion"),
        ("/rest/v1/../asset/v1/folders.json", "asset"),
        ("/rest/asset/../v1/leads.json", "lead database"),
        ("/./subscriptions/x", "data ingestion"),
        ("//rest/asset/v1/folders.json", "lead database"),
    ],
)
def test_the_longest_prefix_of_a_resolved_path_chooses_the_dialect(path, name):
    assert dialects.dialect_of(path).name == name


@pytest.mark.parametrize("operation", MARKETO, ids=name_of)
def test_an_operation_has_the_dialect_of_its_folder(operation: Operation):
    folders = {"asset": "asset", "asset_v2": "asset v2", "userservice": "user management", "identity": "identity"}
    folder = operation.module.split(".")[2]
    name = {**folders, "ingestion": "data ingestion"}.get(folder, "lead database")
    assert dialects.dialect_of(operation.path).name == name


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/rest/v1/nothing.json", 200, FAILED % (*UNKNOWN, "")),
        ("/bulk/v1/nothing.json", 200, FAILED % (*UNKNOWN, "")),
        ("/identity/nothing", 200, FAILED % (*UNKNOWN, "")),
        ("/rest/asset/v1/nothing.json", 200, FAILED % (*UNKNOWN, ',"warnings":[]')),
        ("/rest/asset/v2/nothing.json", 200, FAILED % (*UNKNOWN, ',"warnings":[]')),
        ("/userservice/nothing.json", 404, BARE % UNKNOWN),
        ("/subscriptions/nothing", 404, OWN % ("404040", "Resource not found")),
    ],
)
def test_an_unknown_path_is_refused_in_the_dialect_of_its_prefix(marketo, path, status, text):
    assert plain(marketo.get(path)) == (status, text)


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/rest/v1/leads/describe.json", 200, FAILED % ("601", "Access token invalid", "")),
        ("/rest/asset/v1/folders.json", 200, FAILED % ("601", "Access token invalid", ',"warnings":[]')),
        ("/userservice/management/v1/users/allusers.json", 401, BARE % ("601", "Access token invalid")),
        ("/subscriptions/x/persons", 403, OWN % ("403010", "Oauth token is missing")),
    ],
)
def test_a_token_in_the_query_is_refused_in_the_dialect_of_the_path(marketo, path, status, text):
    token, marketo.token = marketo.token, None
    method = "POST" if path.startswith("/subscriptions/") else "GET"
    assert plain(marketo.send(method, path, query=[("access_token", token)])) == (status, text)


def questions(module: ast.AST) -> list[str]:
    """What asks how a path begins: a call of a text method, a comparison or a pattern with a path in it."""
    asking = ("startswith", "removeprefix", "partition", "match", "find", "index", "count")
    return [
        ast.unparse(node)
        for node in ast.walk(module)
        if isinstance(node, ast.Compare)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asking)
        if any(
            isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.startswith("/")
            for part in ast.walk(node)
        )
    ]


@pytest.mark.parametrize("name", ["protocol.py", "paths.py", "inputs.py", "envelopes.py", "openapi.py"])
def test_only_the_choice_of_the_dialect_asks_how_a_path_begins(name):
    module = ast.parse((SOURCE / name).read_text())
    assert questions(module) == []
    assert [node.attr for node in ast.walk(module) if getattr(node, "attr", "") in ("startswith", "removeprefix")] == []


def test_a_request_takes_its_way_without_asking_which_dialect_it_has():
    module = ast.parse((SOURCE / "protocol.py").read_text())
    (names,) = [
        {name.name for name in node.names}
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module == "mercat.marketo.dialects"
    ]
    assert names == {"Dialect", "dialect_of"}


def test_without_a_token_more_parameters_than_can_be_read_are_refused_for_the_token(marketo):
    query = [("a", "")] * 10_001
    answer = marketo.server.call("GET", "/rest/asset/v1/folders.json", query=query)
    assert (answer.codes, answer.messages) == (["603"], ["Access denied"])
