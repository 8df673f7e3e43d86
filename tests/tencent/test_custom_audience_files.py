"""/v3.0/custom_audience_files: identifiers in, numbers out."""

import hashlib
import io
import zipfile

import pytest

from mercat.domain import housekeeping
from mercat.domain.advertising.audiences import audience_files
from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import AUDIENCES
from mercat.model.clock import MINUTE
from support.audiences import (
    DELETE,
    GET_FILES,
    audience,
    combination,
    create,
    filled,
    listed,
    phones,
    send,
    upload,
    zipped,
)

MIB = 1_048_576


def count(client, audience_id):
    return audience(client, audience_id)["user_count"]


def stored(server):
    """The bytes of every file and of the database."""
    return b"".join(place.read_bytes() for place in server.instance.files.folder.rglob("*") if place.is_file())


def test_a_file_is_counted_line_by_line(tencent):
    audience_id = create(tencent)
    lines = [*phones(0, 3), phones(0, 1)[0].upper(), "no hash", "", "12345"]
    content = zipped(lines, "users.csv")
    file_id = send(tencent, audience_id, content).document["data"]["custom_audience_file_id"]
    (file,) = listed(tencent, GET_FILES, custom_audience_file_id=file_id)
    assert (file["line_count"], file["valid_line_count"], file["user_count"]) == (6, 4, 3)
    assert (file["process_status"], file["process_code"], file["error_message"]) == ("SUCCESS", 0, "")
    assert (file["name"], file["size"], file["operation_type"]) == ("a", len(content), "APPEND")
    assert (file["audience_id"], file["user_id_type"]) == (audience_id, "HASH_MOBILE_PHONE")
    item = audience(tencent, audience_id)
    assert (item["status"], item["user_count"], item["online_status"]) == ("SUCCESS", 3, "ONLINE")


def test_files_add_up_and_take_away(tencent):
    audience_id = filled(tencent, "A", 0, 10)
    upload(tencent, audience_id, phones(5, 10))
    assert count(tencent, audience_id) == 15
    upload(tencent, audience_id, phones(0, 4), operation_type="REDUCE")
    assert count(tencent, audience_id) == 11
    upload(tencent, audience_id, phones(100, 4), operation_type="REDUCE")
    assert count(tencent, audience_id) == 11
    assert [file["operation_type"] for file in listed(tencent, GET_FILES)] == ["APPEND", "APPEND", "REDUCE", "REDUCE"]


def test_files_are_listed_by_their_audience(tencent):
    first, second = filled(tencent, "A", 0, 1), filled(tencent, "B", 0, 1)
    upload(tencent, second, phones(2, 1))
    assert [file["audience_id"] for file in listed(tencent, GET_FILES, audience_id=second)] == [second, second]
    assert len(listed(tencent, GET_FILES, page=1, page_size=2)) == 2
    assert [file["audience_id"] for file in listed(tencent, GET_FILES, audience_id=first)] == [first]


def test_several_files_in_a_zip_are_one(tencent):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "\r\n".join(phones(0, 2)))
        archive.writestr("folder/b.CSV", "\n".join(phones(1, 2)))
    audience_id = create(tencent)
    send(tencent, audience_id, content.getvalue())
    assert count(tencent, audience_id) == 3


@pytest.mark.parametrize(
    ("id_type", "good", "bad"),
    [
        ("HASH_IMEI", "f" * 32, "g" * 32),
        ("IDFA", "AEBE52E7-03EE-455A-B3C4-E57283966239", "AEBE52E703EE455AB3C4E57283966239"),
        ("IMEI", "868030032123456", "86803003212345678"),
        ("OAID", "7f2c8e5b-1234-5678", "short"),
        ("CAID", "0" * 32, "0" * 31),
        ("SHA256_MOBILE_PHONE", "A" * 64, "a" * 63),
        ("MD5_SHA256_OAID", "a" * 64, "a" * 32),
        ("WX_UNIONID", "oWgGz1_abc-DEF", "with space"),
    ],
)
def test_each_type_of_identifier_has_its_format(tencent, id_type, good, bad):
    audience_id = create(tencent)
    upload(tencent, audience_id, [good, bad], user_id_type=id_type)
    (file,) = listed(tencent, GET_FILES)
    assert (file["line_count"], file["valid_line_count"], file["user_count"]) == (2, 1, 1)


def test_open_ids_belong_to_an_application(tencent):
    audience_id = create(tencent)
    assert upload(tencent, audience_id, ["oABC"], user_id_type="WECHAT_OPENID").code == 18001
    for application in ("wx1", "wx2"):
        upload(tencent, audience_id, ["oABC"], user_id_type="WECHAT_OPENID", open_app_id=application)
    assert count(tencent, audience_id) == 2
    assert [file["open_app_id"] for file in listed(tencent, GET_FILES)] == ["wx1", "wx2"]


def test_a_file_without_a_right_line_fails(tencent):
    audience_id = create(tencent)
    assert upload(tencent, audience_id, ["no hash"]).code == 0
    (file,) = listed(tencent, GET_FILES)
    assert (file["process_status"], file["process_code"], file["user_count"]) == ("ERROR", 201, 0)
    assert file["error_message"]
    item = audience(tencent, audience_id)
    assert (item["status"], item["error_code"], item["user_count"]) == ("ERROR", 201, 0)
    upload(tencent, audience_id, phones(0, 2))
    assert audience(tencent, audience_id)["status"] == "SUCCESS"
    upload(tencent, audience_id, ["no hash"])
    assert count(tencent, audience_id) == 2


