"""/v3.0/element_appeal_review and element_appeal_quota: asking for another review of what was refused."""

from typing import Any

import pytest

from mercat.domain.advertising.reviewers import review_appeals
from mercat.model.clock import DAY, HOUR
from mercat.store.advertising import ad_reviews
from support.ad_reviews import add_creative, add_group, decide, elements, review_of, set_pace, titles
from support.tencent import TencentClient

ADD, GET = "/v3.0/element_appeal_review/add", "/v3.0/element_appeal_review/get"
QUOTA = "/v3.0/element_appeal_quota/get"
PLACE = ("dynamic_creative_id", "component_id", "element_id", "element_finger_print")


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


@pytest.fixture
def creative(tencent: TencentClient) -> int:
    """A creative whose first title was refused."""
    made = add_creative(tencent, add_group(tencent), title=titles("Best tea", "Fresh tea"))
    decide(tencent, elements(tencent, made)["Best tea"], refused_for="No superlatives")
    return made


def appeal(client: TencentClient, creative: int, content: str = "Best tea", **others: Any) -> dict[str, Any]:
    """An appeal that is about an element of a creative."""
    results = review_of(client, creative)["element_result_list"]
    element = next(each for each in results if each["element_value"] == content)
    return {
        "dynamic_creative_id": creative,
        "component_id": element["component_info"]["component_id"],
        "element_id": element["element_id"],
        "element_type": element["element_type"],
        "element_value": element["element_value"],
        "element_finger_print": element["element_fingerprint"],
        "appeal_demand": "Review again",
        "appeal_reason": "It is the best",
        **others,
    }


def test_a_refused_link_is_appealed(tencent):
    link = "https://tea.example.com/spring?a=1&b=2"
    page = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": link}}}
    made = add_creative(tencent, add_group(tencent), title=titles("Fresh tea"), main_jump_info=[{"value": page}])
    decide(tencent, elements(tencent, made)[link], refused_for="The page is empty")
    assert tencent.post(ADD, **appeal(tencent, made, link)).code == 0


def read(client: TencentClient, body: dict[str, Any]) -> dict[str, Any]:
    """The latest appeal against a refusal."""
    document: dict[str, Any] = client.get(GET, **{name: body[name] for name in PLACE}).document["data"]
    return document


def status(client: TencentClient, creative: int) -> str:
    """The state of the refused title."""
    results = review_of(client, creative)["element_result_list"]
    return next(str(each["review_status"]) for each in results if each["element_value"] == "Best tea")


def answer(client: TencentClient, element_id: int, *, granted: bool, reply: str = "") -> None:
    """Decide the appeal as a reviewer does."""
    client.server.instance.write_now(
        lambda tx: review_appeals.decide(tx, ad_reviews.find(tx, element_id), granted=granted, reply=reply)
    )


# -- success --------------------------------------------------------------------------------------------------------


def test_an_appeal_is_granted_at_once_where_reviews_approve_at_once(tencent, creative):
    body = appeal(tencent, creative, description="Please", image_list=["licence.png"])
    assert read(tencent, body) == {}
    assert tencent.post(ADD, **body).code == 0
    assert status(tencent, creative) == "AD_STATUS_NORMAL"
    item = read(tencent, body)
    assert {name: item[name] for name in body} == body
    assert (item["account_id"], item["appeal_status"], item["appeal_result"]) == (
        tencent.account_id,
        "APPEAL_STATUS_COMPLETED",
        "AD_STATUS_NORMAL",
    )
    assert item["reply_image_url_list"] == []


def test_a_timed_appeal_ends_after_two_hours_and_the_refusal_holds_until_then(tencent, creative):
    set_pace(tencent, "timed")
    body = appeal(tencent, creative)
    assert tencent.post(ADD, **body).code == 0
    assert (read(tencent, body)["appeal_status"], status(tencent, creative)) == (
        "APPEAL_STATUS_PENDING",
        "AD_STATUS_DENIED",
    )
    tencent.server.instance.clock.offset_ms += 2 * HOUR
    assert (read(tencent, body)["appeal_status"], status(tencent, creative)) == (
        "APPEAL_STATUS_COMPLETED",
        "AD_STATUS_NORMAL",
    )


