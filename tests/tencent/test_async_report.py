"""/v3.0/async_reports and /v3.0/async_report_files: ordering a day's whole report, and downloading its file."""

import csv
import hashlib
import io
from typing import Any

import pytest

from mercat.domain import housekeeping
from mercat.domain.advertising.reports import async_report_job
from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import TASKS
from mercat.domain.job_handler import JobContext
from mercat.model.clock import DAY, MINUTE
from mercat.model.messages import WriteReport
from support.agencies import COFFEE, TEA, TOP, agency_client, day
from support.reports import deliver, make_creative, make_group, recharge
from support.server import Response
from support.tencent import TencentClient

ADD, GET, FILE = "/v3.0/async_reports/add", "/v3.0/async_reports/get", "/v3.0/async_report_files/get"
FIELDS = ["task_id", "task_name", "status", "created_time", "result"]
COUNTS = ["view_count", "valid_click_count", "conversions_count", "cost"]


@pytest.fixture
def group(tencent: TencentClient) -> int:
    """An ad group with two creatives, of which something was delivered yesterday."""
    recharge(tencent)
    group_id = make_group(tencent, "Tea, green")
    first, second = (make_creative(tencent, group_id, name) for name in ("One", "Two"))
    deliver(tencent, first, group_id, (1_000, 30, 4, 2_501), days_ago=1, hour=9)
    deliver(tencent, second, group_id, (77, 7, 0, 350), days_ago=1, hour=23)
    return group_id


def order(client: TencentClient, **others: Any) -> Response:
    asked = {
        "task_name": "Yesterday",
        "level": "REPORT_LEVEL_ADGROUP",
        "granularity": "DAILY",
        "date": day(client, -1),
        "report_fields": ["date", "adgroup_id", "adgroup_name", "view_count", "cost", "ctr"],
    }
    return client.post(ADD, **{**asked, **others})


def run(client: TencentClient) -> None:
    client.server.instance.jobs.run_due()


