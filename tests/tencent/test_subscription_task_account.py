"""/v3.0/subscription_task_account: the accounts about which a task or an application wants to hear."""

from typing import Any

import pytest

from mercat.domain.advertising.tasks.subscriptions import tasks
from mercat.domain.oauth import ad_accounts, applications
from mercat.store.tx import Tx
from support.server import Response, Server
from support.tencent import ACCOUNT_ID, TencentClient

SCOPE = "ads_insights"
PATH = "/v3.0/subscription_task_account/"


@pytest.fixture
def subscriber(server: Server) -> TencentClient:
    """A client of some scope, whose token was granted two accounts."""
    client = TencentClient(server, (SCOPE,), "subscriber")

    def work(tx: Tx) -> str:
        ad_accounts.create_account(tx, "Second", account_id=25611)
        ad_accounts.create_account(tx, "Foreign", account_id=25612)
        (application,) = (one for one in applications.list_applications(tx) if one.name == "subscriber")
        return applications.issue_grant(tx, application, 1, [ACCOUNT_ID, 25611], [SCOPE]).access_token

    client.token = server.instance.write_now(work)
    return client


def application_id(client: TencentClient) -> int:
    def work(tx: Tx) -> int:
        (application,) = (one for one in applications.list_applications(tx) if one.name == "subscriber")
        return applications.client_id(tx, application)

    return int(client.server.instance.read_now(work))


def task(client: TencentClient) -> int:
    def work(tx: Tx) -> int:
        (application,) = (one for one in applications.list_applications(tx) if one.name == "subscriber")
        return tasks.add(tx, application.id, {"task_name": "Reports"})

    return int(client.server.instance.write_now(work))


def post(client: TencentClient, action: str, *ids: int, **named: int) -> Response:
    return client.post(f"{PATH}{action}", account_id=None, account_id_list=list(ids), **named)


def page(client: TencentClient, **asked: Any) -> tuple[list[int], dict[str, Any]]:
    answer = client.get(f"{PATH}get", account_id=None, **{"pagesize": 10, **asked})
    assert answer.code == 0, answer
    data = answer.document["data"]
    return [each["account_id"] for each in data["list"]], data["cursor_page_info"]


def test_accounts_join_and_leave_a_task(subscriber):
    one = task(subscriber)
    data = post(subscriber, "add", ACCOUNT_ID, 25612, 1, 25611, task_id=one).document["data"]
    assert data["success_account_list"] == [ACCOUNT_ID, 25611]
    assert [each["account_id"] for each in data["failed_account_list"]] == [25612, 1]
    assert all(each["error_msg"] for each in data["failed_account_list"])
    assert page(subscriber, task_id=one)[0] == [ACCOUNT_ID, 25611]
    again = post(subscriber, "add", ACCOUNT_ID, task_id=one).document["data"]
    assert again == {"failed_account_list": [], "success_account_list": [ACCOUNT_ID]}
    data = post(subscriber, "delete", ACCOUNT_ID, ACCOUNT_ID, task_id=one).document["data"]
    assert (data["success_account_list"], len(data["failed_account_list"])) == ([ACCOUNT_ID], 1)
    assert page(subscriber, task_id=one)[0] == [25611]


def test_an_application_has_accounts_of_its_own(subscriber):
    app, one = application_id(subscriber), task(subscriber)
    post(subscriber, "add", ACCOUNT_ID, app_id=app)
    assert page(subscriber, app_id=app)[0] == [ACCOUNT_ID]
    assert page(subscriber, task_id=one)[0] == []


def test_accounts_are_listed_after_a_cursor(subscriber):
    one = task(subscriber)
    post(subscriber, "add", ACCOUNT_ID, 25611, task_id=one)
    ids, info = page(subscriber, task_id=one, pagesize=1)
    assert (ids, info["total_number"], info["previous_cursor"]) == ([ACCOUNT_ID], 2, "")
    ids, info = page(subscriber, task_id=one, pagesize=1, cursor=info["next_cursor"])
    assert (ids, info["next_cursor"]) == ([25611], "")
    assert page(subscriber, task_id=one, account_id_list=[25611, 1])[0] == [25611]
    assert subscriber.get(f"{PATH}get", task_id=one, pagesize=1, cursor="tea").code == 18002


def test_a_call_names_a_task_or_the_application(subscriber, server):
    one, app = task(subscriber), application_id(subscriber)
    assert post(subscriber, "add", ACCOUNT_ID).code == 18001
    assert post(subscriber, "add", ACCOUNT_ID, task_id=one, app_id=app).code == 31002
    assert post(subscriber, "add", ACCOUNT_ID, task_id=one + 1).code == 31010
    assert post(subscriber, "add", ACCOUNT_ID, app_id=app + 1).code == 31010
    assert post(TencentClient(server, name="other"), "add", ACCOUNT_ID, task_id=one).code == 31010
    assert subscriber.get(f"{PATH}get", task_id=one).code == 18001
