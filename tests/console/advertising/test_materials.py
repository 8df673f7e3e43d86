"""/console/materials and /console/audiences: files with thumbnails, audiences with their files and grants."""

import pytest

from mercat.domain.bulk import simulated_progress
from mercat.store.tx import Tx
from support.audiences import create, filled, phones, upload
from support.browser import Browser, Page
from support.clips import mp4
from support.creatives import upload_image, upload_video
from support.pictures import png
from support.server import Response
from support.tencent import TencentClient

MATERIALS, AUDIENCES = "/console/materials", "/console/audiences"
TARGET = "GRANT_PERMISSION_TYPE_TARGET"


def words(page: Page) -> str:
    return " ".join(page.text.split())


def file(browser: Browser, material_id: object) -> Response:
    """The file of an image or a video."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return browser.server.call("GET", f"{MATERIALS}/{material_id}/file", headers={"cookie": cookie})


def test_images_are_listed_with_their_file(console: Browser, tencent: TencentClient):
    image = upload_image(tencent, png(64, 36), description="Green leaves")
    page = console.get(f"{MATERIALS}?account={tencent.account_id}")
    assert f"Green leaves {image} 64 × 36" in words(page)
    assert f'src="{MATERIALS}/{image}/file"' in page.response.content.decode()
    answer = file(console, image)
    assert (answer.status, answer.headers["content-type"], answer.content) == (200, "image/png", png(64, 36))
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_videos_are_listed_with_their_state_and_looking_is_no_poll(console: Browser, tencent: TencentClient):
    tencent.server.instance.write_now(lambda tx: set_videos(tx, "polls:3"))
    video = upload_video(tencent)
    for _ in range(5):
        page = console.get(f"{MATERIALS}?account={tencent.account_id}&kind=videos")
        assert "Processing" in words(page)
    tencent.server.instance.write_now(lambda tx: set_videos(tx, "immediate"))
    other = upload_video(tencent, mp4(width=64))
    assert "Ready" in words(console.get(f"{MATERIALS}?account={tencent.account_id}&kind=videos"))
    assert file(console, video).headers["content-type"] == "video/mp4"
    assert file(console, other).status == 200


def set_videos(tx: Tx, pace: str) -> None:
    simulated_progress.set_pace(tx, simulated_progress.VIDEOS, pace)


def test_brands_and_audios_are_listed(console: Browser, tencent: TencentClient):
    texts = {"account_id": tencent.account_id, "name": "Tea house"}
    assert tencent.form("/v3.0/brand/add", texts, {"brand_image_file": png(512, 512)}).code == 0
    assert "Tea house" in words(console.get(f"{MATERIALS}?account={tencent.account_id}&kind=brands"))
    assert "No audio files here." in words(console.get(f"{MATERIALS}?kind=audios"))


def test_material_comes_a_page_at_a_time(console: Browser, tencent: TencentClient):
    first = upload_image(tencent, png(64, 36), description="The first one")
    for number in range(24):
        upload_image(tencent, png(65 + number, 36), description=f"Leaf {number}")
    page = console.get(f"{MATERIALS}?account={tencent.account_id}")
    assert "Leaf 23" in page.text and "The first one" not in page.text
    onward = next(link for link in page.links if "below=" in link)
    assert f"The first one {first}" in words(console.get(onward))


@pytest.mark.parametrize("query", ["kind=nonsense", "account=7"])
def test_what_is_not_there_is_not_found(console: Browser, tencent: TencentClient, query: str):
    assert console.get(f"{MATERIALS}?{query}").status == 404


def test_a_file_of_a_deleted_or_other_thing_is_not_found(console: Browser, tencent: TencentClient):
    image = upload_image(tencent)
    tencent.post("/v3.0/images/delete", image_id=image)
    assert file(console, image).status == 404
    assert file(console, create(tencent)).status == 404
    assert file(console, 999_999).status == 404


def test_empty_shelves_say_so(console: Browser, tencent: TencentClient):
    texts = {"images": "No images here.", "videos": "No videos here.", "brands": "No brands here."}
    for kind, text in texts.items():
        assert text in console.get(f"{MATERIALS}?kind={kind}").text
    assert "No audiences here." in console.get(AUDIENCES).text


def test_audiences_are_listed_with_state_and_count(console: Browser, tencent: TencentClient):
    audience = filled(tencent, "Buyers of a year", 0, 1_200)
    waiting = create(tencent, "Empty")
    text = words(console.get(f"{AUDIENCES}?account={tencent.account_id}"))
    assert f"Buyers of a year {audience} Customer file Ready 1,200" in text
    assert f"Empty {waiting} Customer file Queued 0" in text


def test_an_audience_shows_its_files_and_grants(console: Browser, tencent: TencentClient):
    other = TencentClient(tencent.server, name="other", account_id=25_611)
    audience = filled(tencent, "Buyers of a year", 0, 12)
    assert upload(tencent, audience, ["nonsense", *phones(0, 3)], operation_type="REDUCE").code == 0
    rights = {"account_id": other.account_id, "grant_permission_type_list": [TARGET]}
    spec = {
        "grant_business_id": 7,
        "grant_scope_type": "GRANT_SCOPE_TYPE_ACCOUNT",
        "grant_account_permission": [rights],
    }
    members = {"audience_id_list": [audience], "grant_type": "GRANT_TYPE_BUSINESS"}
    granted = tencent.post("/v3.0/audience_grant_relations/add", **members, grant_spec={"grant_to_business_spec": spec})
    assert granted.code == 0
    text = words(console.get(f"{AUDIENCES}/{audience}"))
    assert "Covered users 9" in text
    assert "Removes people" in text and "HASH_MOBILE_PHONE Ready 4 3 3" in text and "12 12 12" in text
    assert "Account 25611 7 Targeting" in text
    assert "Granted" in words(console.get(f"{AUDIENCES}?account={other.account_id}"))


def test_an_audience_that_is_not_there_is_not_found(console: Browser, tencent: TencentClient):
    assert console.get(f"{AUDIENCES}/999999").status == 404
    assert console.get(f"{AUDIENCES}/{upload_image(tencent)}").status == 404


def test_audiences_come_a_page_at_a_time(console: Browser, tencent: TencentClient):
    for number in range(26):
        create(tencent, f"Audience {number}")
    page = console.get(f"{AUDIENCES}?account={tencent.account_id}")
    assert "Audience 24" in page.text and "Audience 25" not in page.text
    onward = next(link for link in page.links if "after=" in link)
    assert "Audience 25" in console.get(onward).text


def test_only_administrators_see_materials(browser: Browser, tencent: TencentClient):
    image = upload_image(tencent)
    for path in (MATERIALS, f"{MATERIALS}/{image}/file", AUDIENCES, f"{AUDIENCES}/1"):
        assert browser.get(path).status == 303


def test_the_pages_speak_chinese(console: Browser, tencent: TencentClient):
    console.cookies["mercat_language"] = "zh-CN"
    assert "没有图片。" in console.get(MATERIALS).text
    assert "没有人群。" in console.get(AUDIENCES).text
