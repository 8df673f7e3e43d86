"""The shapes that no endpoint of today shows whole: lists, single objects, acknowledgements; owners of each kind."""

from typing import Any

import pytest

from mercat.model.caller import Caller
from mercat.model.refusals import Missing, TooFew
from mercat.tencent import shapes
from mercat.tencent.call import TencentCall
from mercat.tencent.contract import Contract, Endpoint, EndpointFacts, Fields

ITEM: Fields = {"template_id": "integer", "name": "string", "tags": "[string]"}
OWNERS: list[tuple[Fields, dict[str, Any], int]] = [
    ({"account_id": "integer"}, {"account_id": 7}, 7),
    ({"account_id": "integer", "organization_id": "integer"}, {"account_id": 7}, 7),
    ({"account_id": "integer", "organization_id": "integer"}, {"organization_id": 8}, 8),
    ({"organization_id": "integer"}, {"organization_id": 8}, 8),
    ({}, {}, 0),
]


def call(inputs: Fields, data: Fields, body: dict[str, Any], *, row: Fields | None = None) -> TencentCall:
    """A call of an endpoint with these inputs and this answer, whose members are checked already."""
    known = Contract(
        endpoints={"act": EndpointFacts(members=inputs, data="Data")},
        structs={"Data": data, "Item": ITEM, "Row": row or {}, "Result": {"template_id": "integer"}},
        key="template_id",
    )
    caller = Caller(1, "tests", account_ids=frozenset({7}))
    one = TencentCall(host=None, request=None, request_id="", caller=caller)  # type: ignore[arg-type]
    one.endpoint, one.body = Endpoint(known, "act"), body
    return one


@pytest.mark.parametrize(("owner", "body", "expected"), OWNERS)
def test_every_shape_tells_the_engine_who_owns_what_it_is_about(owner, body, expected):
    def engine_call(tx: Any, owner_id: int, *others: Any) -> Any:
        owners.append(owner_id)
        return {}

    owners: list[int] = []
    for shape, data in (
        (shapes.listing, {"list": "[Item]"}),
        (shapes.single, ITEM),
        (shapes.one_id, {"template_id": "string"}),
        (shapes.acknowledgement, {}),
    ):
        shape(call({**owner, "name": "string"}, data, {**body, "name": "tea"}), engine_call)
    assert owners == [expected] * 4


@pytest.mark.parametrize("owner", [members for members, _, owner_id in OWNERS if owner_id])
def test_a_call_without_the_owner_that_its_contract_has_is_refused(owner):
    with pytest.raises(Missing):
        shapes.acknowledgement(call(owner, {}, {}), lambda *_: None)


def test_a_list_is_answered_whole_with_the_members_asked_for():
    def templates(tx: Any, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
        assert members == {"site": "MOMENTS"}
        return [{"template_id": number, "name": f"T{number}", "secret": 1} for number in (1, 2)]

    inputs = {"account_id": "integer", "site": "string", "fields": "[string]"}
    body = {"account_id": 7, "site": "MOMENTS"}
    everything = shapes.listing(call(inputs, {"list": "[Item]"}, body), templates)
    assert everything == {"list": [{"template_id": 1, "name": "T1"}, {"template_id": 2, "name": "T2"}]}
    some = shapes.listing(call(inputs, {"infos": "[Item]"}, {**body, "fields": ["name"]}), templates)
    assert some == {"infos": [{"name": "T1"}, {"name": "T2"}]}


def test_a_list_may_hold_bare_texts():
    answer = shapes.listing(call({}, {"list": "[string]"}, {}), lambda *_: ["tea", "coffee", 3])
    assert answer == {"list": ["tea", "coffee"]}


def test_a_single_object_may_hold_lists():
    data = {"template_id": "integer", "tags": "[string]", "parts": "[Item]"}
    answer = shapes.single(
        call({}, data, {}), lambda *_: {"template_id": 1, "tags": ["a", 2], "parts": [{"name": "x", "more": 1}]}
    )
    assert answer == {"template_id": 1, "tags": ["a"], "parts": [{"name": "x"}]}


def test_an_acknowledgement_has_no_data():
    def act(tx: Any, owner: int, object_id: int, members: dict[str, Any]) -> str:
        received.append((owner, object_id, members))
        return "nothing of this is answered"

    received: list[Any] = []
    inputs = {"account_id": "integer", "template_id": "integer", "name": "string"}
    answer = shapes.acknowledgement(call(inputs, {}, {"account_id": 7, "template_id": 3, "name": "tea"}), act)
    assert (answer, received) == (None, [(7, 3, {"name": "tea"})])


def test_an_engine_call_gets_no_members_where_the_contract_has_none():
    inputs = {"account_id": "integer", "template_id": "integer"}
    body = {"account_id": 7, "template_id": 3}
    assert shapes.one_id(call(inputs, {"template_id": "string"}, body), lambda tx, owner, object_id: object_id) == {
        "template_id": "3"
    }


def test_a_row_of_a_batch_may_name_its_own_account_and_fails_alone(instance):
    def act(tx: Any, owner: int, object_id: int, members: dict[str, Any]) -> int:
        if not members:
            raise TooFew("name", 1)
        return object_id

    rows = [
        {"template_id": 1, "account_id": 7, "name": "tea"},
        {"template_id": 2, "account_id": 9, "name": "tea"},
        {"template_id": 3, "account_id": 7},
    ]
    row = {"template_id": "integer", "account_id": "integer", "name": "string"}
    one = call({"specs": "[Row]"}, {"list": "[Result]"}, {"specs": rows}, row=row)

    def work(tx: Any) -> Any:
        one.tx = tx
        return shapes.batch(one, act)

    answer = instance.write_now(work)
    assert [(each["template_id"], each["code"]) for each in answer["list"]] == [(1, 0), (2, 12201), (3, 18012)]
    assert answer["fail_id_list"] == [2, 3]
