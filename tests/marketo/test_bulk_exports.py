"""/bulk/v1: extracts of leads, activities and custom objects."""

import csv
import hashlib
import io
import json

import pytest

from mercat.domain.exchange import transitions
from mercat.model.clock import DAY, MINUTE, to_datetime

LEADS = "/bulk/v1/leads/export"
ACTIVITIES = "/bulk/v1/activities/export"


def today(marketo, ahead=0):
    """A range of time around now, as filters have it."""
    now = marketo.server.instance.clock.now() + ahead
    return {
        "startAt": to_datetime(now - DAY).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "endAt": to_datetime(now + DAY).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def run(marketo):
    """Do what is ordered in the background."""
    return marketo.server.instance.jobs.run_due()


def created(marketo, path=LEADS, **body):
    body = {"fields": ["id", "email"], "filter": {"createdAt": today(marketo)}} | body
    return marketo.post(f"{path}/create.json", **body)


def finished(marketo, path=LEADS, **body):
    """The path of an extract that is done."""
    (row,) = created(marketo, path, **body).result
    marketo.post(f"{path}/{row.exportId}/enqueue.json")
    run(marketo)
    return f"{path}/{row.exportId}"


def lines(answer, delimiter=","):
    return list(csv.reader(io.StringIO(answer.content.decode()), delimiter=delimiter))


@pytest.fixture
def people(marketo):
    answer = marketo.post(
        "/rest/v1/leads.json",
        input=[{"email": f"p{n}@example.com", "firstName": 'A "quoted", name' if n == 0 else None} for n in range(3)],
    )
    return [row.id for row in answer.result]


def test_an_extract_is_created_queued_and_completed(marketo, people):
    (row,) = created(marketo).result
    assert (row.status, row.format) == ("Created", "CSV")
    assert not hasattr(row, "queuedAt")
    (row,) = marketo.post(f"{LEADS}/{row.exportId}/enqueue.json").result
    assert row.status == "Queued"
    assert run(marketo) == {"run_export": 1}
    (row,) = marketo.get(f"{LEADS}/{row.exportId}/status.json").result
    assert (row.status, row.numberOfRecords) == ("Completed", 3)
    file = marketo.get(f"{LEADS}/{row.exportId}/file.json")
    assert file.headers["content-type"].startswith("text/csv")
    assert lines(file) == [["id", "email"], *([str(n), f"p{i}@example.com"] for i, n in enumerate(people))]
    assert row.fileSize == len(file.content)
    assert row.fileChecksum == f"sha256:{hashlib.sha256(file.content).hexdigest()}"


@pytest.mark.parametrize(("format", "separator"), [("CSV", ","), ("TSV", "\t"), ("SSV", ";")])
def test_formats_headers_quotes_and_null(marketo, people, format, separator):
    path = finished(marketo, fields=["firstName"], format=format, columnHeaderNames={"firstName": "First Name"})
    answer = marketo.get(f"{path}/file.json")
    assert lines(answer, separator) == [["First Name"], ['A "quoted", name'], ["null"], ["null"]]


@pytest.mark.parametrize(
    ("header", "status", "expected"),
    [
        ("bytes=0-0", 206, slice(0, 1)),
        ("bytes=3-", 206, slice(3, None)),
        ("bytes=-4", 206, slice(-4, None)),
        ("bytes=2-9999", 206, slice(2, None)),
        ("pages=1-2", 200, slice(None)),
    ],
)
def test_ranges_of_the_file(marketo, people, header, status, expected):
    path = finished(marketo)
    whole = marketo.get(f"{path}/file.json").content
    part = marketo.send("GET", f"{path}/file.json", headers={"range": header})
    assert (part.status, part.content) == (status, whole[expected])
    if status == 206:
        first = range(len(whole))[expected][0]
        assert part.headers["content-range"].endswith(f"/{len(whole)}")
        assert part.headers["content-range"].startswith(f"bytes {first}-")


def test_a_range_beyond_the_file_is_416(marketo, people):
    path = finished(marketo)
    assert marketo.send("GET", f"{path}/file.json", headers={"range": "bytes=99999-"}).status == 416


def test_the_file_is_404_in_plain_text_until_it_is_there(marketo, people):
    (row,) = created(marketo).result
    for path in (f"{LEADS}/{row.exportId}", f"{LEADS}/nonsense"):
        answer = marketo.get(f"{path}/file.json")
        assert (answer.status, answer.headers["content-type"]) == (404, "text/plain;charset=UTF-8")


def test_an_extract_is_seen_by_its_maker_only(marketo, marketo_with, people):
    path = finished(marketo)
    other = marketo_with("Read-Only Lead")
    assert other.get(f"{path}/status.json").codes == ["1013"]
    assert other.get(f"{path}/file.json").status == 404
    assert other.get(f"{LEADS}.json").result == []
    assert len(marketo.get(f"{LEADS}.json").result) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"fields": []}, "1002"),
        ({"fields": ["nonsense"]}, "1006"),
        ({"fields": ["id", "id"]}, "1003"),
        ({"columnHeaderNames": {"firstName": "x"}}, "1006"),
        ({"format": "XML"}, "1003"),
        ({"filter": {}}, "1002"),
        ({"filter": {"createdAt": {}, "staticListId": 1}}, "1003"),
        ({"filter": {"createdAt": {"startAt": "2026-01-01T00:00:00Z"}}}, "1002"),
        ({"filter": {"createdAt": {"startAt": "yesterday", "endAt": "2026-01-01T00:00:00Z"}}}, "1001"),
        ({"filter": {"createdAt": {"startAt": "2026-01-02T00:00:00Z", "endAt": "2026-01-01T00:00:00Z"}}}, "1003"),
        ({"filter": {"staticListId": 99}}, "1013"),
        ({"filter": {"staticListName": "nonsense"}}, "1013"),
        ({"filter": {"smartListId": 1}}, "1035"),
    ],
)
def test_a_bad_order_is_refused(marketo, body, code):
    assert created(marketo, **body).codes == [code]


