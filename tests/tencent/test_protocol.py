"""A Tencent call from its path to its envelope: each check, its code, and that the checks come in order."""

import gzip
import json
import threading
from typing import Any

import pytest

from mercat.domain.limits.rate_limits import EndpointLimits
from mercat.domain.oauth import applications
from mercat.model.clock import DAY, MINUTE, SECOND, day_bounds
from mercat.tencent.protocol import CLOCK_SKEW_SECONDS
from support.databases import Lease
from support.server import Server
from support.tencent import ACCOUNT_ID, TencentClient, dumps
from tencent.test_adgroups import ADD, FIELDS, GET, new

ADVERTISER = "/v3.0/advertiser/get"


def code(answer: Any) -> int:
    """The answer's code; its envelope and headers are those of every error."""
    document = answer.document
    if document["code"]:
        assert set(document) - {"errors"} == {"code", "message", "message_cn", "code_type", "trace_id"}
        assert document["message"]
        assert document["message_cn"]
        assert document["code_type"] == "BusinessException"
        assert document["trace_id"] == answer.headers["x-tsa-trace-id"]
    return int(document["code"])


def list_all(client: TencentClient, **options: Any) -> Any:
    pairs = [("account_id", str(client.account_id)), ("fields", json.dumps(FIELDS))]
    return client.send("GET", options.pop("path", GET), query=pairs, **options)


# -- envelope -------------------------------------------------------------------------------------------------------


def test_success_has_code_0_empty_messages_and_the_headers(tencent):
    answer = list_all(tencent)
    assert answer.status == 200
    assert {name: answer.document[name] for name in ("code", "message", "message_cn")} == {
        "code": 0,
        "message": "",
        "message_cn": "",
    }
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert len(answer.headers["x-tsa-trace-id"]) == 32
    assert answer.headers["x-ratelimit-remaining"] == "100%,100%"


def test_a_business_error_is_http_200_with_both_messages(tencent):
    tencent.token = "unknown"
    answer = list_all(tencent)
    assert (answer.status, code(answer)) == (200, 11002)
    assert answer.document["message"] == "Access token is invalid."
    assert answer.headers["content-type"] == "application/json;charset=utf-8"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"begin_date": None}, "begin_date"),
        ({"time_series": 1}, "time_series"),
        ({"daily_budget": 1}, "daily_budget"),
        ({"adgroup_name": "a<b"}, "adgroup_name"),
        ({"targeting": {"age": [{"min": "x", "max": 9}]}}, "targeting.age.min"),
    ],
)
def test_an_error_about_a_member_names_it_in_its_details(tencent, body, field):
    document = tencent.post(ADD, **{**new(), **body}).document
    assert document["errors"] == [
        {
            "type": "COMMON_PARAM_EXCEPTION",
            "description": document["message"],
            "common_param_exception_spec": {"error_fields": [field], "error_user_msg": document["message_cn"]},
        }
    ]


def test_an_error_about_no_member_has_no_details(tencent):
    tencent.token = "unknown"
    assert "errors" not in list_all(tencent).document


# -- path, method ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v3.0/nonsense/get"),
        ("GET", "/v3.0/adgroups"),
        ("GET", "/v3.0/adgroups/get/"),
        ("GET", "/v3.0//adgroups/get"),
        ("GET", "/v3.0/"),
        ("POST", GET),
        ("GET", ADD),
        ("PUT", ADD),
        ("DELETE", GET),
    ],
)
def test_an_unknown_path_or_method_is_12007_whatever_else_is_wrong(tencent, method, path):
    assert code(tencent.send(method, path, common={})) == 12007


# -- common parameters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["access_token", "timestamp", "nonce"])
def test_a_missing_common_parameter_is_12000(tencent, name):
    assert code(list_all(tencent, common=tencent.common(**{name: None}))) == 12000


def test_an_empty_token_is_11005_and_other_empty_ones_are_missing(tencent):
    assert code(list_all(tencent, common=tencent.common(access_token=""))) == 11005
    assert code(list_all(tencent, common=tencent.common(nonce=""))) == 12000
    assert code(list_all(tencent, common=tencent.common(timestamp=""))) == 12000


def test_common_parameters_count_in_the_query_only(tencent):
    body = {**tencent.common(), "account_id": ACCOUNT_ID, **new()}
    assert code(tencent.send("POST", ADD, json=body, common={})) == 12000
    headers = {"authorization": f"Bearer {tencent.token}", "access-token": tencent.token}
    assert code(list_all(tencent, common=tencent.common(access_token=None), headers=headers)) == 12000


@pytest.mark.parametrize(("token", "expected"), [("two words", 11004), ("x" * 257, 11004), ("x" * 40, 11002)])
def test_tokens_that_cannot_be_and_tokens_that_are_not(tencent, token, expected):
    assert code(list_all(tencent, common=tencent.common(access_token=token))) == expected


