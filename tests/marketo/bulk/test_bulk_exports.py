"""/bulk/v1: what extracts of leads, activities, program members and custom objects have in common."""

import hashlib
import itertools

import pytest

from mercat.domain.bulk import exports, simulated_progress
from mercat.domain.bulk.exports import QUEUE_LIMIT
from mercat.domain.limits.rate_limits import CallLimits
from mercat.model.clock import DAY, HOUR, MINUTE, SECOND
from mercat.model.iso8601 import parse
from support.exports import KINDS, kind, later
from support.imports import lines, run


@pytest.fixture(params=KINDS)
def extract(request, marketo):
    return kind(request.param, marketo)


@pytest.fixture
def leads(marketo):
    return kind("leads", marketo)


@pytest.fixture
def slow(monkeypatch):
    """Extracts need a slice for each two records."""
    monkeypatch.setattr("mercat.domain.bulk.export_job.SLICE_ROWS", 2)


def status(marketo, path):
    return marketo.get(f"{path}/status.json").document["result"][0]


def column(extract, answer):
    head, *rows = lines(answer)
    return [row[head.index(extract.field)] for row in rows]


def moved(extract, path):
    """The same extract, asked for as one of another kind."""
    other = "/bulk/v1/activities/export" if "activities" not in extract.path else "/bulk/v1/leads/export"
    return path.replace(extract.path, other)


# -- the life of an extract -----------------------------------------------------------------------------------------


def test_an_extract_is_created_queued_processed_and_completed(marketo, extract, slow):
    answer = extract.created()
    (row,) = answer.document["result"]
    made = row["createdAt"]
    path = f"{extract.path}/{row['exportId']}"
    assert row == {"exportId": row["exportId"], "format": "CSV", "status": "Created", "createdAt": made}
    assert status(marketo, path) == row
    later(marketo, SECOND)
    (queued,) = marketo.post(f"{path}/enqueue.json").document["result"]
    assert queued == row | {"status": "Queued", "queuedAt": queued["queuedAt"]}
    assert parse(queued["queuedAt"]) - parse(made) in (1_000, 2_000)
    assert status(marketo, path) == queued
    later(marketo, SECOND)
    assert marketo.server.instance.jobs.step()
    going = status(marketo, path)
    assert going == queued | {"status": "Processing", "startedAt": going["startedAt"]}
    later(marketo, SECOND)
    assert run(marketo) == {"run_export": 1}
    file = marketo.get(f"{path}/file.json")
    done = status(marketo, path)
    assert done == going | {
        "status": "Completed",
        "finishedAt": done["finishedAt"],
        "numberOfRecords": 3,
        "fileSize": len(file.content),
        "fileChecksum": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
    }
    assert parse(done["queuedAt"]) < parse(done["startedAt"]) < parse(done["finishedAt"])
    assert (file.status, file.headers["content-type"]) == (200, "text/csv;charset=UTF-8")
    assert column(extract, file) == extract.values
    assert marketo.get(f"{extract.path}.json").document["result"] == [done]


def test_formats_names_of_columns_and_null(marketo, extract):
    empty = next(name for name in extract.body["fields"] if name != extract.field)
    first = 'A "quoted",\nname; x\ty' if empty == "firstName" else "null"
    for format, mark, media in (
        ("CSV", ",", "text/csv"),
        ("TSV", "\t", "text/tab-separated-values"),
        ("SSV", ";", "text/csv"),
    ):
        path = extract.finished(format=format, columnHeaderNames={empty: f'The {mark} "one"'})
        assert status(marketo, path)["format"] == format
        answer = marketo.get(f"{path}/file.json")
        assert answer.headers["content-type"] == f"{media};charset=UTF-8"
        head, *rows = lines(answer, mark)
        assert head == [extract.field, f'The {mark} "one"']
        assert rows == [[extract.values[0], first], *([value, "null"] for value in extract.values[1:])]


def test_an_extract_that_finds_nothing_is_a_header(marketo, extract):
    none = {"startAt": "2020-01-01T00:00:00Z", "endAt": "2020-01-02T00:00:00Z"}
    name = "createdAt" if "createdAt" in extract.body["filter"] else "updatedAt"
    path = extract.finished(filter=extract.body["filter"] | {name: none})
    assert lines(marketo.get(f"{path}/file.json")) == [extract.body["fields"]]
    assert status(marketo, path)["numberOfRecords"] == 0


