"""/v3.0/subscription_task_account: the accounts of subscription tasks. A token needs no scope for it."""

from collections.abc import Callable

from mercat.domain.advertising.tasks import subscriptions
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.shapes import Document, Endpoints, each

endpoints = Endpoints(__name__, needs=())

endpoints.single("/v3.0/subscription_task_account/get", subscriptions.listing)


@tencent.post("/v3.0/subscription_task_account/add", needs=())
def add(call: TencentCall) -> Document:
    """Add accounts to a task. Each succeeds or fails alone."""
    return _results(call, subscriptions.subscribe)


@tencent.post("/v3.0/subscription_task_account/delete", needs=())
def delete(call: TencentCall) -> Document:
    """Take accounts out of a task. Each succeeds or fails alone."""
    return _results(call, subscriptions.unsubscribe)


def _results(call: TencentCall, act: Callable[[Tx, int, int], None]) -> Document:
    task, account_ids = subscriptions.task_of(call.tx, call.body), call.body["account_id_list"]
    done, failed = each(account_ids, lambda account_id: act(call.tx, task, account_id))
    refused = [{"account_id": account_ids[place], "error_msg": texts["message"]} for place, texts in failed.items()]
    return {"failed_account_list": refused, "success_account_list": [account_ids[place] for place in done]}