@pytest.mark.parametrize(
    ("end", "codes"), [("2026-01-31T23:59:59Z", []), ("2026-02-01T00:00:00Z", []), ("2026-02-01T00:00:01Z", ["1003"])]
)
def test_a_range_has_31_days_at_most(marketo, end, codes):
    assert created(marketo, filter={"updatedAt": {"startAt": "2026-01-01T00:00:00Z", "endAt": end}}).codes == codes


def test_ten_extracts_may_wait_and_a_queued_one_is_not_queued_twice(marketo, people):
    ids = [created(marketo).result[0].exportId for _ in range(11)]
    for export_id in ids[:10]:
        assert marketo.post(f"{LEADS}/{export_id}/enqueue.json").codes == []
    again = marketo.post(f"{LEADS}/{ids[0]}/enqueue.json")
    assert (again.codes, again.messages) == (["1029"], ["Job already queued"])
    full = marketo.post(f"{LEADS}/{ids[10]}/enqueue.json")
    assert (full.codes, full.messages) == (["1029"], ["Too many jobs in queue"])
    assert run(marketo) == {"run_export": 10}
    assert marketo.post(f"{LEADS}/{ids[10]}/enqueue.json").codes == []


def test_the_days_allowance_is_1029_until_midnight_in_chicago(marketo, people):
    instance = marketo.server.instance
    instance.gate.limits.extract_megabytes = 1
    finished(marketo)
    instance.write_now(lambda tx: tx.run("UPDATE exports SET bytes = :bytes", bytes=1_048_575))
    assert created(marketo).codes == []
    instance.write_now(lambda tx: tx.run("UPDATE exports SET bytes = :bytes", bytes=1_048_576))
    spent = created(marketo)
    assert (spent.codes, spent.messages) == (["1029"], ["Export daily quota exceeded"])
    instance.clock.offset_ms += DAY
    marketo.token = marketo.fresh_token()
    assert created(marketo).codes == []


def test_a_cancelled_extract_has_no_file_and_frees_its_place(marketo, people):
    (row,) = created(marketo).result
    marketo.post(f"{LEADS}/{row.exportId}/enqueue.json")
    (row,) = marketo.post(f"{LEADS}/{row.exportId}/cancel.json").result
    assert row.status == "Cancelled"
    assert run(marketo) == {}
    assert marketo.get(f"{LEADS}/{row.exportId}/file.json").status == 404
    assert marketo.post(f"{LEADS}/{row.exportId}/cancel.json").codes == ["709"]


def test_the_list_is_filtered_by_status_in_either_spelling_and_ends_after_a_week(marketo, people):
    finished(marketo)
    (row,) = created(marketo).result
    marketo.post(f"{LEADS}/{row.exportId}/cancel.json")
    for status in ("Cancelled", "Canceled", "cancelled"):
        assert [one.exportId for one in marketo.get(f"{LEADS}.json", status=status).result] == [row.exportId]
    assert len(marketo.get(f"{LEADS}.json?status=Completed&status=Cancelled").result) == 2
    assert marketo.get(f"{LEADS}.json", status="nonsense").codes == ["1003"]
    first = marketo.get(f"{LEADS}.json", batchSize=1)
    second = marketo.get(f"{LEADS}.json", batchSize=1, nextPageToken=first.nextPageToken)
    assert (len(second.result), "nextPageToken" in second.document) == (1, False)
    marketo.server.instance.clock.offset_ms += 8 * DAY
    marketo.token = marketo.fresh_token()
    assert marketo.get(f"{LEADS}.json").result == []


def test_the_file_is_kept_for_ten_days_and_the_status_for_thirty(marketo, people):
    path = finished(marketo)
    clock = marketo.server.instance.clock

    def later(ahead):
        clock.offset_ms += ahead
        marketo.token = marketo.fresh_token()

    later(10 * DAY - MINUTE)
    assert marketo.get(f"{path}/file.json").status == 200
    later(2 * MINUTE)
    assert marketo.get(f"{path}/file.json").status == 404
    later(20 * DAY - 3 * MINUTE)
    assert marketo.get(f"{path}/status.json").result[0].status == "Completed"
    later(5 * MINUTE)
    assert marketo.get(f"{path}/status.json").codes == ["1013"]