@pytest.mark.parametrize("before", ["created", "queued", "processing"])
def test_an_extract_that_is_not_over_can_be_cancelled(marketo, extract, slow, before):
    path = extract.made() if before == "created" else extract.queued()
    if before == "processing":
        assert marketo.server.instance.jobs.step()
    assert status(marketo, path)["status"].lower() == before
    (row,) = marketo.post(f"{path}/cancel.json").document["result"]
    assert row["status"] == "Cancelled"
    assert not {"startedAt", "finishedAt", "numberOfRecords", "fileSize", "fileChecksum"} & set(row)
    assert run(marketo) == {}
    assert status(marketo, path) == row
    assert marketo.get(f"{path}/file.json").status == 404
    again = marketo.post(f"{path}/cancel.json")
    assert (again.codes, again.messages) == (["709"], ["The job is over and cannot be cancelled"])
    assert marketo.post(f"{path}/enqueue.json").messages == ["Job already queued"]


def test_an_extract_that_is_completed_cannot_be_cancelled(marketo, extract):
    path = extract.finished()
    assert marketo.post(f"{path}/cancel.json").codes == ["709"]
    assert marketo.get(f"{path}/file.json").status == 200


def test_an_extract_is_queued_once(marketo, extract):
    path = extract.queued()
    for _ in range(2):
        answer = marketo.post(f"{path}/enqueue.json")
        assert (answer.codes, answer.messages) == (["1029"], ["Job already queued"])
        run(marketo)


# -- the file -------------------------------------------------------------------------------------------------------


def test_ranges_of_the_file(marketo, leads):
    path = leads.finished()
    whole = marketo.get(f"{path}/file.json").content
    for header, expected in (
        ("bytes=0-9", slice(0, 10)),
        ("bytes=0-0", slice(0, 1)),
        ("bytes=3-", slice(3, None)),
        ("bytes=-4", slice(-4, None)),
        ("bytes=-99999", slice(None)),
        ("bytes=2-99999", slice(2, None)),
        (" bytes=2-5 ", slice(2, 6)),
    ):
        part = marketo.send("GET", f"{path}/file.json", headers={"range": header})
        assert (part.status, part.content) == (206, whole[expected]), header
        places = range(len(whole))[expected]
        assert part.headers["content-range"] == f"bytes {places[0]}-{places[-1]}/{len(whole)}"
        assert (part.headers["accept-ranges"], part.headers["content-length"]) == ("bytes", str(len(places)))


def test_what_is_no_range_is_the_whole_file(marketo, leads):
    path = leads.finished()
    whole = marketo.get(f"{path}/file.json")
    for header in (
        "pages=1-2",
        "bytes=1",
        "bytes=-",
        "bytes=5-2",
        "bytes=0-1,3-4",
        "bytes=x-y",
        f"bytes={'9' * 5_000}-",
    ):
        answer = marketo.send("GET", f"{path}/file.json", headers={"range": header})
        assert (answer.status, answer.content) == (200, whole.content), header
        assert "content-range" not in answer.headers


def test_a_file_comes_in_ranges_and_put_together_has_the_checksum(marketo, extract):
    path = extract.finished()
    told = status(marketo, path)
    parts = []
    for start in itertools.count(0, 7):
        answer = marketo.send("GET", f"{path}/file.json", headers={"range": f"bytes={start}-{start + 6}"})
        if answer.status == 416:
            assert answer.headers["content-range"] == f"bytes */{told['fileSize']}"
            break
        parts.append(answer.content)
    assert f"sha256:{hashlib.sha256(b''.join(parts)).hexdigest()}" == told["fileChecksum"]
    assert marketo.send("GET", f"{path}/file.json", headers={"range": "bytes=-0"}).status == 416


def test_the_file_is_404_in_plain_text_until_the_extract_is_completed(marketo, extract, slow):
    path = extract.made()

    def refused(place):
        answer = marketo.get(f"{place}/file.json")
        return answer.status == 404 and answer.headers["content-type"] == "text/plain;charset=UTF-8"

    assert refused(path)
    marketo.post(f"{path}/enqueue.json")
    assert refused(path)
    marketo.server.instance.jobs.step()
    assert refused(path)
    run(marketo)
    assert not refused(path)
    assert refused(f"{extract.path}/nonsense")


# -- who sees what, and for how long --------------------------------------------------------------------------------