def tasks(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(GET, fields=FIELDS, **params).document["data"]["list"]
    return items


def download(client: TencentClient, task_id: int, file_id: int, **others: Any) -> Response:
    params = {"account_id": client.account_id, "task_id": task_id, "file_id": file_id, **others}
    return client.send("GET", FILE, query=[(name, str(value)) for name, value in params.items() if value is not None])


def table(client: TencentClient, **others: Any) -> list[list[str]]:
    """The lines of the file of a new report."""
    answer = order(client, **others)
    assert answer.code == 0, answer
    run(client)
    owner = {name: others[name] for name in ("account_id", "organization_id") if name in others}
    by_id = [{"field": "task_id", "operator": "EQUALS", "values": [str(answer.data.task_id)]}]
    (task,) = tasks(client, filtering=by_id, **owner)
    (file,) = task["result"]["data"]["file_info_list"]
    content = download(client, task["task_id"], file["file_id"], **owner).content
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == file["md5"]
    return list(csv.reader(io.StringIO(content.decode())))


def totals(lines: list[list[str]]) -> list[int]:
    return [sum(map(int, column)) for column in list(zip(*lines[1:], strict=True))[-4:]]


# -- success --------------------------------------------------------------------------------------------------------


def test_a_report_is_ordered_written_and_downloaded(tencent, group):
    task_id = order(tencent).data.task_id
    assert [(task["task_id"], task["task_name"], task["status"]) for task in tasks(tencent)] == [
        (task_id, "Yesterday", "TASK_STATUS_PENDING")
    ]
    run(tencent)
    (task,) = tasks(tencent)
    assert task["status"] == "TASK_STATUS_COMPLETED"
    (file,) = task["result"]["data"]["file_info_list"]
    answer = download(tencent, task_id, file["file_id"])
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain;charset=utf-8")
    assert answer.content.decode() == (
        f'date,adgroup_id,adgroup_name,view_count,cost,ctr\n{day(tencent, -1)},{group},"Tea, green",1077,2851,0.0344\n'
    )
    assert file["md5"] == hashlib.md5(answer.content, usedforsecurity=False).hexdigest()


def test_a_report_without_rows_is_a_line_of_names(tencent):
    assert table(tencent, report_fields=["date", "reg_pv"]) == [["date", "reg_pv"]]


def test_a_report_by_hours_has_a_row_for_each_hour(tencent, group):
    lines = table(tencent, granularity="HOURLY", report_fields=["date", "hour", "video_outer_play_count", "cost"])
    assert lines[1:] == [[day(tencent, -1), "9", "0", "2501"], [day(tencent, -1), "23", "0", "350"]]


@pytest.mark.parametrize(
    ("others", "count"),
    [
        ({"level": "REPORT_LEVEL_ADVERTISER"}, 1),
        ({"level": "REPORT_LEVEL_DYNAMIC_CREATIVE"}, 2),
        ({"level": "REPORT_LEVEL_COMPONENT"}, 4),
        ({"level": "REPORT_LEVEL_GENDER"}, 2),
        ({"level": "REPORT_LEVEL_OS"}, 1),
        ({"group_by": ["site_set"]}, 3),
        ({"group_by": ["date", "adgroup_id", "site_set"], "granularity": "HOURLY"}, 3),
        ({"granularity": "HOURLY", "level": "REPORT_LEVEL_AGE", "group_by": ["hour"]}, 2),
    ],
    ids=str,
)
def test_reports_of_all_levels_have_the_same_totals(tencent, group, others, count):
    lines = table(tencent, report_fields=["date", *COUNTS], **others)
    assert len(lines) == count + 1
    assert totals(lines) == [1_077, 37, 4, 2_851]


def test_landing_pages_share_what_creatives_with_links_to_them_delivered(tencent):
    group_id = make_group(tencent, "Links")
    pages = [
        {"page_type": "PAGE_TYPE_OFFICIAL", "page_spec": {"official_spec": {"page_id": 700}}},
        {"page_type": "PAGE_TYPE_XJ_WEB_H5", "page_spec": {"xj_web_h5_spec": {"page_id": 800}}},
    ]
    linked = make_creative(tencent, group_id, "Linked", links=pages)
    for creative_id in (linked, make_creative(tencent, group_id, "Plain")):
        deliver(tencent, creative_id, group_id, (100, 10, 2, 0), days_ago=1)
    fields = ["landing_page_type", "landing_page_id", *COUNTS]
    lines = table(tencent, level="REPORT_LEVEL_LANDING_PAGE", report_fields=fields)
    assert [line[:2] for line in lines[1:]] == [["PAGE_TYPE_OFFICIAL", "700"], ["PAGE_TYPE_XJ_WEB_H5", "800"]]
    assert totals(lines) == [100, 10, 2, 0]
    by_type = [{"field": "landing_page_type", "operator": "EQUALS", "values": ["PAGE_TYPE_OFFICIAL"]}]
    lines = table(tencent, level="REPORT_LEVEL_LANDING_PAGE", report_fields=fields, filtering=by_type)
    assert [line[1] for line in lines[1:]] == ["700"]


@pytest.mark.parametrize(
    ("field", "operator", "values", "expected"),
    [
        ("hour", "EQUALS", ["9"], 2_501),
        ("hour", "GREATER", ["9"], 350),
        ("hour", "LESS_EQUALS", ["9"], 2_501),
        ("hour", "IN", ["9", "23"], 2_851),
        ("hour", "NOT_EQUALS", ["9"], 350),
        ("adgroup_id", "EQUALS", ["7"], 0),
        ("component_type", "IN", ["title", "image"], 2_851),
    ],
)
def test_filters_leave_rows_out(tencent, group, field, operator, values, expected):
    filtering = [{"field": field, "operator": operator, "values": values}]
    lines = table(tencent, level="REPORT_LEVEL_COMPONENT", report_fields=["date", "cost"], filtering=filtering)
    assert sum(int(line[1]) for line in lines[1:]) == expected


def test_an_agency_gets_a_report_of_its_clients(server):
    agency = agency_client(server)
    for account_id in (TEA, COFFEE):
        agency.account_id = account_id
        group_id = make_group(agency, "Shop")
        deliver(agency, make_creative(agency, group_id, "Sale"), group_id, (account_id, 0, 0, 0), days_ago=1)
    lines = table(agency, account_id=TOP, level="REPORT_LEVEL_ADVERTISER", report_fields=["account_id", "view_count"])
    assert lines[1:] == [[str(TEA), str(TEA)], [str(COFFEE), str(COFFEE)]]


# -- how it advances ------------------------------------------------------------------------------------------------


def test_a_timed_report_waits_is_written_and_shows_as_completed_later(tencent, group):
    tencent.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, TASKS, "timed"))
    task_id = order(tencent).data.task_id
    clock, states = tencent.server.instance.clock, []
    for _ in range(3):
        run(tencent)
        states.append(tasks(tencent)[0]["status"])
        clock.offset_ms += MINUTE
    assert states == [f"TASK_STATUS_{state}" for state in ("PENDING", "PROCESSING", "COMPLETED")]
    assert download(tencent, task_id, 1).document["code"] == 31010


