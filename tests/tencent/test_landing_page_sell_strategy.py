"""/v3.0/landing_page_sell_strategy: how landing pages sell episodes of short dramas."""

from typing import Any

import pytest

from support.tencent import TencentClient

ADD = "/v3.0/landing_page_sell_strategy/add"
GET = "/v3.0/landing_page_sell_strategy/get"
CHEAP = {"strategy_name": "Cheap episodes", "episode_price": 0.99, "min_recharge_tier": 9.9, "recharge_num": 10}
FIELDS = ["strategy_id", *CHEAP, "strategy_status", "account_id"]


def make(client: TencentClient, **changes: Any) -> int:
    answer = client.post(ADD, **{**CHEAP, **changes})
    assert answer.code == 0, answer
    return int(answer.document["data"]["strategy_id"])


def listed(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(GET, fields=FIELDS, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_a_strategy_is_created_and_listed(tencent):
    answer = tencent.post(ADD, **CHEAP)
    strategy = {**CHEAP, "strategy_status": 1, "account_id": tencent.account_id}
    strategy_id = answer.document["data"]["strategy_id"]
    assert answer.document["data"] == {**strategy, "strategy_id": strategy_id, "strategy_type": "SELL"}
    assert listed(tencent) == [{**strategy, "strategy_id": strategy_id}]


def test_strategies_are_found_by_id_status_and_name(tencent):
    first, second = make(tencent), make(tencent, strategy_name="Cheap")
    for params, expected in (
        ({"strategy_id": second}, [second]),
        ({"strategy_status": 1}, [first, second]),
        ({"strategy_status": 0}, []),
        ({"strategy_name": "episodes"}, [first]),
        ({"strategy_name": "Cheap"}, [first, second]),
        ({"full_strategy_name": "Cheap"}, [second]),
        ({"page": 2, "page_size": 1}, [second]),
    ):
        assert [one["strategy_id"] for one in listed(tencent, **params)] == expected


def test_another_account_has_other_strategies(tencent):
    strategy_id = make(tencent)
    other = TencentClient(tencent.server, name="other", account_id=25_611)
    assert listed(other) == listed(other, strategy_id=strategy_id) == []
    make(other)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"strategy_name": "Cheap episodes"}, 31011),
        ({"strategy_name": "a" * 60}, 0),
        ({"strategy_name": "a" * 61}, 18006),
        ({"episode_price": 0.01}, 0),
        ({"episode_price": 0}, 18004),
        ({"episode_price": 0.001}, 18004),
        ({"episode_price": 1.001}, 18014),
        ({"episode_price": 999_999}, 0),
        ({"episode_price": 1_000_000}, 18003),
        ({"min_recharge_tier": 0}, 18004),
        ({"recharge_num": 0}, 0),
        ({"recharge_num": -1}, 18004),
        ({"recharge_num": 1.5}, 18002),
        ({"recharge_num": None}, 18001),
        ({"account_id": 7}, 12201),
    ],
    ids=str,
)
def test_members_are_checked(tencent, changes, expected):
    make(tencent)
    assert tencent.post(ADD, **{**CHEAP, "strategy_name": "Another", **changes}).code == expected
    assert len(listed(tencent)) == (1 if expected else 2)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"strategy_status": 2}, 18003),
        ({"page_size": 100}, 0),
        ({"page_size": 101}, 18003),
        ({"fields": ["name"]}, 12009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(GET, **{"fields": FIELDS, **params}).code == expected
