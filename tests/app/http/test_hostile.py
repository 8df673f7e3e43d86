"""What nobody sends by accident: every answer is the documented one, and nothing of it stays behind."""

import gzip
import json

import pytest

LEADS = "/rest/v1/leads.json"
FOLDERS = "/rest/asset/v1/folders.json"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
MIB = 1_048_576


def codes(answer):
    """The codes of an answer that is in the envelope."""
    assert answer.status == 200, answer
    assert b"Traceback" not in answer.content
    return answer.codes


# -- the target -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["path", "query"])
def test_8192_bytes_of_path_and_query_are_answered(marketo, where):
    start = "/rest/v1/" if where == "path" else f"{LEADS}?filterType=email&filterValues="
    answers = {size: marketo.send("GET", start + "a" * (size - len(start))) for size in (8_191, 8_192, 8_193, 16_000)}
    assert {size: answer.status for size, answer in answers.items()} == {
        8_191: 200,
        8_192: 200,
        8_193: 414,
        16_000: 414,
    }
    assert answers[8_193].content == b"Request-URI Too Long"


@pytest.mark.parametrize("start", [f"{FOLDERS}?maxReturn=1&padding=", f"/rest/../{FOLDERS[1:]}?padding="])
def test_65536_bytes_of_path_and_query_are_answered_about_assets(marketo, start):
    """Release notes of February 2020: the address has to hold what `_method` let a body hold before."""
    answers = {size: marketo.send("GET", start.ljust(size, "a")).status for size in (8_193, 65_536, 65_537, 90_000)}
    assert answers == {8_193: 200, 65_536: 200, 65_537: 414, 90_000: 414}


def test_a_long_target_is_refused_before_a_large_body(marketo):
    assert marketo.send("POST", LEADS + "?" + "a" * 9_000, content=b"x" * (2 * MIB)).status == 414


ODD_PATHS = [
    "/rest/v1//leads.json",
    "/rest/v1/leads.json/",
    "/rest/v1/leads%2ejson%00",
    "/rest/v1/%2e%2e/%2e%2e/etc/passwd",
    "/rest/v1/..%2f..%2fetc/passwd",
    "/rest/v1/\\..\\leads.json",
    "/rest/v1/leads.json;jsessionid=1",
    "/rest/v1/%ff%fe.json",
    "/rest/v1/../../../../rest/etc/passwd",
    "/rest/" + "a/" * 2_000,
]


def test_an_odd_path_is_not_found(marketo):
    answers = {path: codes(marketo.send("GET", path)) for path in ODD_PATHS}
    assert answers == {path: ["610"] for path in ODD_PATHS}


def test_dots_lead_where_they_lead(marketo):
    assert marketo.get("/rest/v1/../../rest/v1/leads/describe.json").document["success"] is True


@pytest.mark.parametrize("path", [FOLDERS, "/userservice/management/v1/users/workspaces.json"])
def test_dots_do_not_change_the_form_of_the_answer(marketo, path):
    plain, dotted = marketo.get(path).document, marketo.get(f"/rest/..{path}").document
    plain, dotted = ({**answer, "requestId": ""} if isinstance(answer, dict) else answer for answer in (plain, dotted))
    assert plain == dotted


def test_an_odd_id_finds_nobody_or_is_refused(marketo):
    for odd in ["0", "-1", "9223372036854775807", "9223372036854775808", "9" * 30, "1e3", "%00", "%ff", "%EF%BC%91"]:
        assert codes(marketo.send("GET", f"/rest/v1/lead/{odd}.json")) in (["1004"], ["1001"], ["1003"]), odd


# -- the query ------------------------------------------------------------------------------------------------------


def test_odd_text_finds_nobody(marketo):
    for odd in ["%ff%fe", "%ed%a0%80", "a%2C" * 290, "%F0%9F%98%80", "a%27%20OR%201%3D1--", "a;b", "+", "%"]:
        answer = marketo.send("GET", f"{LEADS}?filterType=email&filterValues={odd}")
        assert (answer.codes, answer.result) == ([], []), odd


ODD_QUERIES = [
    "filterType=email&filterValues=%00",
    "filterType=%00&filterValues=a",
    "filterType=id&filterValues=99999999999999999999",
    "filterType=email&filterValues=a&batchSize=99999999999999999999",
    "filterType=email&filterValues=a&batchSize=-1",
    "filterType=email&filterValues=a&batchSize=1_0",
    "filterType=email&filterValues=a&batchSize=%EF%BC%91",
    "filterType=email&filterValues=a&nextPageToken=%ff",
    "filterType=email&filterValues=a&nextPageToken=" + "A" * 500,
    "&&&&=&==&",
]


def test_an_odd_parameter_is_refused(marketo):
    for odd in ODD_QUERIES:
        (code,) = codes(marketo.send("GET", f"{LEADS}?{odd}"))
        assert code in ("1001", "1002", "1003", "1006", "702"), odd


def test_a_parameter_given_twice_never_fails(marketo):
    answer = marketo.send("GET", f"{LEADS}?filterType=email&filterType=id&filterValues=a&filterValues=b")
    assert answer.document["success"] is True


def test_too_many_parameters_are_refused(marketo):
    many = b"&".join(b"a=1" for _ in range(10_001))
    assert codes(marketo.send("POST", f"{LEADS}?access=1", content=many, headers=FORM)) in (["1003"], ["612"])


# -- the body -------------------------------------------------------------------------------------------------------