def test_an_extract_is_known_to_its_maker_and_as_its_own_kind_only(marketo, marketo_with, extract):
    path = extract.finished()
    other = marketo_with(extract.permission)
    for client, place in ((other, path), (marketo, moved(extract, path)), (marketo, f"{extract.path}/nonsense")):
        for method, end in (("GET", "status"), ("POST", "enqueue"), ("POST", "cancel")):
            assert client.send(method, f"{place}/{end}.json").codes == ["1013"]
        assert client.get(f"{place}/file.json").status == 404
    assert other.get(f"{extract.path}.json").result == []


def test_an_id_may_be_written_in_capitals(marketo, leads):
    path = leads.finished()
    assert status(marketo, path.replace(path.rpartition("/")[2], path.rpartition("/")[2].upper())) == status(
        marketo, path
    )


def test_the_list_has_the_makers_extracts_by_age_filtered_by_status(marketo, extract):
    done = extract.finished().rpartition("/")[2]
    waiting = extract.queued().rpartition("/")[2]
    made = extract.made().rpartition("/")[2]
    gone = extract.made().rpartition("/")[2]
    marketo.post(f"{extract.path}/{gone}/cancel.json")

    def listed(**query):
        return [row.exportId for row in marketo.get(f"{extract.path}.json", **query).result]

    assert listed() == [done, waiting, made, gone]
    assert listed(status="Completed") == [done]
    assert listed(status="Created,queued") == [waiting, made]
    for spelled in ("Cancelled", "Canceled", "cancelled"):
        assert listed(status=spelled) == [gone]
    assert status(marketo, f"{extract.path}/{gone}")["status"] == "Cancelled"
    assert listed(status=["Processing", "Failed"]) == []
    answer = marketo.get(f"{extract.path}.json", status="Completed,nonsense")
    assert (answer.codes, answer.messages) == (["1003"], ["Invalid value 'nonsense' for 'status'"])


def test_the_list_comes_in_pages(marketo, extract):
    for _ in range(3):
        extract.made()
    first = marketo.get(f"{extract.path}.json", batchSize=2)
    second = marketo.get(f"{extract.path}.json", batchSize=2, nextPageToken=first.nextPageToken)
    assert (len(first.result), len(second.result), "nextPageToken" in second.document) == (2, 1, False)
    assert marketo.get(f"{extract.path}.json", batchSize=2, nextPageToken="x").codes == ["1003"]
    for size, codes in ((1, []), (300, []), (0, ["1003"]), (301, ["1003"])):
        assert marketo.get(f"{extract.path}.json", batchSize=size).codes == codes


def test_an_extract_is_listed_for_seven_days(marketo, extract):
    extract.finished()
    later(marketo, 7 * DAY - MINUTE)
    assert len(marketo.get(f"{extract.path}.json").result) == 1
    later(marketo, 2 * MINUTE)
    assert marketo.get(f"{extract.path}.json").result == []


def test_a_file_is_kept_for_ten_days_and_the_status_with_its_checksum_for_thirty(marketo, extract):
    path = extract.finished()
    instance = marketo.server.instance
    told = status(marketo, path)
    place = instance.files.path(told["fileChecksum"].removeprefix("sha256:"))
    later(marketo, 10 * DAY - MINUTE)
    instance.write_now(exports.forget_stale)
    assert marketo.get(f"{path}/file.json").status == 200
    later(marketo, 2 * MINUTE)
    assert marketo.get(f"{path}/file.json").status == 404
    instance.write_now(exports.forget_stale)
    assert not place.exists()
    later(marketo, 20 * DAY - 3 * MINUTE)
    assert status(marketo, path) == told
    later(marketo, 5 * MINUTE)
    assert marketo.get(f"{path}/status.json").codes == ["1013"]
    instance.write_now(exports.forget_stale)
    assert instance.read_now(lambda tx: tx.fetch_one("SELECT count(*) FROM exports")) == (0,)


def test_a_file_that_a_later_extract_has_too_is_kept(marketo, leads):
    body = {"filter": leads.body["filter"]}
    first = leads.finished(**body)
    later(marketo, 5 * DAY)
    second = leads.finished(**body)
    assert status(marketo, first)["fileChecksum"] == status(marketo, second)["fileChecksum"]
    later(marketo, 6 * DAY)
    marketo.server.instance.write_now(exports.forget_stale)
    assert marketo.get(f"{first}/file.json").status == 404
    assert marketo.get(f"{second}/file.json").status == 200