def test_an_expired_token_is_11000(tencent):
    tencent.server.instance.clock.offset_ms += DAY
    assert code(list_all(tencent)) == 11000


def test_a_token_is_of_its_instance_whatever_the_host_says_but_not_under_another_prefix(lease: Lease):
    other = lease.registry.create(instance_id="987-XYZ-654")
    server = Server(lease.registry)
    own = TencentClient(server)
    strange = applications.instance_of_token(own.token)
    assert strange == lease.registry.default_id
    assert code(list_all(own, headers={"host": "987-xyz-654.mktorest.com"})) == 0
    assert code(list_all(own, path=f"/i/{lease.registry.default_id}{GET}")) == 0
    assert code(list_all(own, path=f"/i/{other.id}{GET}")) == 11002
    server.close()


# -- timestamp, nonce -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        (0, 0),
        (-CLOCK_SKEW_SECONDS + 2, 0),
        (CLOCK_SKEW_SECONDS - 1, 0),
        (-CLOCK_SKEW_SECONDS - 1, 12101),
        (CLOCK_SKEW_SECONDS + 2, 12101),
        (-1_400_000_000, 12101),
    ],
)
def test_the_timestamp_may_be_300_seconds_off(tencent, shift, expected):
    now = tencent.server.instance.clock.now() // SECOND
    assert code(list_all(tencent, common=tencent.common(timestamp=now + shift))) == expected


@pytest.mark.parametrize("text", ["soon", "1.5", "0x10", "9" * 20])
def test_a_timestamp_that_is_no_integer_is_18002(tencent, text):
    assert code(list_all(tencent, common=tencent.common(timestamp=text))) == 18002


def test_a_nonce_is_good_once_for_a_token_even_if_the_call_failed(tencent, tencent_with):
    common = tencent.common()
    assert code(list_all(tencent, common=common)) == 0
    assert code(list_all(tencent, common=common)) == 12100
    failed = tencent.common()
    assert code(tencent.send("POST", ADD, json={}, common=failed)) == 18001
    assert code(list_all(tencent, common=failed)) == 12100
    other = tencent_with("ads_management")
    assert code(list_all(other, common={**other.common(), "nonce": common["nonce"]})) == 0


def test_a_nonce_is_kept_for_longer_than_its_timestamp_is_good(tencent):
    nonce = tencent.common()["nonce"]
    list_all(tencent, common=tencent.common(nonce=nonce))
    tencent.server.instance.clock.offset_ms += 2 * CLOCK_SKEW_SECONDS * SECOND
    assert code(list_all(tencent, common=tencent.common(nonce=nonce))) == 12100


def test_a_nonce_has_32_characters_at_the_most(tencent):
    assert code(list_all(tencent, common=tencent.common(nonce="n" * 32))) == 0
    assert code(list_all(tencent, common=tencent.common(nonce="n" * 33))) == 18006


def test_of_many_calls_at_once_with_one_nonce_a_single_one_is_done(tencent):
    common = tencent.common()
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(code(list_all(tencent, common=common)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0] + [12100] * 7


def test_a_nonce_is_remembered_after_a_restart(lease: Lease):
    server = Server(lease.registry)
    client = TencentClient(server)
    common = client.common()
    assert code(list_all(client, common=common)) == 0
    server.close()
    lease.registry.close()
    lease.registry = lease.open()
    client.server = Server(lease.registry)
    assert code(list_all(client, common=common)) == 12100
    client.server.close()


# -- limits ---------------------------------------------------------------------------------------------------------


def test_a_full_minute_shuts_the_endpoint_for_five_minutes_and_no_other(tencent):
    instance = tencent.server.instance
    instance.endpoint_rate_limiter.limits = EndpointLimits(calls_per_minute=4)
    assert [code(list_all(tencent)) for _ in range(5)] == [0, 0, 0, 0, 11017]
    assert list_all(tencent).headers["x-ratelimit-remaining"] == "100%,0%"
    assert code(tencent.post(ADD, **new())) == 0
    instance.clock.offset_ms += 5 * MINUTE - 2 * SECOND
    assert code(list_all(tencent)) == 11017
    instance.clock.offset_ms += 3 * SECOND
    answer = list_all(tencent)
    assert code(answer) == 0
    assert answer.headers["x-ratelimit-remaining"] == "100%,75%"


def test_applications_have_limits_of_their_own(tencent, tencent_with):
    tencent.server.instance.endpoint_rate_limiter.limits = EndpointLimits(calls_per_minute=1)
    assert [code(list_all(tencent)) for _ in range(2)] == [0, 11017]
    assert code(list_all(tencent_with("ads_management"))) == 0


def test_what_fails_before_the_limit_does_not_count(tencent):
    tencent.server.instance.endpoint_rate_limiter.limits = EndpointLimits(calls_per_minute=1)
    common = tencent.common()
    used = [tencent.common(timestamp=1), tencent.common(access_token="unknown")]
    assert [code(list_all(tencent, common=sent)) for sent in used] == [12101, 11002]
    assert code(list_all(tencent, common=common)) == 0


def test_the_limit_of_a_minute_comes_before_the_scope(tencent_with):
    client = tencent_with("user_actions")
    client.server.instance.endpoint_rate_limiter.limits = EndpointLimits(calls_per_minute=1)
    assert [code(list_all(client)) for _ in range(2)] == [11014, 11017]


def test_an_endpoint_with_a_limit_of_the_day_is_shut_until_the_next_day_of_the_platform(tencent):
    instance = tencent.server.instance
    instance.endpoint_rate_limiter.limits = EndpointLimits(calls_per_minute=1_000, upload_calls_per_day=2)
    upload = "/v3.0/custom_audience_files/add"
    answers = [tencent.send("POST", upload, json={}) for _ in range(3)]
    assert [code(answer) for answer in answers] == [12003, 12003, 11018]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers][::2] == ["50%,100%", "0%,100%"]
    assert [code(list_all(tencent)) for _ in range(3)] == [0, 0, 0]
    _, _, midnight = day_bounds(instance.clock.now(), "Asia/Shanghai")
    instance.clock.set(midnight - 5 * SECOND)
    assert code(tencent.send("POST", upload, json={})) == 11018
    instance.clock.set(midnight)
    assert code(tencent.send("POST", upload, json={})) == 12003