def test_a_report_shows_as_completed_after_some_looks(tencent, group):
    tencent.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, TASKS, "polls:2"))
    task_id = order(tencent).data.task_id
    run(tencent)
    assert download(tencent, task_id, 1).document["code"] == 51001
    assert [tasks(tencent)[0]["status"] for _ in range(2)] == ["TASK_STATUS_PROCESSING", "TASK_STATUS_COMPLETED"]


def test_a_kill_while_the_file_is_written_leaves_one_whole_file(tencent, group):
    task_id = order(tencent).data.task_id
    message = WriteReport(tencent.account_id, task_id)
    instance = tencent.server.instance
    async_report_job.run(JobContext(message, None, instance.read_now))  # what is written here is never committed
    again = async_report_job.run(JobContext(message, None, instance.read_now))
    instance.write_now(again)
    instance.write_now(again)
    run(tencent)
    (task,) = tasks(tencent)
    (file,) = task["result"]["data"]["file_info_list"]
    assert download(tencent, task_id, file["file_id"]).content.count(b"\n") == 2


def test_a_report_whose_job_fails_says_so(tencent, group):
    task_id = order(tencent).data.task_id
    tencent.server.instance.write_now(lambda tx: async_report_job.failed(tx, WriteReport(tencent.account_id, task_id)))
    (task,) = tasks(tencent)
    assert (task["status"], task["result"]["code"]) == ("TASK_STATUS_FAIL", 62000)
    assert download(tencent, task_id, 1).document["code"] == 62000


def later(client: TencentClient, days: int) -> TencentClient:
    """A client of the same account so many days later, after the housekeeping of that day."""
    client.server.instance.clock.offset_ms += days * DAY
    client.server.instance.write_now(housekeeping.forget)
    return TencentClient(client.server, name=f"later {client.server.instance.clock.now()}")


def file_of(client: TencentClient) -> int:
    """The id of the file of the only report."""
    (task,) = tasks(client)
    file_id: int = task["result"]["data"]["file_info_list"][0]["file_id"]
    return file_id


def test_reports_and_files_are_kept_for_thirty_days(tencent, group):
    task_id = order(tencent).data.task_id
    run(tencent)
    file_id = file_of(tencent)
    client = later(tencent, 29)
    assert download(client, task_id, file_id).content.startswith(b"date,")
    client = later(client, 1)
    assert download(client, task_id, file_id).document["code"] == 31010
    assert tasks(client) == []
    assert download(later(client, 1), task_id, file_id).document["code"] == 31010


