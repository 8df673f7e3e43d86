"""Every Marketo operation lets in whom it should, and nobody else."""

import pytest

from mercat.wire.operation import Operation
from support.catalog import (
    ASSET_PREFIX,
    INGESTION_PREFIX,
    MARKETO,
    PERMITTED,
    PROTECTED,
    WRITING,
    Callers,
    call,
    filled,
    name_of,
)
from support.server import Response

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def code(answer: Response) -> str | None:
    """The one code of an answer that is an error."""
    document = answer.document
    if "error_code" in document:
        return str(document["error_code"])
    return document["errors"][0]["code"] if document.get("errors") else None


def words(operation: Operation, usual: str, ingestion: str) -> str:
    """The code of a refusal: data ingestion has numbers of its own."""
    return ingestion if operation.path.startswith(INGESTION_PREFIX) else usual


@pytest.mark.parametrize("operation", PROTECTED, ids=name_of)
def test_every_operation_refuses_a_stranger(operation: Operation, callers: Callers) -> None:
    answer = call(callers.stranger, operation)
    assert code(answer) == words(operation, "603", "403010")


@pytest.mark.parametrize("operation", PROTECTED, ids=name_of)
def test_every_operation_refuses_an_unknown_token(operation: Operation, callers: Callers) -> None:
    headers = {"authorization": "Bearer 0000:int", "x-mkto-user-token": "0000:int"}
    answer = call(callers.stranger, operation, headers=headers)
    assert code(answer) == words(operation, "601", "401013")


@pytest.mark.parametrize("operation", PERMITTED, ids=name_of)
def test_every_operation_refuses_who_has_every_other_permission(operation: Operation, callers: Callers) -> None:
    assert isinstance(operation.needs, tuple)
    answer = call(callers.lacking(*operation.needs), operation)
    assert code(answer) == words(operation, "603", "4030801")


@pytest.mark.parametrize(
    ("operation", "permission"),
    [(operation, permission) for operation in PERMITTED for permission in operation.needs],  # type: ignore[union-attr]
    ids=name_of,
)
def test_every_alternative_permission_admits(operation: Operation, permission: str, callers: Callers) -> None:
    answer = call(callers.holding(permission), operation)
    assert answer.status != 500
    assert not answer.content.startswith(b"{") or code(answer) not in ("603", "4030801")


@pytest.mark.parametrize("path", sorted({operation.path for operation in MARKETO}))
def test_every_path_refuses_methods_it_does_not_have(path: str, callers: Callers) -> None:
    present = {operation.method for operation in MARKETO if operation.path == path}
    for method in METHODS:
        if method not in present:
            answer = callers.everything.send(method, filled(path))
            if path.startswith(INGESTION_PREFIX):
                assert [answer.status, code(answer)] == [404, "404040"]
                continue
            assert [answer.codes, answer.messages] == [["605"], ["HTTP Method not supported"]]


@pytest.mark.parametrize("operation", WRITING, ids=name_of)
def test_an_unknown_method_parameter_is_no_way_around_the_method(operation: Operation, callers: Callers) -> None:
    present = {other.method for other in MARKETO if other.path == operation.path}
    for place, deaf in (("query", (ASSET_PREFIX, INGESTION_PREFIX)), ("form", (INGESTION_PREFIX,))):
        answer = callers.stranger.send("POST", filled(operation.path), **{place: [("_method", "DELETE")]})
        stays = operation.path.startswith(deaf)  # it takes no such parameter there: the call stays what it is
        assert (code(answer) == "605") == ("DELETE" not in present and not stays), place
