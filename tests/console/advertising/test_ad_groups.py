"""/console/ad-groups and /console/creatives: what is delivered, what creatives show, suspending and resuming."""

import pytest

from support.ad_reviews import set_pace
from support.browser import Browser, Page
from support.reports import deliver, make_creative, make_group, recharge
from support.server import Response
from support.tencent import TencentClient

GROUPS, CREATIVES = "/console/ad-groups", "/console/creatives"
NORMAL, SUSPENDED = "AD_STATUS_NORMAL", "AD_STATUS_SUSPEND"


def words(page: Page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def group(tencent: TencentClient) -> int:
    return make_group(tencent, "Spring tea", targeting={"age": [{"min": 18, "max": 45}], "gender": ["FEMALE"]})


@pytest.fixture
def creative(tencent: TencentClient, group: int) -> int:
    """A creative of which something was delivered."""
    recharge(tencent)
    creative_id = make_creative(tencent, group, "Green tea")
    deliver(tencent, creative_id, group, (1_000, 25, 5, 1_250))
    return creative_id


def status(client: TencentClient, path: str, name: str) -> str:
    """The configured status of the only object that a call lists."""
    (item,) = client.get(path, fields=[name, "configured_status"]).document["data"]["list"]
    return str(item["configured_status"])


def file(browser: Browser, path: str) -> Response:
    """The file behind an address."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return browser.server.call("GET", path, headers={"cookie": cookie})


def test_an_ad_group_shows_what_it_delivered_and_its_creatives(console: Browser, group: int, creative: int):
    page = console.get(f"{GROUPS}/{group}")
    text = words(page)
    assert "Impressions 1,000" in text and "2.50 % of impressions" in text
    assert "¥2.50 each" in text and "¥0.50 a click" in text
    assert "Age 18 to 45" in text and "Women" in text and "WeChat Moments" in text
    assert f"Green tea {creative} Approved 1,000 25 ¥12.50" in text
    assert f"{CREATIVES}/{creative}" in page.links


def test_an_ad_group_is_suspended_and_resumed(console: Browser, tencent: TencentClient, group: int, creative: int):
    page = console.get(f"{GROUPS}/{group}")
    assert console.submit(page, "/status").location == f"{GROUPS}/{group}?done=changed"
    assert status(tencent, "/v3.0/adgroups/get", "adgroup_id") == SUSPENDED
    assert console.submit(page, "/status").status == 303
    assert status(tencent, "/v3.0/adgroups/get", "adgroup_id") == SUSPENDED
    after = console.get(f"{GROUPS}/{group}")
    assert "Suspended" in words(after)
    console.submit(after, "/status")
    assert status(tencent, "/v3.0/adgroups/get", "adgroup_id") == NORMAL


def test_a_creative_is_suspended_and_resumed(console: Browser, tencent: TencentClient, creative: int):
    page = console.get(f"{CREATIVES}/{creative}")
    assert console.submit(page, "/status").location == f"{CREATIVES}/{creative}?done=changed"
    assert status(tencent, "/v3.0/dynamic_creatives/get", "dynamic_creative_id") == SUSPENDED
    console.submit(console.get(f"{CREATIVES}/{creative}"), "/status")
    assert status(tencent, "/v3.0/dynamic_creatives/get", "dynamic_creative_id") == NORMAL


def test_a_form_without_its_token_or_with_another_status_changes_nothing(
    console: Browser, tencent: TencentClient, group: int, creative: int
):
    for path in (f"{GROUPS}/{group}", f"{CREATIVES}/{creative}"):
        assert console.post(f"{path}/status", [("status", SUSPENDED)]).status == 403
        assert console.submit(console.get(path), "/status", status="nonsense").status == 400
    assert status(tencent, "/v3.0/adgroups/get", "adgroup_id") == NORMAL
    assert status(tencent, "/v3.0/dynamic_creatives/get", "dynamic_creative_id") == NORMAL


def test_creatives_are_listed_with_picture_group_and_cost(
    console: Browser, tencent: TencentClient, group: int, creative: int
):
    page = console.get(f"{CREATIVES}?account={tencent.account_id}")
    assert f"Green tea {creative} Spring tea Approved 1,000 25 ¥12.50" in words(page)
    html = page.response.content.decode()
    source = html.partition('class="thumb" src="')[2].partition('"')[0]
    picture = file(console, source)
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")
    assert picture.headers["x-content-type-options"] == "nosniff"


def test_creatives_come_a_page_at_a_time_and_of_one_group(console: Browser, tencent: TencentClient, group: int):
    other = make_group(tencent, "Other")
    first = make_creative(tencent, other, "Lone tea")
    for number in range(25):
        make_creative(tencent, group, f"Tea {number}", images=0)
    page = console.get(f"{CREATIVES}?account={tencent.account_id}")
    assert "Tea 24" in page.text and "Lone tea" not in page.text
    onward = next(link for link in page.links if "below=" in link)
    assert f"Lone tea {first}" in words(console.get(onward))
    lone = words(console.get(f"{CREATIVES}?account={tencent.account_id}&group={other}"))
    assert "Lone tea" in lone and "Tea 24" not in lone
    assert console.get(f"{CREATIVES}?account={tencent.account_id}&group={first}").status == 404


def test_a_creative_shows_its_components_and_their_review(console: Browser, tencent: TencentClient, creative: int):
    page = console.get(f"{CREATIVES}/{creative}")
    text = words(page)
    assert "Title Green tea 0 Approved" in text
    assert "Impressions 1,000" in text and "Spring tea" in text
    assert f"/console/reviews/{creative}" in page.links
    preview = next(link for link in page.links if "preview_pages" in link)
    assert "Green tea 0" in file(console, preview).content.decode()


def test_a_creative_that_waits_says_so(console: Browser, tencent: TencentClient, group: int):
    set_pace(tencent, "manual")
    waiting = make_creative(tencent, group, "Green tea")
    assert f"Green tea {waiting} Spring tea Pending review" in words(console.get(CREATIVES))
    assert "Pending review" in words(console.get(f"{CREATIVES}/{waiting}"))


def test_reading_the_pages_changes_nothing(console: Browser, tencent: TencentClient, group: int, creative: int):
    def everything(tx):
        return tx.fetch_all("SELECT id, document, updated_ms FROM ad_objects ORDER BY id")

    before = tencent.server.instance.read_now(everything)
    for path in (GROUPS, f"{GROUPS}/{group}", CREATIVES, f"{CREATIVES}/{creative}", "/console/materials"):
        assert console.get(path).status == 200
    assert tencent.server.instance.read_now(everything) == before


def test_what_is_deleted_is_not_found(console: Browser, tencent: TencentClient, group: int, creative: int):
    tencent.post("/v3.0/adgroups/delete", adgroup_id=group)
    assert console.get(f"{GROUPS}/{group}").status == 404
    assert console.get(f"{CREATIVES}/{creative}").status == 404
    assert console.get(f"{GROUPS}/{creative}").status == 404
    assert "No creatives here." in console.get(CREATIVES).text


def test_only_administrators_see_creatives(browser: Browser, group: int, creative: int):
    for path in (f"{GROUPS}/{group}", CREATIVES, f"{CREATIVES}/{creative}"):
        assert browser.get(path).status == 303


def test_the_pages_speak_chinese(console: Browser, group: int, creative: int):
    console.cookies["mercat_language"] = "zh-CN"
    assert "最近 30 天" in console.get(f"{GROUPS}/{group}").text
    assert "创意" in console.get(CREATIVES).text
    assert "暂停投放" in console.get(f"{CREATIVES}/{creative}").response.content.decode()


def test_the_numbers_of_a_creative_are_those_of_thirty_days(
    console: Browser, tencent: TencentClient, group: int, creative: int
):
    deliver(tencent, creative, group, (300, 3, 0, 100), days_ago=29)
    deliver(tencent, creative, group, (7_000, 70, 0, 100), days_ago=30)
    other = make_creative(tencent, group, "Other tea")
    deliver(tencent, other, group, (40, 0, 0, 0))
    text = words(console.get(f"{CREATIVES}?account={tencent.account_id}"))
    assert f"Green tea {creative} Spring tea Approved 1,300 28 ¥13.50" in text
    assert f"Other tea {other} Spring tea Approved 40 0 ¥0.00" in text
    assert "Impressions 1,340" in words(console.get(f"{GROUPS}/{group}"))