# -- scope, content -------------------------------------------------------------------------------------------------


def test_one_of_the_scopes_is_enough_and_another_one_is_11014(tencent_with):
    insights = tencent_with("ads_insights")
    assert code(list_all(insights)) == 0
    assert code(insights.post(ADD, **new())) == 11014
    assert code(list_all(tencent_with("user_actions"))) == 11014


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_post_of_another_type_than_json_is_12003(tencent, media):
    content = dumps({"account_id": ACCOUNT_ID, **new()})
    assert code(tencent.send("POST", ADD, content=content, headers={"content-type": media})) == 12003


@pytest.mark.parametrize("media", ["application/json", "Application/JSON; charset=UTF-8"])
def test_json_may_name_its_charset_and_end_in_a_line_feed(tencent, media):
    content = dumps({"account_id": ACCOUNT_ID, **new()}) + b"\n"
    assert code(tencent.send("POST", ADD, content=content, headers={"content-type": media})) == 0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"{} {}", b"\xff", b'{"a": "\\ud800"}', b'{"adgroup_name": "\\u0000"}', b"[" * 9_999]
)
def test_a_body_that_is_no_json_is_12003(tencent, content):
    assert code(tencent.send("POST", ADD, content=content, headers={"content-type": "application/json"})) == 12003


@pytest.mark.parametrize("content", [b"[]", b"1", b"null", b'"text"'])
def test_json_that_is_no_object_is_18002(tencent, content):
    assert code(tencent.send("POST", ADD, content=content, headers={"content-type": "application/json"})) == 18002


def test_gzip_is_understood_and_another_encoding_is_not(tencent):
    content = gzip.compress(dumps({"account_id": ACCOUNT_ID, **new()}))
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    assert code(tencent.send("POST", ADD, content=content, headers=headers)) == 0
    assert code(tencent.send("POST", ADD, content=content[:-4], headers=headers)) == 12003
    assert tencent.send("POST", ADD, content=content, headers=headers | {"content-encoding": "br"}).status == 415


def test_a_body_of_a_mebibyte_is_read_and_one_byte_more_is_413(tencent):
    headers = {"content-type": "application/json"}
    body = dumps({"account_id": ACCOUNT_ID, **new()})
    whole = body + b" " * (1_048_576 - len(body))
    assert code(tencent.send("POST", ADD, content=whole, headers=headers)) == 0
    answer = tencent.send("POST", ADD, content=whole + b" ", headers=headers)
    assert (answer.status, answer.headers["connection"]) == (413, "close")
    assert answer.document["code"] == 18006


# -- text, types -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["%B2%E8", "%ff", "%C3%28", "%ED%A0%80"])
def test_a_query_of_another_encoding_than_utf_8_is_12003(tencent, text):
    for name in ("unknown", "filtering"):
        path = f"{GET}?account_id={ACCOUNT_ID}&fields=%5B%22adgroup_id%22%5D&{name}={text}"
        assert code(tencent.send("GET", path)) == 12003


