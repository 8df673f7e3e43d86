"""/console/reviews: a reviewer reads creatives, approves and refuses what they show."""

import pytest

from support.ad_reviews import add_creative, add_group, review_of, set_pace, titles
from support.browser import Browser, Page
from support.creatives import upload_image, upload_video
from support.pictures import png
from support.server import Response
from support.tencent import TencentClient

HOME = "/console/reviews"
REASON = "Superlatives are not allowed"


@pytest.fixture
def creative(tencent: TencentClient) -> int:
    """A creative with two titles and a picture that waits for a reviewer."""
    set_pace(tencent, "manual")
    image = [{"value": {"image_id": upload_image(tencent, png(64, 36))}}]
    return add_creative(tencent, add_group(tencent), title=titles("Best tea", "Fresh tea"), image=image)


def words(page: Page) -> str:
    return " ".join(page.text.split())


def element(client: TencentClient, creative: int, content: str) -> int:
    """The id of the element with a content; that of the whole has the content ''."""
    for each in review_of(client, creative)["element_result_list"]:
        if each["element_value"] == content or (not content and "component_info" not in each):
            return int(each["element_id"])
    raise AssertionError(content)


def submit(browser: Browser, page: Page, creative: int, **values: str) -> Page:
    """Send the form of the decisions."""
    form = next(form for form in page.forms if form.action.endswith(f"/{creative}"))
    fields = {**dict(form.fields), **{name.replace("_", "-"): value for name, value in values.items()}}
    return browser.post(form.action, list(fields.items()))