def test_an_appeal_ends_after_so_many_looks(tencent, creative):
    set_pace(tencent, "polls:2")
    body = appeal(tencent, creative)
    assert tencent.post(ADD, **body).code == 0
    assert [read(tencent, body)["appeal_status"] for _ in range(2)] == [
        "APPEAL_STATUS_PENDING",
        "APPEAL_STATUS_COMPLETED",
    ]
    assert status(tencent, creative) == "AD_STATUS_NORMAL"


def test_a_reviewer_grants_an_appeal(tencent, creative):
    set_pace(tencent, "manual")
    body = appeal(tencent, creative)
    assert tencent.post(ADD, **body).code == 0
    assert read(tencent, body)["appeal_status"] == "APPEAL_STATUS_PENDING"
    answer(tencent, body["element_id"], granted=True, reply="You are right")
    assert read(tencent, body)["appeal_result"] == "You are right"
    assert status(tencent, creative) == "AD_STATUS_NORMAL"


def test_a_rejected_appeal_is_final_until_there_is_another_refusal(tencent, creative):
    set_pace(tencent, "manual")
    body = appeal(tencent, creative)
    assert tencent.post(ADD, **body).code == 0
    answer(tencent, body["element_id"], granted=False)
    assert (read(tencent, body)["appeal_status"], read(tencent, body)["appeal_result"]) == (
        "APPEAL_STATUS_COMPLETED",
        "AD_STATUS_DENIED",
    )
    assert tencent.post(ADD, **body).code == 90028
    tencent.server.instance.clock.offset_ms += HOUR
    decide(tencent, body["element_id"], refused_for="Another reason")
    assert tencent.post(ADD, **body).code == 0


# -- refusals and limits --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"dynamic_creative_id": 999_999}, 1800368),
        ({"component_id": 999_999}, 90031),
        ({"element_id": 999_999}, 90031),
        ({"element_finger_print": "0" * 32}, 90031),
        ({"element_value": "Other tea"}, 90031),
        ({"element_type": "ELEMENT_TYPE_URL"}, 90031),
        ({"history_approval_component_id": 999_999}, 1901683),
        ({"appeal_demand": "d" * 512}, 0),
        ({"appeal_demand": "d" * 513}, 18006),
        ({"appeal_reason": "r" * 513}, 18006),
        ({"description": "d" * 50}, 0),
        ({"description": "d" * 51}, 18006),
        ({"image_list": ["i"] * 3}, 0),
        ({"image_list": ["i"] * 4}, 18011),
    ],
)
def test_what_an_appeal_is_refused_for(tencent, creative, others, expected):
    assert tencent.post(ADD, **appeal(tencent, creative, **others)).code == expected
    left = tencent.get(QUOTA).data.leave_quota
    assert left == review_appeals.DAILY_QUOTA - (expected == 0)


def test_only_what_was_refused_can_be_appealed_and_only_once_at_a_time(tencent, creative):
    set_pace(tencent, "manual")
    assert tencent.post(ADD, **appeal(tencent, creative, "Fresh tea")).code == 90031
    assert tencent.post(ADD, **appeal(tencent, creative)).code == 0
    assert tencent.post(ADD, **appeal(tencent, creative)).code == 90026


def test_another_account_cannot_appeal(tencent, creative):
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    assert stranger.post(ADD, **appeal(tencent, creative)).code == 1800368


def test_an_account_has_ten_appeals_in_a_day(tencent):
    names = [f"Best tea {number}" for number in range(11)]
    group = add_group(tencent)
    creatives = [add_creative(tencent, group, name, title=titles(name)) for name in names]
    for creative, name in zip(creatives, names, strict=True):
        decide(tencent, elements(tencent, creative)[name], refused_for="No")
    bodies = [appeal(tencent, creative, name) for creative, name in zip(creatives, names, strict=True)]
    assert [tencent.post(ADD, **body).code for body in bodies] == [0] * 10 + [90029]
    quota = tencent.get(QUOTA).document["data"]
    assert (quota["has_privilege"], quota["daily_quota"], quota["leave_quota"]) == (1, 10, 0)
    tencent.server.instance.clock.offset_ms += DAY
    again = TencentClient(tencent.server, name="tomorrow", account_id=tencent.account_id)
    assert again.get(QUOTA).data.leave_quota == 10
    assert again.post(ADD, **bodies[-1]).code == 0
