"""/v3.0/component_depends, and the rules that it tells of."""

from typing import Any

import pytest

from support.ad_reviews import add_group, titles
from support.tencent import TencentClient

GET = "/v3.0/component_depends/get"
AD = {
    "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
    "marketing_target_type": "MARKETING_TARGET_TYPE_PRODUCT",
    "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
    "delivery_mode": "DELIVERY_MODE_COMPONENT",
}
PAGE = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": "https://tea.example.com/spring"}}}
OTHER = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": "https://tea.example.com/autumn"}}}
PAGES = [{"value": PAGE}, {"value": OTHER}]


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


def depends(client: TencentClient, kind: str | None) -> dict[str, Any]:
    document: dict[str, Any] = client.get(GET, **AD, component_type=kind).document["data"]
    return document


def buttons(*values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"value": {"button_text": "Order", **value}} for value in values]


def links(count: int) -> list[dict[str, Any]]:
    kinds = ("VIEW_DETAILS", "GET_COUPONS", "BUY_NOW")
    return [{"value": {"link_name_type": kinds[number]}} for number in range(count)]


def test_text_links_and_buttons_depend_on_landing_pages(tencent):
    link = depends(tencent, "TEXT_LINK")
    assert (link["component_type"], link["component_name"]) == ("TEXT_LINK", "text_link")
    (rule,) = link["component_depends"]
    assert (rule["target_path"], rule["depend_paths"]) == ("text_link", ["main_jump_info"])
    uses = [(option["depends"][0]["switch"], option["use"]) for option in rule["target_options"]]
    assert uses == [(True, "DEPEND_USE_TYPE_OPTIONAL"), (False, "DEPEND_USE_TYPE_DISABLED")]
    assert len(depends(tencent, "ACTION_BUTTON")["component_depends"]) == 1
    assert depends(tencent, "TITLE")["component_depends"] == []
    assert depends(tencent, None) == {"component_depends": []}


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        ({"text_link": links(1)}, 1800438),
        ({"text_link": links(1), "main_jump_info": PAGES}, 1800438),
        ({"text_link": links(2), "main_jump_info": PAGES}, 0),
        ({"action_button": buttons({})}, 0),
        ({"action_button": buttons({}), "main_jump_info": PAGES}, 0),
        ({"action_button": buttons({"jump_info": PAGE}), "main_jump_info": PAGES}, 1800439),
        ({"action_button": buttons({"jump_info": PAGE}, {"jump_info": OTHER}), "main_jump_info": PAGES}, 0),
        ({"action_button": buttons({"jump_info": PAGE}, {"jump_info": OTHER})}, 1800439),
        (
            {
                "action_button": buttons({"jump_info": PAGE}, {"jump_info": OTHER, "button_text": "Buy"}),
                "main_jump_info": PAGES,
            },
            1800437,
        ),
    ],
)
def test_a_creative_follows_the_dependencies(tencent, components, expected):
    answer = tencent.post(
        "/v3.0/dynamic_creatives/add",
        adgroup_id=add_group(tencent),
        dynamic_creative_name="Green tea",
        dynamic_creative_type="DYNAMIC_CREATIVE_TYPE_PROGRAM",
        creative_components={"title": titles("Fresh tea"), **components},
    )
    assert answer.code == expected
    assert len(tencent.get("/v3.0/dynamic_creatives/get").document["data"]["list"]) == (expected == 0)


def test_what_a_call_needs(tencent):
    for name in AD:
        assert tencent.get(GET, **{**AD, name: None}).code == 18001
    assert tencent.get(GET, **AD, component_type="POSTER").code == 18009
