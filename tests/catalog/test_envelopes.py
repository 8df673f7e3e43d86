"""Every Marketo answer has the envelope of its part of the API, whatever became of the call."""

import re
from urllib.parse import quote

import pytest

from mercat.wire.operation import Operation
from support.catalog import MARKETO, WITH_BODY, Callers, call, dumps, name_of, own_token
from support.databases import INSTANCE_ID
from support.envelopes import check_answer
from support.server import Server


@pytest.mark.parametrize("operation", MARKETO, ids=name_of)
def test_a_refusal_has_the_envelope(operation: Operation, callers: Callers) -> None:
    check_answer(call(callers.stranger, operation), operation)


@pytest.mark.parametrize("operation", MARKETO, ids=name_of)
def test_the_barest_call_has_the_envelope(operation: Operation, callers: Callers) -> None:
    check_answer(call(callers.everything, operation), operation)


@pytest.mark.parametrize("operation", MARKETO, ids=name_of)
@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "💡", "'; DROP", "%00", "{}", "null", "1e9"])
def test_odd_values_have_the_envelope(operation: Operation, value: str, callers: Callers) -> None:
    """Every parameter the operation takes gets the same odd value, and so does every segment of its path."""
    kinds = [kind for place, kind in operation.sources.items() if place in ("query", "form")]
    names = [field for kind in kinds for field in kind.__struct_encode_fields__]
    path = operation.path.replace("{munchkinId}", INSTANCE_ID)
    path = re.sub(r"\{[^}]*\}", value.encode().hex() if value in ("", "{}") else value, path)
    path = "".join(letter if letter.isascii() and letter not in " '" else "%F0%9F%92%A1" for letter in path)
    answer = callers.everything.send(
        operation.method,
        path,
        query=[(name, value) for name in names],
        content=b"{}" if "body" in operation.sources else b"",
        headers=own_token(callers.everything, operation)
        | ({"content-type": "application/json"} if "body" in operation.sources else {}),
    )
    check_answer(answer, operation)
    assert "611" not in (answer.codes if answer.content.startswith(b"{") else [])


def test_odd_values_are_no_surprise_to_either_database(server: Server) -> None:
    """The other cases run on SQLite alone; here every operation meets each database with values that it might mind."""
    client = Callers(server).everything
    for operation in MARKETO:
        for value in ("1", "-1", str(2**63), "x'\"%_\\", "💡"):
            path = re.sub(r"\{[^}]*\}", quote(value, safe=""), operation.path.replace("{munchkinId}", INSTANCE_ID))
            kinds = [kind for place, kind in operation.sources.items() if place in ("query", "form")]
            query = [(name, value) for kind in kinds for name in kind.__struct_encode_fields__]
            body = {"input": [{"id": value, "email": value, "name": value}], "lookupField": value}
            content, headers = (
                (dumps(body), {"content-type": "application/json"}) if operation in WITH_BODY else (b"", {})
            )
            headers |= own_token(client, operation)
            answer = client.send(operation.method, path, query=query, content=content, headers=headers)
            check_answer(answer, operation)
            assert b'"611"' not in answer.content, (operation, value)