def test_the_part_of_an_extract_that_was_cancelled_is_thrown_away(marketo, leads, slow):
    path, other = leads.queued(), leads.queued()
    instance = marketo.server.instance
    instance.clock.offset_ms += SECOND  # so that the first slice puts its job behind the other one
    assert instance.jobs.step() and instance.jobs.step()
    marketo.post(f"{path}/cancel.json")
    instance.write_now(exports.forget_stale)
    assert instance.files.parts() == [f"export-{other.rpartition('/')[2]}"]
    run(marketo)
    assert instance.files.parts() == []
    assert column(leads, marketo.get(f"{other}/file.json")) == leads.values


# -- limits ---------------------------------------------------------------------------------------------------------


def test_two_of_the_ten_extracts_in_the_one_queue_of_all_kinds_are_processed(marketo, slow):
    extracts = [kind(name, marketo) for name in KINDS]
    paths = [extracts[number % len(extracts)].queued() for number in range(QUEUE_LIMIT - 1)]
    last, beyond = extracts[0].made(), extracts[1].made()
    assert marketo.post(f"{last}/enqueue.json").codes == []
    answer = marketo.post(f"{beyond}/enqueue.json")
    assert (answer.codes, answer.messages) == (["1029"], ["Too many jobs in queue"])
    for _ in range(2):
        assert marketo.server.instance.jobs.step()
    seen = [status(marketo, path)["status"] for path in paths]
    assert seen == ["Processing", "Processing", *["Queued"] * (QUEUE_LIMIT - 3)]
    assert marketo.post(f"{beyond}/enqueue.json").codes == ["1029"]
    marketo.post(f"{paths[0]}/cancel.json")
    assert marketo.post(f"{beyond}/enqueue.json").codes == []
    assert run(marketo) == {"run_export": QUEUE_LIMIT}
    assert {status(marketo, path)["status"] for path in [*paths[1:], last, beyond]} == {"Completed"}


def test_the_days_allowance_is_1029_until_midnight_in_chicago(marketo, extract):
    instance = marketo.server.instance
    instance.rate_limiter.limits.extract_megabytes = CallLimits().extract_megabytes
    later(marketo, parse("2030-06-01T12:00:00-05:00") - instance.clock.now())
    extract.finished()
    waiting = extract.made()

    def spend(size):
        instance.write_now(lambda tx: tx.execute("UPDATE exports SET bytes = :size WHERE file IS NOT NULL", size=size))

    spend(500 * 1_048_576 - 1)
    extract.made()
    spend(500 * 1_048_576)
    for answer in (extract.created(), marketo.post(f"{waiting}/enqueue.json")):
        assert (answer.codes, answer.messages) == (["1029"], ["Export daily quota exceeded"])
    later(marketo, 12 * HOUR - MINUTE)
    assert extract.created().codes == ["1029"]
    later(marketo, 2 * MINUTE)
    assert extract.created().codes == []
    assert marketo.post(f"{waiting}/enqueue.json").codes == []


def test_a_range_has_31_days_at_the_most(extract):
    name = "createdAt" if "createdAt" in extract.body["filter"] else "updatedAt"
    for start, end, codes in (
        ("2026-01-01T00:00:00Z", "2026-01-31T23:59:59Z", []),
        ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", []),
        ("2026-01-01T00:00:00Z", "2026-02-01T00:00:01Z", ["1003"]),
        ("2026-01-01T00:00:00-06:00", "2026-02-01T00:00:00-06:00", []),
        ("2026-01-01", "2026-02-01", []),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", []),
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", ["1003"]),
        ("yesterday", "2026-01-01T00:00:00Z", ["1001"]),
        (None, "2026-01-01T00:00:00Z", ["1002"]),
        ("2026-01-01T00:00:00Z", None, ["1002"]),
    ):
        ends = {key: text for key, text in (("startAt", start), ("endAt", end)) if text is not None}
        assert extract.created(filter=extract.body["filter"] | {name: ends}).codes == codes, (start, end)


def test_a_bad_order_is_refused(extract):
    for change, code, message in (
        ({"fields": ["nonsense", extract.field, "nothing"]}, "1003", "Invalid fields [nonsense, nothing]"),
        ({"columnHeaderNames": {"nonsense": "x"}}, "1006", "Field 'nonsense' not found"),
        ({"format": "XML"}, "1003", "Invalid value 'XML' for 'format'"),
        ({"filter": {}}, "1002", None),
        ({"filter": None}, "1002", None),
        ({"fields": "id"}, "609", "Invalid value specified for attribute 'fields'"),
    ):
        answer = extract.created(**change)
        assert answer.codes == [code], change
        assert message in (None, *answer.messages)