def test_a_query_may_hold_any_letter_of_utf_8(tencent):
    path = f"{GET}?account_id={ACCOUNT_ID}&fields=%5B%22adgroup_id%22%5D&unknown=%E8%8C%B6%EF%BF%BD"
    assert code(tencent.send("GET", path)) == 0


def test_a_multipart_text_of_another_encoding_is_12003(tencent):
    boundary = "----form"
    part = b'--%s\r\nContent-Disposition: form-data; name="account_id"\r\n\r\n\xb2\xe8\r\n--%s--\r\n'
    content = part.replace(b"%s", boundary.encode())
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    assert code(tencent.send("POST", "/v3.0/images/add", content=content, headers=headers)) == 12003


@pytest.mark.parametrize(
    ("members", "expected"),
    [({"account_id": str(ACCOUNT_ID)}, 18002), ({"daily_budget": "5000"}, 18002), ({"daily_budget": 5e3}, 18002)],
)
def test_a_number_in_json_is_a_number(tencent, members, expected):
    assert code(tencent.post(ADD, **{**new(), **members})) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"deep_conversion_worth_rate": 1.2345}, 0),
        ({"deep_conversion_worth_rate": 1.23456}, 18014),
        ({"deep_conversion_worth_rate": 2}, 0),
    ],
)
def test_a_number_has_the_decimal_places_of_its_page_at_the_most(tencent, members, expected):
    assert code(tencent.post(ADD, **{**new(), **members})) == expected


@pytest.mark.parametrize(("longitude", "expected"), [(116.397_455, 0), (116.397_455_1, 18014), (-1e-6, 0)])
def test_a_coordinate_has_six_decimal_places_at_the_most(tencent, longitude, expected):
    place = {"longitude": longitude, "latitude": 39.909_187, "radius": 500}
    geography = {"location_types": ["LIVE_IN"], "custom_locations": [place]}
    assert code(tencent.post(ADD, **new(targeting={"geo_location": geography}))) == expected


def test_values_of_a_filter_are_texts(tencent):
    filtering = [{"field": "adgroup_id", "operator": "EQUALS", "values": [1]}]
    assert code(tencent.get(GET, fields=FIELDS, filtering=filtering)) == 18002


# -- the order of the checks ----------------------------------------------------------------------------------------


def test_each_check_comes_before_the_next(tencent_with):
    client = tencent_with("ads_insights", "ads_management")
    strange = tencent_with("user_actions")
    body = {**new(), "account_id": 1, "adgroup_name": "a<b", "time_series": 1, "begin_date": "tomorrow"}
    del body["end_date"]
    used = client.common()
    list_all(client, common=used)
    unknown = {"access_token": "unknown", "timestamp": 1, "nonce": "n"}
    assert code(client.send("POST", ADD, json=body, common={**unknown, "nonce": ""})) == 12000
    assert code(client.send("POST", ADD, json=body, common=unknown)) == 11002
    assert code(client.send("POST", ADD, json=body, common={**used, "timestamp": 1})) == 12101
    assert code(client.send("POST", ADD, json=body, common=used)) == 12100
    assert code(strange.send("POST", ADD, content=b"{", headers={"content-type": "application/json"})) == 11014
    assert code(client.send("POST", ADD, json=body)) == 18001
    body["end_date"] = "2099-12-31"
    assert code(client.send("POST", ADD, json=body)) == 18002
    body["time_series"] = "1"
    assert code(client.send("POST", ADD, json=body)) == 18005
    body |= {"time_series": "1" * 336, "begin_date": "2026-13-01"}
    assert code(client.send("POST", ADD, json=body)) == 64027
    body["adgroup_name"] = "a"
    assert code(client.send("POST", ADD, json=body)) == 12201
    body["account_id"] = ACCOUNT_ID
    assert code(client.send("POST", ADD, json=body)) == 18002


# -- accounts -------------------------------------------------------------------------------------------------------


def test_an_account_that_was_not_granted_is_12201(tencent, tencent_with):
    tencent_with("ads_management", account_id=25611)
    assert code(tencent.get(GET, account_id=25611, fields=FIELDS)) == 12201
    assert code(tencent.post(ADD, **new(account_id=1))) == 12201


def test_a_business_unit_is_12204(tencent):
    assert code(tencent.get("/v3.0/images/get", organization_id=7, fields=["image_id"])) == 12204


# -- trouble --------------------------------------------------------------------------------------------------------


def test_an_unexpected_failure_is_a_system_error_without_a_traceback(tencent, caplog):
    tencent.server.instance.write_now(lambda tx: tx.execute("DROP TABLE ad_objects"))
    answer = list_all(tencent)
    assert answer.status == 200
    assert (answer.document["code"], answer.document["code_type"]) == (30000, "SysException")
    assert "Traceback" not in answer.content.decode()
    assert answer.headers["x-tsa-trace-id"] in caplog.text