def test_no_identifier_and_no_plain_hash_of_one_is_stored(tencent, server):
    audience_id = create(tencent)
    imei = "868030032123456"
    upload(tencent, audience_id, [imei], user_id_type="IMEI")
    content = stored(server)
    assert imei.encode() not in content
    for digest in (hashlib.md5, hashlib.sha256):
        assert digest(imei.encode()).digest() not in content
        assert digest(imei.encode()).hexdigest().encode() not in content
    assert count(tencent, audience_id) == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"13800000000\n", 50003),
        (b"", 50003),
        (zipped(phones(0, 9), "users.exe"), 50003),
        (zipped(phones(0, 9))[:-40], 50041),
    ],
    ids=["text", "nothing", "another suffix", "cut off"],
)
def test_what_is_no_zip_of_texts_leaves_nothing(tencent, server, content, expected):
    audience_id = create(tencent)
    before = stored(server)
    assert send(tencent, audience_id, content).code == expected
    assert listed(tencent, GET_FILES) == []
    assert (audience(tencent, audience_id)["status"], stored(server)) == ("PENDING", before)


def test_the_number_of_lines_is_limited(tencent, monkeypatch):
    monkeypatch.setattr(audience_files, "MOST_LINES", 5)
    audience_id = create(tencent)
    assert upload(tencent, audience_id, phones(0, 6)).code == 50004
    assert upload(tencent, audience_id, phones(0, 5)).code == 0


def test_the_unzipped_size_is_limited_within_a_line_too(tencent, monkeypatch):
    monkeypatch.setattr(audience_files, "MOST_TEXT_BYTES", 100_000)
    audience_id = create(tencent)
    assert upload(tencent, audience_id, ["a" * 100_001]).code == 50004
    assert upload(tencent, audience_id, [*phones(0, 1), "a" * 50_000, "b" * 50_000]).code == 50004
    assert upload(tencent, audience_id, [*phones(0, 1), "a" * 50_000, "b" * 49_900]).code == 0


def test_lines_that_are_too_long_are_wrong_lines(tencent):
    audience_id = create(tencent)
    upload(tencent, audience_id, ["a" * 200_000, *phones(0, 1), "b" * 128])
    (file,) = listed(tencent, GET_FILES)
    assert (file["line_count"], file["valid_line_count"]) == (3, 1)


def test_only_customer_files_take_files(tencent):
    words = create(tencent, "Words", "KEYWORD", audience_spec={"keyword_spec": {"include_keyword": ["tea"]}})
    assert upload(tencent, words, phones(0, 1)).code == 50013
    assert upload(tencent, 999, phones(0, 1)).code == 50005


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"user_id_type": None}, 18001),
        ({"user_id_type": "PHONE"}, 18009),
        ({"operation_type": "REPLACE"}, 18009),
        ({"audience_id": "many"}, 18002),
        ({"account_id": 999}, 12201),
    ],
    ids=str,
)
def test_members_are_checked(tencent, members, expected):
    audience_id = create(tencent)
    assert upload(tencent, **{"audience_id": audience_id, "lines": phones(0, 1), **members}).code == expected
    assert send(tencent, audience_id, None).code == 18001


def test_a_timed_file_changes_its_audience_after_two_minutes(tencent, server):
    audience_id = filled(tencent, "A", 0, 10)
    server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, AUDIENCES, "timed"))
    upload(tencent, audience_id, phones(10, 5))
    upload(tencent, audience_id, phones(0, 3), operation_type="REDUCE")
    seen = []
    for _ in range(3):
        file = listed(tencent, GET_FILES)[-1]
        seen.append((file["process_status"], file["line_count"], count(tencent, audience_id)))
        server.instance.clock.offset_ms += MINUTE
    assert seen == [("PENDING", 0, 10), ("PROCESSING", 0, 10), ("SUCCESS", 3, 12)]


def test_a_file_that_is_read_while_another_comes_counts_with_it(tencent, server):
    audience_id, engine = filled(tencent, "A", 0, 10), audience_files.audience_files
    members = {"audience_id": audience_id, "user_id_type": "HASH_MOBILE_PHONE"}
    late = (tencent.account_id, members)
    receipt = server.instance.read_now(lambda tx: engine.receive(tx, *late, zipped(phones(20, 5))))
    upload(tencent, audience_id, phones(10, 5))
    server.instance.write_now(lambda tx: engine.upload(tx, *late, "late.zip", receipt))
    assert count(tencent, audience_id) == 20


def test_a_combination_holds_users_of_a_file_that_is_still_being_read_once_it_is_ready(tencent, server):
    first, second = filled(tencent, "A", 0, 10), filled(tencent, "B", 20, 10)
    whole = create(tencent, "C", "COMBINE", audience_spec=combination([[first, second]]))
    for pace, audience_id, at in (("timed", first, 10), ("immediate", second, 30)):
        server.instance.write_now(lambda tx, pace=pace: simulated_progress.set_pace(tx, AUDIENCES, pace))
        upload(tencent, audience_id, phones(at, 5))
    server.instance.clock.offset_ms += 2 * MINUTE
    assert count(tencent, whole) == 30


def test_the_users_of_a_deleted_audience_are_deleted_within_a_day(tencent, server):
    for name in ("A", "B"):  # with the same users
        filled(tencent, name, 0, 10)
    stays, goes = (item["audience_id"] for item in listed(tencent))
    files = server.instance.files.folder
    before = {place for place in files.rglob("*") if place.is_file()}
    assert tencent.post(DELETE, audience_id=goes).code == 0
    server.instance.write_now(housekeeping.forget)
    assert len(before - set(files.rglob("*"))) == 1
    upload(tencent, stays, phones(10, 1))
    assert count(tencent, stays) == 11
    server.instance.write_now(housekeeping.forget)
