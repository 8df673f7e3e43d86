"""kill -9 in the middle of tasks of an advertising account: each item is done once, whatever was under way."""

import itertools
import json
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from support.processes import Client, Process
from tencent.test_adgroups import new

TASKS = 4
ITEMS = 100
KILLS = 3
_NONCES: Final = itertools.count()


class Account:
    """The demo's advertising account, over HTTP."""

    def __init__(self, process: Process, data_dir: Path) -> None:
        about = json.loads((data_dir.parent / "ready.json").read_bytes())["tencent"]
        self.account_id, self._token = about["account_id"], about["access_token"]
        self._client = Client(process, "")

    def call(self, method: str, path: str, document: dict[str, Any] | None = None, **params: Any) -> Any:
        common = {"access_token": self._token, "timestamp": int(time.time()), "nonce": f"kill{next(_NONCES)}"}
        document = {"account_id": self.account_id, **document} if document else None
        answer = self._client.call(method, f"{path}?{urlencode(common | params)}", document)
        assert answer["code"] == 0, answer
        return answer["data"]

    def add_groups(self, name: str) -> list[int]:
        """A hundred new ad groups."""
        parts = [
            {
                "relative_path": "v3.0/adgroups/add",
                "body": json.dumps({"account_id": self.account_id, **new(adgroup_name=f"{name} {number}")}),
            }
            for number in range(ITEMS)
        ]
        results = self.call("POST", "/v3.0/batch_requests/add", {"batch_request_spec": parts})["list"]
        return [json.loads(result["body"])["data"]["adgroup_id"] for result in results]

    def delete_by_task(self, ids: list[int]) -> int:
        spec = {"delete_adgroup_spec": [{"adgroup_id": each} for each in ids]}
        order = {"task_name": "Farewell", "task_type": "TASK_TYPE_DELETE_ADGROUP_NEW", "task_spec": spec}
        task_id: int = self.call("POST", "/v3.0/batch_async_requests/add", order)["task_id"]
        return task_id

    def summary(self, task_id: int) -> dict[str, Any]:
        params = {"account_id": self.account_id, "task_id": task_id, "fields": '["code"]'}
        found: dict[str, Any] = self.call("GET", "/v3.0/batch_async_request_specification/get", **params)["summary"]
        return found

    def done(self, tasks: list[int]) -> int:
        """The number of items that are done."""
        found = [self.summary(task_id) for task_id in tasks]
        assert all(one["fail_count"] == one["system_error_count"] == 0 for one in found), found
        return sum(one["success_count"] for one in found)

    def states(self, tasks: list[int]) -> set[str]:
        return {self.summary(task_id)["status"] for task_id in tasks}


@pytest.mark.slow
def test_tasks_outlive_kills_and_no_item_is_done_twice(tmp_path):
    data_dir = tmp_path / "data"
    process = Process(data_dir)
    account = Account(process, data_dir)
    groups = [account.add_groups(f"Group {number}") for number in range(TASKS)]
    tasks = [account.delete_by_task(ids) for ids in groups]
    seen = []
    for turn in range(KILLS):
        time.sleep(0.02 + 0.05 * turn)
        process.kill()
        process = Process(data_dir)
        account = Account(process, data_dir)
        seen.append(account.done(tasks))
    assert seen == sorted(seen)
    assert seen[0] < TASKS * ITEMS, "the tasks were over before the first kill"
    ends = time.monotonic() + 60
    while account.states(tasks) != {"TASK_STATUS_COMPLETED"} and time.monotonic() < ends:
        time.sleep(0.05)
    assert account.states(tasks) == {"TASK_STATUS_COMPLETED"}
    assert account.done(tasks) == TASKS * ITEMS
    process.kill()
