"""/v3.0/async_tasks: tasks that create or update the channel packages of Android apps."""

from typing import Any

import pytest

from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import TASKS
from mercat.model.clock import MINUTE, SECOND
from support.tencent import TencentClient

ADD, GET = "/v3.0/async_tasks/add", "/v3.0/async_tasks/get"
CHANNELS = "/v3.0/android_channel/get"
CREATE = ("TASK_TYPE_CREATE_ANDROID_CHANNEL_PACKAGE", "task_type_create_android_channel_package_spec")
UPDATE = ("TASK_TYPE_UPDATE_ANDROID_CHANNEL_PACKAGE", "task_type_update_android_channel_package_spec")
URL = "https://files.example.com/tea.apk"
APP = 100_001
FIELDS = ["task_id", "task_name", "task_type", "status", "result"]


def call(client: TencentClient, kind: tuple[str, str], *packages: dict[str, Any], **others: Any) -> Any:
    task_type, spec = kind
    members = {"myapp_auth_key": "key", "android_app_id": APP, "android_channel_package_spec": list(packages)}
    return client.post(ADD, **{"task_name": "a", "task_type": task_type, "task_spec": {spec: members}, **others})


def order(client: TencentClient, kind: tuple[str, str], *packages: dict[str, Any]) -> int:
    """The id of a new task."""
    answer = call(client, kind, *packages)
    assert answer.code == 0, answer.document
    task_id: int = answer.data.task_id
    return task_id


def new(*names: str, url: str = URL) -> list[dict[str, Any]]:
    return [{"package_name": name, "download_url": url} for name in names]


def run(client: TencentClient) -> None:
    client.server.instance.jobs.run_due()