def file(browser: Browser, element_id: int) -> Response:
    """The file of an element."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return browser.server.call("GET", f"{HOME}/elements/{element_id}/file", headers={"cookie": cookie})


def states(client: TencentClient, creative: int) -> dict[str, str]:
    """The state of each text."""
    return {
        each["element_value"]: each["review_status"].removeprefix("AD_STATUS_")
        for each in review_of(client, creative)["element_result_list"]
        if each["element_type"] == "ELEMENT_TYPE_TEXT"
    }


def test_creatives_wait_in_a_queue_with_their_account(console: Browser, tencent: TencentClient, creative: int):
    page = console.get(HOME)
    assert f"Green tea {creative}" in words(page)
    assert "Account 25610 25610 Pending review" in words(page)
    assert "No creatives here." in words(console.get(f"{HOME}?show=refused"))
    assert "Green tea" in words(console.get(f"{HOME}?show=all"))
    tencent.post("/v3.0/dynamic_creatives/delete", dynamic_creative_id=creative)
    assert "No creatives here." in words(console.get(HOME))


def test_a_reviewer_approves_everything_at_once(console: Browser, tencent: TencentClient, creative: int):
    page = console.get(f"{HOME}/{creative}")
    assert "Best tea" in words(page) and "Spring tea" in words(page)
    assert console.submit(page, "approve").location == f"{HOME}/{creative}?done=changed"
    assert set(states(tencent, creative).values()) == {"NORMAL"}
    after = console.get(f"{HOME}/{creative}")
    assert "Approved" in words(after)
    assert all("approve" not in form.action for form in after.forms)
    assert "No creatives here." in words(console.get(HOME))


def test_a_reviewer_refuses_an_element_with_a_reason(console: Browser, tencent: TencentClient, creative: int):
    best, fresh = element(tencent, creative, "Best tea"), element(tencent, creative, "Fresh tea")
    page = console.get(f"{HOME}/{creative}")
    values = {f"state_{best}": "refused", f"reason_{best}": REASON, f"state_{fresh}": "approved"}
    assert submit(console, page, creative, **values).status == 303
    assert states(tencent, creative) == {"Best tea": "DENIED", "Fresh tea": "NORMAL"}
    assert review_of(tencent, creative)["reject_message_list"] == [REASON]
    console.submit(console.get(f"{HOME}/{creative}"), "approve")
    assert states(tencent, creative) == {"Best tea": "DENIED", "Fresh tea": "NORMAL"}
    assert "Approved in part" in words(console.get(f"{HOME}?show=refused"))
    again = console.get(f"{HOME}/{creative}")
    assert again.value(f"reason-{best}", f"/{creative}") == REASON
    assert submit(console, again, creative, **{f"state_{best}": "approved"}).status == 303
    assert states(tencent, creative)["Best tea"] == "NORMAL"


def test_a_refusal_needs_a_reason_and_keeps_what_was_typed(console: Browser, tencent: TencentClient, creative: int):
    best, fresh = element(tencent, creative, "Best tea"), element(tencent, creative, "Fresh tea")
    page = console.get(f"{HOME}/{creative}")
    values = {f"state_{best}": "refused", f"state_{fresh}": "approved"}
    refused = submit(console, page, creative, **values)
    assert (refused.status, refused.beside(f"reason-{best}")) == (400, "Required.")
    assert set(states(tencent, creative).values()) == {"PENDING"}
    assert submit(console, refused, creative, **{f"reason_{best}": REASON}).status == 303
    assert states(tencent, creative) == {"Best tea": "DENIED", "Fresh tea": "NORMAL"}


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [("refused", "r" * 500, 303), ("refused", "r" * 501, 400), ("nonsense", "", 400), ("pending", "", 303)],
)
def test_what_a_decision_may_be(console, tencent, creative, state, reason, expected):
    best = element(tencent, creative, "Best tea")
    page = console.get(f"{HOME}/{creative}")
    assert submit(console, page, creative, **{f"state_{best}": state, f"reason_{best}": reason}).status == expected


def test_a_form_that_is_out_of_date_overwrites_no_decision(console: Browser, tencent: TencentClient, creative: int):
    best, fresh = element(tencent, creative, "Best tea"), element(tencent, creative, "Fresh tea")
    stale = console.get(f"{HOME}/{creative}")
    assert submit(console, console.get(f"{HOME}/{creative}"), creative, **{f"state_{best}": "approved"}).status == 303
    conflict = submit(console, stale, creative, **{f"state_{fresh}": "refused", f"reason_{fresh}": REASON})
    assert conflict.status == 409
    assert conflict.beside(f"state-{best}") == "Changed by someone else."
    assert states(tencent, creative) == {"Best tea": "NORMAL", "Fresh tea": "PENDING"}
    assert submit(console, conflict, creative).status == 303
    assert states(tencent, creative) == {"Best tea": "NORMAL", "Fresh tea": "DENIED"}


def test_a_form_without_its_token_decides_nothing(console: Browser, tencent: TencentClient, creative: int):
    best = element(tencent, creative, "Best tea")
    fields = [(f"state-{best}", "approved"), (f"reason-{best}", "")]
    assert console.post(f"{HOME}/{creative}", fields).status == 403
    assert console.post(f"{HOME}/{creative}/approve", []).status == 403
    assert console.post(HOME, [("pace", "immediate")]).status == 403
    assert set(states(tencent, creative).values()) == {"PENDING"}


def test_pictures_are_shown_and_films_can_be_opened(console: Browser, tencent: TencentClient, creative: int):
    video = str(upload_video(tencent))
    other = add_creative(tencent, add_group(tencent, "Other"), "Film", video=[{"value": {"video_id": video}}])
    (image,) = [each for each in review_of(tencent, creative)["element_result_list"] if "image_id" in each]
    picture = file(console, image["element_id"])
    assert (picture.status, picture.headers["content-type"], picture.content) == (200, "image/png", png(64, 36))
    assert picture.headers["x-content-type-options"] == "nosniff"
    film = file(console, element(tencent, other, video))
    assert (film.status, film.headers["content-type"]) == (200, "video/mp4")
    assert console.get(f"{HOME}/elements/{element(tencent, creative, 'Best tea')}/file").status == 404
    assert console.get(f"{HOME}/elements/999999/file").status == 404
    assert (
        f'src="{HOME}/elements/{image["element_id"]}/file"'
        in console.get(f"{HOME}/{creative}").response.content.decode()
    )


def test_an_appeal_is_answered(console: Browser, tencent: TencentClient, creative: int):
    best = element(tencent, creative, "Best tea")
    console.submit(console.get(f"{HOME}/{creative}"), "approve")
    page = console.get(f"{HOME}/{creative}")
    submit(console, page, creative, **{f"state_{best}": "refused", f"reason_{best}": REASON})
    result = next(one for one in review_of(tencent, creative)["element_result_list"] if one["element_id"] == best)
    body = {"dynamic_creative_id": creative, "component_id": result["component_info"]["component_id"]}
    body |= {"element_id": best, "element_finger_print": result["element_fingerprint"]}
    about = {"element_type": result["element_type"], "element_value": "Best tea"}
    about |= {"appeal_demand": "Review again", "appeal_reason": "It won a prize"}
    assert tencent.post("/v3.0/element_appeal_review/add", **body, **about).code == 0
    page = console.get(f"{HOME}/{creative}")
    assert "It won a prize" in words(page)
    verdict = {f"verdict-{best}": "rejected"}
    assert console.submit(page, f"appeals/{best}", **verdict, **{f"reply-{best}": "r" * 501}).status == 400
    assert console.submit(page, f"appeals/{best}", **verdict, **{f"reply-{best}": "No proof"}).status == 303
    appeal = tencent.get("/v3.0/element_appeal_review/get", **body).document["data"]
    assert (appeal["appeal_status"], appeal["appeal_result"]) == ("APPEAL_STATUS_COMPLETED", "No proof")
    assert states(tencent, creative)["Best tea"] == "DENIED"
    assert "It won a prize" not in words(console.get(f"{HOME}/{creative}"))
    assert console.submit(page, f"appeals/{best}", **verdict).status == 404


def test_an_approval_grants_the_appeal(console: Browser, tencent: TencentClient, creative: int):
    best = element(tencent, creative, "Best tea")
    submit(console, console.get(f"{HOME}/{creative}"), creative, **{f"state_{best}": "refused", f"reason_{best}": "No"})
    result = next(one for one in review_of(tencent, creative)["element_result_list"] if one["element_id"] == best)
    body = {"dynamic_creative_id": creative, "component_id": result["component_info"]["component_id"]}
    body |= {"element_id": best, "element_finger_print": result["element_fingerprint"]}
    about = {"element_type": result["element_type"], "element_value": "Best tea"}
    about |= {"appeal_demand": "Review again", "appeal_reason": "It won a prize"}
    tencent.post("/v3.0/element_appeal_review/add", **body, **about)
    submit(console, console.get(f"{HOME}/{creative}"), creative, **{f"state_{best}": "approved"})
    appeal = tencent.get("/v3.0/element_appeal_review/get", **body).document["data"]
    assert (appeal["appeal_status"], appeal["appeal_result"]) == ("APPEAL_STATUS_COMPLETED", "AD_STATUS_NORMAL")


def test_how_reviews_end_is_set_for_new_ones(console: Browser, tencent: TencentClient, creative: int):
    page = console.get(HOME)
    assert page.value("pace") == "manual"
    assert console.submit(page, HOME, pace="immediate").location == f"{HOME}?done=changed"
    assert set(states(tencent, creative).values()) == {"PENDING"}
    fresh = add_creative(tencent, add_group(tencent, "Other"), "Second", title=titles("New tea"))
    assert states(tencent, fresh) == {"New tea": "NORMAL"}
    assert console.submit(console.get(HOME), HOME, pace="nonsense").status == 400
    stale = console.get(HOME)
    console.submit(console.get(HOME), HOME, pace="timed")
    assert console.submit(stale, HOME, pace="manual").status == 409


def test_a_pace_of_the_sandbox_stays_as_it_is(console: Browser, tencent: TencentClient):
    set_pace(tencent, "polls:2")
    page = console.get(HOME)
    assert page.value("pace") == "polls"
    assert console.submit(page, HOME).status == 303
    assert console.get(HOME).value("pace") == "polls"


def test_the_queue_has_pages(console: Browser, tencent: TencentClient):
    set_pace(tencent, "manual")
    group = add_group(tencent)
    first, *_ = [add_creative(tencent, group, f"Tea {number}") for number in range(26)]
    page = console.get(HOME)
    assert "Tea 25" in words(page) and f"Tea 0 {first}" not in words(page)
    older = next(link for link in page.links if "below=" in link)
    assert f"Tea 0 {first}" in words(console.get(older))


def test_only_administrators_review(browser: Browser, tencent: TencentClient, creative: int):
    for path in (HOME, f"{HOME}/{creative}"):
        assert browser.get(path).status == 303
    assert browser.get(f"{HOME}/elements/1/file").status == 303


def test_a_creative_that_is_not_there_is_not_found(console: Browser, creative: int):
    assert console.get(f"{HOME}/{creative + 1}").status == 404


def test_the_pages_speak_chinese(console: Browser, creative: int):
    page = console.get(HOME, **{"accept-language": "zh-CN"})
    assert "创意审核" in page.text and "待审核" in page.text
    assert "创意整体" in console.get(f"{HOME}/{creative}", **{"accept-language": "zh-CN"}).text