def test_fields_are_named_once(extract):
    answer = extract.created(fields=[extract.field, extract.field])
    assert (answer.codes, answer.messages) == (["1003"], ["A field is named twice"])


@pytest.mark.parametrize("name", sorted({*KINDS} - {"activities"}))
def test_without_fields_there_is_no_extract_but_of_activities(marketo, name):
    answer = kind(name, marketo).created(fields=[])
    assert (answer.codes, answer.messages) == (["1002"], ["Missing value for the required parameter 'fields'"])


# -- time, trouble --------------------------------------------------------------------------------------------------


def test_timed_work_shows_its_progress_on_the_clock(marketo, extract):
    instance = marketo.server.instance
    instance.write_now(lambda tx: simulated_progress.set_bulk(tx, "timed"))
    path = extract.finished()
    seen = []
    for _ in range(3):
        seen.append((status(marketo, path)["status"], marketo.get(f"{path}/file.json").status))
        later(marketo, MINUTE)
    assert seen == [("Queued", 404), ("Processing", 404), ("Completed", 200)]


def test_timed_work_of_three_is_processed_two_at_a_time(marketo, leads):
    marketo.server.instance.write_now(lambda tx: simulated_progress.set_bulk(tx, "timed"))
    paths = [leads.finished() for _ in range(3)]
    seen = []
    for _ in range(4):
        seen.append([status(marketo, path)["status"] for path in paths])
        later(marketo, MINUTE)
    assert seen == [
        ["Queued", "Queued", "Queued"],
        ["Processing", "Processing", "Queued"],
        ["Completed", "Completed", "Processing"],
        ["Completed", "Completed", "Completed"],
    ]


def test_polled_work_is_done_after_so_many_looks(marketo, extract):
    marketo.server.instance.write_now(lambda tx: simulated_progress.set_bulk(tx, "polls:2"))
    path = extract.finished()
    assert marketo.get(f"{path}/file.json").status == 404
    assert [status(marketo, path)["status"] for _ in range(2)] == ["Processing", "Completed"]
    assert marketo.get(f"{path}/file.json").status == 200


def test_what_a_killed_slice_wrote_is_cut_off(marketo, extract, slow):
    path = extract.queued()
    instance = marketo.server.instance
    assert instance.jobs.step()
    with (instance.files.folder / "parts" / f"export-{path.rpartition('/')[2]}").open("ab") as torn:
        torn.write(b"99,torn by a kill before the commit\n")
    run(marketo)
    assert column(extract, marketo.get(f"{path}/file.json")) == extract.values


@pytest.mark.parametrize("left", [None, 0, 5], ids=["nothing", "an empty file", "some bytes"])
def test_an_extract_whose_part_is_lost_begins_again_from_nothing(marketo, extract, slow, left):
    path = extract.queued()
    instance = marketo.server.instance
    assert instance.jobs.step()
    part = instance.files.folder / "parts" / f"export-{path.rpartition('/')[2]}"
    if left is None:
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:left])
    run(marketo)
    assert column(extract, marketo.get(f"{path}/file.json")) == extract.values
    assert status(marketo, path)["numberOfRecords"] == 3


def test_a_kill_after_the_file_has_its_name_leaves_it_whole(marketo, extract, slow):
    path = extract.queued()
    instance = marketo.server.instance
    assert instance.jobs.step()
    part = f"export-{path.rpartition('/')[2]}"
    instance.files.adopt(part, "0" * 64)  # the last thing before a commit that never came
    run(marketo)
    assert column(extract, marketo.get(f"{path}/file.json")) == extract.values


@pytest.mark.parametrize("name", ["members", "cars"])
def test_an_extract_of_what_is_gone_fails_and_the_next_one_runs(marketo, name):
    extract, other = kind(name, marketo), kind("leads", marketo)
    path, second = extract.queued(), other.queued()
    if name == "cars":
        marketo.post("/rest/v1/customobjects/schema/car/delete.json")
    else:
        program_id = extract.body["filter"]["programId"]
        assert marketo.form(f"/rest/asset/v1/program/{program_id}/delete.json").document["success"]
    run(marketo)
    told = status(marketo, path)
    assert (told["status"], told["errorMsg"]) == ("Failed", "System error")
    assert "finishedAt" in told and "fileSize" not in told
    assert marketo.get(f"{path}/file.json").status == 404
    assert status(marketo, second)["status"] == "Completed"