def test_an_equal_file_of_a_younger_report_stays(tencent):
    order(tencent, report_fields=["view_count"])
    run(tencent)
    client = later(tencent, 20)
    task_id = order(client, report_fields=["view_count"]).data.task_id
    run(client)
    client = later(client, 15)
    assert download(client, task_id, file_of(client)).content == b"view_count\n"


# -- refusals -------------------------------------------------------------------------------------------------------


def test_a_file_belongs_to_its_account_and_task(tencent, group, server):
    first, second = order(tencent).data.task_id, order(tencent, task_name="Again").data.task_id
    run(tencent)
    files = {task["task_id"]: task["result"]["data"]["file_info_list"][0]["file_id"] for task in tasks(tencent)}
    other = TencentClient(server, name="other", account_id=25_611)
    assert download(other, first, files[first]).document["code"] == 31010
    assert download(tencent, first, files[second]).document["code"] == 31010
    assert download(tencent, first, files[first], account_id=25_611).document["code"] == 12201
    assert download(tencent, first, files[first], account_id=None).document["code"] == 18001
    assert tasks(other) == []


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"first": -365}, 0),
        ({"first": -366}, 31057),
        ({"first": -30, "granularity": "HOURLY"}, 0),
        ({"first": -31, "granularity": "HOURLY"}, 31057),
        ({"date": "2026-02-30"}, 18002),
        ({"date": None}, 18001),
        ({"granularity": "WEEKLY"}, 18009),
        ({"level": "REPORT_LEVEL_NONSENSE"}, 18009),
        ({"level": "REPORT_LEVEL_AD_UNION"}, 18001),
        ({"report_fields": ["nonsense"]}, 12009),
        ({"report_fields": []}, 18012),
        ({"report_fields": ["gender_id", "placement_name", "cost"]}, 0),
        ({"group_by": ["hour"]}, 18009),
        ({"group_by": ["age_id"]}, 18009),
        ({"task_name": "a" * 121}, 18006),
        ({"task_name": "a" * 120}, 0),
        ({"filtering": [{"field": "adgroup_id", "operator": "EQUALS", "values": ["x"]}]}, 18002),
        ({"filtering": [{"field": "adgroup_id", "operator": "LESS", "values": ["1"]}]}, 18009),
        ({"filtering": [{"field": "hour", "operator": "CONTAINS", "values": ["1"]}]}, 18009),
        ({"filtering": [{"field": "cost", "operator": "EQUALS", "values": ["1"]}]}, 18009),
    ],
    ids=str,
)
def test_parameters_are_checked_and_nothing_is_ordered(tencent, params, expected):
    others = {name: value for name, value in params.items() if name != "first"}
    if "first" in params:
        others["date"] = day(tencent, params["first"])
    assert order(tencent, **others).code == expected
    assert len(tasks(tencent)) == (expected == 0)


def test_reports_of_positions_are_ordered_five_minutes_apart(tencent, group):
    filtering = [{"field": "union_position_id", "operator": "IN", "values": ["30393101", "30393102"]}]
    asked = {
        "level": "REPORT_LEVEL_AD_UNION",
        "filtering": filtering,
        "report_fields": ["union_position_id", "view_count"],
    }
    lines = table(tencent, **asked)
    assert [line[0] for line in lines[1:]] == ["30393101", "30393102"]
    assert order(tencent, **asked).code == 127001
    assert order(tencent).code == 0
    tencent.server.instance.clock.offset_ms += 5 * MINUTE
    assert order(tencent, **asked).code == 0


def test_reports_are_found_by_name_and_id_a_page_at_a_time(tencent):
    ids = [order(tencent, task_name=name).data.task_id for name in ("Monday", "Tuesday", "Monday")]
    by_name = [{"field": "task_name", "operator": "EQUALS", "values": ["Monday"]}]
    assert [task["task_id"] for task in tasks(tencent, filtering=by_name)] == [ids[0], ids[2]]
    assert [task["task_id"] for task in tasks(tencent, page=2, page_size=2)] == [ids[2]]