def test_timed_work_shows_its_progress_on_the_clock(marketo, people):
    instance = marketo.server.instance
    instance.write_now(lambda tx: transitions.set_bulk(tx, "timed"))
    path = finished(marketo)
    seen = []
    for _ in range(3):
        seen.append(marketo.get(f"{path}/status.json").result[0].status)
        instance.clock.offset_ms += MINUTE
    assert seen == ["Queued", "Processing", "Completed"]


def test_polled_work_is_done_after_so_many_looks(marketo, people):
    marketo.server.instance.write_now(lambda tx: transitions.set_bulk(tx, "polls:2"))
    path = finished(marketo)
    assert marketo.get(f"{path}/file.json").status == 404
    seen = [marketo.get(f"{path}/status.json").result[0].status for _ in range(2)]
    assert seen == ["Processing", "Completed"]
    assert marketo.get(f"{path}/file.json").status == 200


def test_a_kill_between_slices_leaves_each_record_once(marketo, people, monkeypatch):
    monkeypatch.setattr("mercat.jobs.exports.SLICE_ROWS", 2)
    (row,) = created(marketo).result
    marketo.post(f"{LEADS}/{row.exportId}/enqueue.json")
    instance = marketo.server.instance
    assert marketo.server.instance.jobs.step()
    part = instance.files.folder / "parts" / f"export-{row.exportId}"
    with part.open("ab") as torn:  # what a slice wrote whose commit never came
        torn.write(b"99,torn@example.com\n")
    run(marketo)
    assert [line[0] for line in lines(marketo.get(f"{LEADS}/{row.exportId}/file.json"))[1:]] == list(map(str, people))


def test_people_of_a_static_list_are_extracted_by_its_id_or_name(marketo, people):
    made = marketo.form("/rest/asset/v1/staticLists.json", name="Some", folder={"id": 4, "type": "Folder"})
    if made.codes:
        made = marketo.form("/rest/asset/v1/staticLists.json", name="Some", folder={"id": 15, "type": "Folder"})
    (chosen,) = made.result
    marketo.post(f"/rest/v1/lists/{chosen.id}/leads.json", input=[{"id": people[1]}])
    for name, value in (("staticListId", chosen.id), ("staticListName", "Some")):
        path = finished(marketo, fields=["id"], filter={name: value})
        assert lines(marketo.get(f"{path}/file.json"))[1:] == [[str(people[1])]]


def test_activities_have_their_eight_columns_and_attributes_as_json(marketo, people):
    marketo.post("/rest/v1/leads.json", input=[{"email": "p0@example.com", "lastName": "New"}])
    path = finished(marketo, ACTIVITIES, fields=[], filter={"createdAt": today(marketo), "activityTypeIds": [12, 13]})
    head, *rows = lines(marketo.get(f"{path}/file.json"))
    assert head == [
        "marketoGUID",
        "leadId",
        "activityDate",
        "activityTypeId",
        "campaignId",
        "primaryAttributeValueId",
        "primaryAttributeValue",
        "attributes",
    ]
    assert [row[3] for row in rows] == ["12", "12", "12", "13"]
    assert json.loads(rows[-1][7])["New Value"] == "New"
    assert rows[-1][6] == "Last Name"


@pytest.mark.parametrize(
    ("filter", "code"),
    [
        ({}, "1002"),
        ({"activityTypeIds": [37]}, "1003"),
        ({"activityTypeIds": [999999]}, "1003"),
        ({"primaryAttributeValueIds": [1]}, "1002"),
        ({"activityTypeIds": [13], "primaryAttributeValueIds": [1], "primaryAttributeValues": ["x"]}, "1003"),
        ({"activityTypeIds": [13], "primaryAttributeValueIds": list(range(51))}, "1003"),
    ],
)
def test_a_bad_filter_of_activities_is_refused(marketo, filter, code):
    chosen = filter if not filter else {"createdAt": today(marketo)} | filter
    assert created(marketo, ACTIVITIES, fields=[], filter=chosen).codes == [code]


def test_records_of_a_custom_object_are_extracted(marketo, people):
    schema = "/rest/v1/customobjects/schema"
    marketo.post(f"{schema}.json", displayName="Car", apiName="car")
    marketo.post(
        f"{schema}/car/addField.json",
        input=[
            {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True},
            {
                "name": "owner",
                "displayName": "Owner",
                "dataType": "link",
                "relatedTo": {"name": "lead", "field": "id"},
            },
        ],
    )
    marketo.post(f"{schema}/car/approve.json")
    marketo.post("/rest/v1/customobjects/car.json", input=[{"vin": "A", "owner": people[0]}, {"vin": "B"}])
    path = finished(
        marketo, "/bulk/v1/customobjects/car/export", fields=["vin", "owner"], filter={"updatedAt": today(marketo)}
    )
    assert lines(marketo.get(f"{path}/file.json"))[1:] == [["A", str(people[0])], ["B", "null"]]
    unknown = created(marketo, "/bulk/v1/customobjects/nonsense/export", filter={"updatedAt": today(marketo)})
    assert unknown.codes == ["1013"]
