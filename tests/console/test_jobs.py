"""/console/jobs: imports and extracts of everybody."""

import csv
import io
import re

import pytest

from mercat.domain import audit
from mercat.domain.bulk import simulated_progress
from mercat.model.audit import Search
from mercat.model.clock import DAY, to_datetime
from support.browser import ADMIN, Browser, Page
from support.exports import kind
from support.imports import batch, run, sent
from support.marketo import MarketoClient
from support.server import Server

ROWS = "email,firstName,leadScore\nada@a.test,Ada,3\nbob@a.test,Bob,lots\nodd,Otto,4\n"


@pytest.fixture
def api(server: Server) -> MarketoClient:
    """A program that imports and extracts."""
    return MarketoClient(server, name="crm")


def ordered(api: MarketoClient) -> str:
    """The id of an extract that was created."""
    now = api.server.instance.clock.now()
    ends = [to_datetime(now + days * DAY).strftime("%Y-%m-%dT%H:%M:%SZ") for days in (-1, 1)]
    chosen = {"createdAt": {"startAt": ends[0], "endAt": ends[1]}}
    (row,) = api.post("/bulk/v1/leads/export/create.json", fields=["id", "email"], filter=chosen).result
    return str(row.exportId)


def queued(api: MarketoClient) -> str:
    """The id of an extract that waits."""
    key = ordered(api)
    assert api.post(f"/bulk/v1/leads/export/{key}/enqueue.json").success
    return key


def words(page: Page) -> str:
    return " ".join(page.text.split())


def table(page: Page) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page.response.content.decode())))


def test_an_import_tells_its_counts_and_gives_its_failures_and_warnings(console: Browser, api: MarketoClient):
    number = batch(sent(api, ROWS))
    run(api)
    assert "leads Completed with errors 2 1 1" in words(console.get("/console/jobs"))
    page = console.get(f"/console/jobs/imports/{number}")
    assert "Import completed with errors, 2 records imported (2 members), 1 failed, 1 warning." in page.text
    assert "Rows imported 2 Rows failed 1 Download failures Warnings 1 Download warnings" in words(page)
    assert "Started by crm@mercat.test" in words(page)
    assert "Failed rows Row Column Value Reason 3 leadScore lots Invalid data type in field Lead Score" in words(page)
    failures = console.get(f"/console/jobs/imports/{number}/failures")
    assert failures.header("content-disposition") == f'attachment; filename="import-{number}-failures.csv"'
    assert failures.header("content-type") == "text/csv;charset=UTF-8"
    assert table(failures) == [
        ["email", "firstName", "leadScore", "Import Failure Reason"],
        ["bob@a.test", "Bob", "lots", "Invalid data type in field Lead Score"],
    ]
    warnings = console.get(f"/console/jobs/imports/{number}/warnings")
    assert table(warnings)[1] == ["odd", "Otto", "4", "Invalid email address"]
    assert console.get(f"/console/jobs/imports/{number}/other").status == 404


def test_an_import_that_waits_has_no_files_and_says_that_it_cannot_be_taken_back(console: Browser, api: MarketoClient):
    number = batch(sent(api, ROWS))
    page = console.get(f"/console/jobs/imports/{number}")
    assert f"Import {number} Queued" in words(page)
    assert "can't be cancelled" in page.text
    assert console.get(f"/console/jobs/imports/{number}/failures").status == 404
    run(api)
    assert "can't be cancelled" not in console.get(f"/console/jobs/imports/{number}").text


def test_an_import_of_nothing_is_failed_and_shows_the_first_twenty_reasons(console: Browser, api: MarketoClient):
    rows = "".join(f"{number}@a.test,lots\n" for number in range(25))
    number = batch(sent(api, "email,leadScore\n" + rows))
    run(api)
    page = console.get(f"/console/jobs/imports/{number}")
    assert f"Import {number} Failed Import completed with errors, 0 records imported" in words(page)
    assert "Failed rows the first 20 of 25" in words(page)
    assert "2 leadScore lots Invalid data type" in words(page) and "21 leadScore lots" in words(page)
    assert "22 leadScore" not in words(page)
    assert "File rows.csv" in words(page)


def test_an_import_without_failures_has_no_file_of_them(console: Browser, api: MarketoClient):
    number = batch(sent(api, "email\nada@a.test\n"))
    run(api)
    page = console.get(f"/console/jobs/imports/{number}")
    assert "Import succeeded, 1 records imported (1 members)" in page.text
    assert "Download" not in page.text
    assert console.get(f"/console/jobs/imports/{number}/failures").status == 404


def test_an_import_into_a_list_leads_to_it(console: Browser, api: MarketoClient):
    (made,) = api.form("/rest/asset/v1/staticLists.json", name="Readers", folder={"id": 5, "type": "Folder"}).result
    number = batch(sent(api, "email\nada@a.test\n", listId=made.id))
    (link,) = [one for one in console.get(f"/console/jobs/imports/{number}").links if "/assets/list/" in one]
    run(api)
    assert "ada@a.test" in console.get(link).text