NO_JSON = [
    b"{",
    b"\xef\xbb\xbf{}",
    b'{"input":"\xff"}',
    b'{"input":[{"email":"\\ud800"}]}',
    b'{"input":[{"email":"a\\u0000b"}]}',
    b'{"input":[{"email":"a\0b"}]}',
    b'{"input":' + b"[" * 500_000 + b"]" * 500_000 + b"}",
    b'{"input":' + b'{"a":' * 150_000,
    b'{"input":NaN}',
    b'{"input":[{"leadScore":1e999}]}',
    b"\x00" * 1_000,
]


def test_what_is_no_json_is_609(marketo):
    for body in NO_JSON:
        assert codes(marketo.send("POST", LEADS, content=body, headers=JSON)) == ["609"], body[:50]


def test_json_of_another_kind_is_refused(marketo):
    for body in [b"", b"null", b"[]", b"1", b'"input"', b'{"input":{}}', b'{"input":[1]}', b'{"input":[[]]}']:
        (code,) = codes(marketo.send("POST", LEADS, content=body, headers=JSON))
        assert code in ("1001", "1002", "1003", "609"), body


ODD_VALUES = [
    10**18, 2**63, 10**30, -(10**30), 1e300, "x" * 100_000, {"a": {"b": 1}}, [1, [2]], [[[[]]]], True, None, "",
]  # fmt: skip


@pytest.mark.parametrize("field", ["email", "leadScore", "numberOfEmployees", "dateOfBirth", "id", "leadPartitionId"])
def test_an_odd_value_spoils_its_own_record_only(marketo, field):
    odd = [{"email": f"odd{number}@hostile.test", field: value} for number, value in enumerate(ODD_VALUES)]
    records = [{"email": "first@hostile.test"}, *odd, {"email": "last@hostile.test"}]
    first, *rows, last = marketo.post(LEADS, input=records).document["result"]
    assert [first["status"], last["status"]] == ["created", "created"]
    assert {row["status"] for row in rows} <= {"created", "skipped"}


def test_a_deep_value_spoils_its_own_record_only(marketo):
    deep = b"[" * 900 + b"]" * 900
    body = b'{"input":[{"email":"a@hostile.test"},{"email":"b@hostile.test","company":' + deep + b"}]}"
    rows = marketo.send("POST", LEADS, content=body, headers=JSON).document["result"]
    assert [row["status"] for row in rows] == ["created", "skipped"]


def test_a_member_given_twice_is_its_last(marketo):
    body = b'{"input":[{"email":"one@hostile.test","email":"two@hostile.test"}]}'
    (row,) = marketo.send("POST", LEADS, content=body, headers=JSON).result
    assert marketo.get(f"/rest/v1/lead/{row.id}.json").result[0].email == "two@hostile.test"


def test_many_unknown_members_do_no_harm(marketo):
    body = json.dumps({f"m{number}": number for number in range(50_000)}).encode()
    assert codes(marketo.send("POST", LEADS, content=body, headers=JSON)) == ["1003"]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_body_of_one_mebibyte_is_read_and_no_byte_more(marketo, compressed):
    statuses = []
    for size in (MIB - 1, MIB, MIB + 1):
        body = b'{"input":[{"email":"a@hostile.test"}]' + b" " * (size - 38) + b"}"
        headers = JSON | ({"content-encoding": "gzip"} if compressed else {})
        answer = marketo.send("POST", LEADS, content=gzip.compress(body) if compressed else body, headers=headers)
        statuses.append(answer.status)
    assert statuses == [200, 200, 413]
    assert answer.content == b"Request Entity Too Large"


def test_a_broken_gzip_body_is_609_and_another_encoding_415(marketo):
    for broken in (b"{}", gzip.compress(b"{}")[:-3], gzip.compress(b"{}") + b"x"):
        headers = JSON | {"content-encoding": "gzip"}
        assert codes(marketo.send("POST", LEADS, content=broken, headers=headers)) == ["609"]
    assert marketo.send("POST", LEADS, content=b"{}", headers=JSON | {"content-encoding": "br"}).status == 415


def test_another_content_type_is_612(marketo):
    for odd in ["", "application/jsonx", "text/json", "application/xml", ";", "\xff", "a" * 999]:
        answer = marketo.send("POST", LEADS, content=b'{"input":[]}', headers={"content-type": odd})
        assert codes(answer) == ["612"], odd


# -- methods and tokens ---------------------------------------------------------------------------------------------


def test_a_method_that_a_path_does_not_know_is_605(marketo):
    for method in ["HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "PROPFIND"]:
        answer = marketo.send(method, LEADS)
        assert (answer.codes, answer.messages) == (["605"], ["HTTP Method not supported"])


def test_a_method_in_a_parameter_is_a_real_one_or_ignored(marketo):
    for odd in ["PUT", "HEAD", "%00", "GET,POST", "x" * 5_000]:
        (code,) = codes(marketo.send("POST", f"{LEADS}?_method={odd}"))
        assert code in ("605", "612", "1003"), odd


def test_an_odd_authorization_is_603_or_601_and_is_not_told_again(marketo):
    long = "x" * 8_000
    for odd in [
        "",
        "Bearer",
        "Bearer ",
        "Basic abcdef",
        "bearer\tabc",
        f"Bearer {long}",
        "Bearer \xff\xfe",
        "Bearer a b",
    ]:
        answer = marketo.send("GET", LEADS, headers={"authorization": odd})
        assert codes(answer) in (["603"], ["601"]), odd
        assert long.encode() not in answer.content