def tasks(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(GET, **{"fields": FIELDS, **params})
    assert answer.code == 0, answer.document
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def packages(client: TencentClient, task_id: int) -> list[dict[str, Any]]:
    """The results of a task."""
    filtering = [{"field": "task_id", "operator": "EQUALS", "values": [str(task_id)]}]
    (task,) = tasks(client, filtering=filtering)
    found: list[dict[str, Any]] = task["result"]["data"]["channel_package_info_list"]
    return found


def channels(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    fields = ["channel_id", "channel_name", "system_status"]
    answer = client.get(CHANNELS, **{"app_id": APP, "fields": fields, **params})
    assert answer.code == 0, answer.document
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_a_task_creates_packages_and_shows_them(tencent):
    task_id = order(tencent, CREATE, *new("north", "south"))
    assert [one["status"] for one in packages(tencent, task_id)] == ["CHANNEL_TASK_STATUS_PENDING"] * 2
    run(tencent)
    (task,) = tasks(tencent)
    assert (task["task_id"], task["task_type"], task["status"]) == (task_id, CREATE[0], "TASK_STATUS_COMPLETED")
    assert (task["result"]["code"], task["result"]["message"]) == (0, "")
    north, south = channels(tencent)
    assert north == {
        "channel_id": north["channel_id"],
        "channel_name": "north",
        "system_status": "CHANNEL_PACKAGE_STATUS_PASSED",
    }
    shown = packages(tencent, task_id)[1]
    assert shown["created_time"] == shown["last_modified_time"] <= tencent.server.instance.clock.now() // SECOND
    assert shown == {
        "android_app_id": APP,
        "package_name": "south",
        "status": "CHANNEL_TASK_STATUS_COMPLETED",
        "error_code": "TASK_ERROR_NORMAL",
        "created_time": shown["created_time"],
        "last_modified_time": shown["last_modified_time"],
        "channel_package_id": south["channel_id"],
    }


def test_a_package_that_exists_or_cannot_be_downloaded_is_an_error_of_its_own(tencent):
    order(tencent, CREATE, *new("north"))
    task_id = order(tencent, CREATE, *new("north", "south"), *new("west", url="ftp://files.example.com/tea.apk"))
    run(tencent)
    assert [one["error_code"] for one in packages(tencent, task_id)] == [
        "TASK_ERROR_DUPLICATE_PACKAGE",
        "TASK_ERROR_NORMAL",
        "TASK_ERROR_UNABLE_DOWNLOAD",
    ]
    assert [one["channel_name"] for one in channels(tencent)] == ["north", "south"]
    partly = [{"field": "result_status", "operator": "EQUALS", "values": ["TASK_RESULT_STATUS_PARTIAL_FAIL"]}]
    assert [task["task_id"] for task in tasks(tencent, filtering=partly)] == [task_id]


def test_a_task_updates_packages_of_its_app_and_no_other(tencent, tencent_with):
    order(tencent, CREATE, *new("north"))
    other = tencent_with("ads_management", account_id=25611)
    order(other, CREATE, *new("north"))
    run(tencent)
    (own,), (strange,) = channels(tencent), channels(other)
    items = [
        {"channel_package_id": each, "download_url": "https://files.example.com/green.apk"}
        for each in (own["channel_id"], strange["channel_id"], "nonsense")
    ]
    tencent.server.instance.jobs.advance(tencent.server.instance.clock.now() + MINUTE)
    task_id = order(tencent, UPDATE, *items)
    run(tencent)
    done, *failed = packages(tencent, task_id)
    assert done["package_name"] == "north"
    assert done["last_modified_time"] - done["created_time"] >= MINUTE // SECOND
    assert [one["error_code"] for one in failed] == ["TASK_ERROR_SUBMIT_FAIL"] * 2


def test_a_timed_task_is_processed_between_its_minutes(tencent):
    tencent.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, TASKS, "timed"))
    task_id = order(tencent, CREATE, *new("north"))
    seen = []
    for _ in range(3):
        seen.append((tasks(tencent)[0]["status"], packages(tencent, task_id)[0]["status"]))
        tencent.server.instance.jobs.advance(tencent.server.instance.clock.now() + MINUTE)
    assert seen == [
        ("TASK_STATUS_PENDING", "CHANNEL_TASK_STATUS_PENDING"),
        ("TASK_STATUS_PROCESSING", "CHANNEL_TASK_STATUS_COMPLETED"),
        ("TASK_STATUS_COMPLETED", "CHANNEL_TASK_STATUS_COMPLETED"),
    ]


def test_channels_are_those_of_the_app_and_are_found_by_name_and_id(tencent):
    order(tencent, CREATE, *new("north", "north-east", "south"))
    run(tencent)
    north, east, south = channels(tencent)
    by_name = [{"field": "channel_name", "operator": "CONTAINS", "values": ["north"]}]
    assert channels(tencent, filtering=by_name) == [north, east]
    by_id = [{"field": "channel_id", "operator": "EQUALS", "values": [south["channel_id"]]}]
    assert channels(tencent, filtering=by_id) == [south]
    assert channels(tencent, app_id=APP + 1) == []


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"task_type": "TASK_TYPE_AGENCY_AD_HOURLY_REPORT"}, 18009),
        ({"task_type": UPDATE[0]}, 18009),
        ({"task_spec": None}, 18001),
        ({"task_spec": {}}, 18001),
        ({"task_spec": {CREATE[1]: {"android_app_id": APP, "android_channel_package_spec": new("a")}}}, 18001),
        ({"task_name": "a" * 121}, 18006),
        ({"account_id": 1}, 12201),
    ],
)
def test_a_task_that_breaks_a_rule_is_refused(tencent, others, expected):
    assert call(tencent, CREATE, *new("north"), **others).code == expected
    assert tasks(tencent) == []


@pytest.mark.parametrize(("count", "expected"), [(0, 18012), (1, 0), (100, 0), (101, 18011)])
def test_a_task_has_a_hundred_packages_at_the_most(tencent, count, expected):
    assert call(tencent, CREATE, *new(*(f"p{number}" for number in range(count)))).code == expected