def test_a_long_import_shows_how_far_it_is(console: Browser, server: Server, api: MarketoClient):
    number = batch(sent(api, "email\n" + "".join(f"p{n}@a.test\n" for n in range(5_000))))
    assert server.instance.jobs.step()
    page = console.get(f"/console/jobs/imports/{number}")
    done = re.search(r'<progress id="done" max="1" value="(0\.\d+)"', page.response.content.decode())
    assert done
    assert 0.4 < float(done[1]) < 0.6
    assert "Rows imported 2,500" in words(page)
    run(api)
    assert "<progress" not in console.get("/console/jobs").response.content.decode()


def test_an_extract_gives_its_file_to_an_administrator_who_did_not_order_it(console: Browser, api: MarketoClient):
    api.post("/rest/v1/leads.json", input=[{"email": "ada@a.test"}])
    key = queued(api)
    assert "Queued" in console.get(f"/console/jobs/extracts/{key}").text
    assert console.get(f"/console/jobs/extracts/{key}/file").status == 404
    run(api)
    page = console.get(f"/console/jobs/extracts/{key.upper()}")
    assert "Completed" in page.text
    assert "Records 1 Size 22 Bytes" in words(page)
    file = console.get(f"/console/jobs/extracts/{key}/file")
    assert table(file) == [["id", "email"], ["1", "ada@a.test"]]
    assert file.header("content-disposition") == f'attachment; filename="leads-{key}.csv"'
    assert file.header("cache-control") == "no-store"
    assert f"/console/jobs/extracts/{key}/file" in console.get("/console/jobs").links


def test_a_file_goes_after_ten_days(console: Browser, server: Server, api: MarketoClient):
    key = queued(api)
    run(api)
    server.instance.clock.offset_ms += 11 * DAY
    console.log_in()
    page = console.get(f"/console/jobs/extracts/{key}")
    assert "Files are kept for ten days." in page.text
    assert console.get(f"/console/jobs/extracts/{key}/file").status == 404


@pytest.mark.parametrize("order", [ordered, queued])
def test_an_extract_is_cancelled_after_a_question_once(console: Browser, api: MarketoClient, order):
    key = order(api)
    page = console.get(f"/console/jobs/extracts/{key}/cancel")
    assert f"Cancel the extract {key}?" in page.text
    assert console.submit(page).location == f"/console/jobs/extracts/{key}?done=cancelled"
    assert console.submit(page).location == f"/console/jobs/extracts/{key}?done=over"
    run(api)
    (told,) = api.get(f"/bulk/v1/leads/export/{key}/status.json").result
    assert told.status == "Cancelled"
    assert "cancel" not in console.get(f"/console/jobs/extracts/{key}").links[-1]
    (noted,) = api.server.instance.read_now(lambda tx: audit.newest(tx, Search(kind="extract.cancelled"), limit=9))
    assert (noted.actor, noted.subject, noted.before) == (ADMIN, key, {"user": api.email})


def test_what_is_held_back_from_programs_is_held_back_here(console: Browser, server: Server, api: MarketoClient):
    server.instance.write_now(lambda tx: simulated_progress.set_bulk(tx, "polls:1"))
    key = queued(api)
    run(api)
    assert "Processing" in console.get(f"/console/jobs/extracts/{key}").text
    assert console.get(f"/console/jobs/extracts/{key}/file").status == 404
    assert "Processing" in console.get(f"/console/jobs/extracts/{key}").text  # a look here is no poll
    api.get(f"/bulk/v1/leads/export/{key}/status.json")
    assert console.get(f"/console/jobs/extracts/{key}/file").status == 200


def test_long_lists_of_jobs_have_pages(console: Browser, api: MarketoClient):
    keys = [ordered(api) for _ in range(26)]
    page = console.get("/console/jobs")
    assert keys[0][:8] not in page.text
    (older,) = [link for link in page.links if "extracts=" in link]
    assert keys[0][:8] in console.get(older).text


def test_jobs_that_do_not_exist_are_not_found(console: Browser):
    for path in ("imports/1", f"imports/{2**70}", "imports/1/failures", "extracts/x", "extracts/x/file"):
        assert console.get(f"/console/jobs/{path}").status == 404
    assert console.get("/console/jobs/extracts/x/cancel").status == 404
    assert "No imports yet." in console.get("/console/jobs").text


def test_an_extract_that_failed_says_so_in_both_languages(console: Browser, api: MarketoClient):
    export_id = kind("cars", api).queued().rpartition("/")[2]
    assert api.post("/rest/v1/customobjects/schema/car/delete.json").success
    run(api)
    assert (
        "The extract failed because of an unexpected error." in console.get(f"/console/jobs/extracts/{export_id}").text
    )
    console.get("/console/language?to=zh-CN&next=/")
    assert "发生意外错误，导出失败。" in console.get(f"/console/jobs/extracts/{export_id}").text


def test_an_extract_that_waits_has_a_state_and_no_time_in_chinese(console: Browser, api: MarketoClient):
    key = ordered(api)
    console.get("/console/language?to=zh-CN&next=/")
    assert f"导出 leads 已创建 {key}" in " ".join(console.get(f"/console/jobs/extracts/{key}").text.split())
