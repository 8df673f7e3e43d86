"""/v3.0/barrage, /v3.0/barrage_recommend: short texts that run over videos."""

from typing import Any

import pytest

from mercat.model.ad_reviews import State
from support import ad_approvals
from support.ad_reviews import set_pace
from support.tencent import TencentClient

ADD, GET = "/v3.0/barrage/add", "/v3.0/barrage/get"
FIELDS = ["id", "text", "review_status"]


def write(client: TencentClient, *texts: str) -> list[int]:
    answer = client.post(ADD, text_list=list(texts))
    assert answer.code == 0, answer
    assert [one["text"] for one in answer.document["data"]["list"]] == list(texts)
    return [one["id"] for one in answer.document["data"]["list"]]


def listed(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(GET, fields=FIELDS, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_barrages_are_written_and_listed(tencent):
    first, second = write(tencent, "好香", "Nice tea")
    assert listed(tencent) == [
        {"id": first, "text": "好香", "review_status": "AD_STATUS_NORMAL"},
        {"id": second, "text": "Nice tea", "review_status": "AD_STATUS_NORMAL"},
    ]
    assert [one["id"] for one in listed(tencent, id_list=[second, 999_999])] == [second]
    assert [one["id"] for one in listed(tencent, page=2, page_size=1)] == [second]


def test_a_text_that_is_written_again_keeps_its_id(tencent):
    (barrage_id,) = write(tencent, "好香")
    assert write(tencent, "好香", "好香") == [barrage_id, barrage_id]
    assert len(listed(tencent)) == 1


@pytest.mark.parametrize(("state", "status"), [(State.APPROVED, "NORMAL"), (State.REFUSED, "DENIED")])
def test_somebody_at_the_platform_decides(tencent, state, status):
    set_pace(tencent, "manual")
    write(tencent, "好香")
    assert [one["review_status"] for one in listed(tencent)] == ["AD_STATUS_PENDING"]
    ad_approvals.decide(tencent, state, "rude" if state is State.REFUSED else "")
    assert [one["review_status"] for one in listed(tencent)] == [f"AD_STATUS_{status}"]


def test_texts_are_recommended_that_can_be_written(tencent):
    listing = tencent.get("/v3.0/barrage_recommend/get", fields=["text"]).document["data"]["list"]
    assert len(write(tencent, *[one["text"] for one in listing])) == len(listing) > 5


def test_another_account_has_other_barrages(tencent):
    ids = write(tencent, "好香")
    other = TencentClient(tencent.server, name="other", account_id=25_611)
    assert listed(other, id_list=ids) == []
    assert write(other, "好香") != ids


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["a" * 24], 0),
        (["a" * 25], 18006),
        (["茶" * 10], 0),
        (["茶" * 11], 18006),
        ([""], 18005),
        (["a"] * 20, 0),
        (["a"] * 21, 18011),
        ([], 18012),
        (["fine", "<b>"], 64027),
    ],
    ids=str,
)
def test_texts_are_checked(tencent, texts, expected):
    assert tencent.post(ADD, text_list=texts).code == expected
    assert bool(listed(tencent)) == (expected == 0)


@pytest.mark.parametrize(
    ("params", "expected"),
    [({"id_list": [1] * 100}, 0), ({"id_list": [1] * 101}, 18011), ({"page_size": 101}, 18003), ({"page": 0}, 18004)],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(GET, fields=FIELDS, **params).code == expected
