"""Subscriptions: the accounts about which a task, or an application, wants to hear. Tasks are made outside the API."""

from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.collection import Collection, Facts, Search, Window
from mercat.domain.advertising.refusals import NotBeside
from mercat.domain.oauth import applications
from mercat.model.advertising import Condition
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing, NotFound, QuotaReached, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.oauth import clients
from mercat.store.tx import Tx

TASK_KIND: Final = "subscription task"
KIND: Final = "subscribed account"
MOST: Final = 1_000_000  # accounts of one task
WHOLE: Final = 0  # the task of the application as a whole

Document = dict[str, Any]


class Task(Facts):
    """The facts of a task: rules read none."""


class Subscribed(Facts):
    """An account in a task. Its number is `subscribed`, because `account_id` is the application's place."""

    task: int = WHOLE
    subscribed: int = 0

    def unique_name(self) -> str | None:
        return f"{self.task} {self.subscribed}"


tasks: Final = Collection(TASK_KIND, Task)
subscribed_accounts: Final = Collection(KIND, Subscribed)


def task_of(tx: Tx, members: Document) -> int:
    """The task that a call names by itself or by its application. Raises Missing, NotBeside, NotFound."""
    task_id, app_id = members.get("task_id"), members.get("app_id")
    if task_id and app_id:
        raise NotBeside("app_id", "task_id")
    if task_id:
        return tasks.get(tx, tx.caller.service_id, task_id).id
    if not app_id:
        raise Missing("task_id")
    application = clients.find_application(tx, id=tx.caller.service_id)
    if application is None or applications.client_id(tx, application) != app_id:
        raise NotFound("application", app_id)
    return WHOLE


def subscribe(tx: Tx, task: int, account_id: int) -> None:
    """Add an account to a task; one that is there stays. Raises AccountUnknown, NotPermitted, QuotaReached."""
    account_tree.permitted(tx, account_id)
    owner = tx.caller.service_id
    if ad_objects.find_by_name(tx, KIND, owner, f"{task} {account_id}") is not None:
        return
    if subscribed_accounts.find(tx, _search(owner, task, Window(1))).total >= MOST:
        raise QuotaReached
    subscribed_accounts.add(tx, owner, {"task": task, "subscribed": account_id})


def unsubscribe(tx: Tx, task: int, account_id: int) -> None:
    """Take an account out of a task. Raises NotFound."""
    owner = tx.caller.service_id
    object_id = ad_objects.find_by_name(tx, KIND, owner, f"{task} {account_id}")
    if object_id is None:
        raise NotFound(KIND, account_id)
    subscribed_accounts.delete(tx, owner, object_id)


def listing(tx: Tx, owner: int, members: Document) -> Document:
    """List the accounts of a task, after a cursor."""
    size, cursor = members["pagesize"], members.get("cursor") or "0"
    if not (cursor.isascii() and cursor.isdecimal()):
        raise WrongType("cursor", cursor[:64], "a cursor that was answered before")
    search = _search(tx.caller.service_id, task_of(tx, members), Window(size, after=int(cursor)))
    if members.get("account_id_list"):
        search = search.narrowed(Condition("subscribed", "in", tuple(members["account_id_list"]), "integer"))
    part = subscribed_accounts.find(tx, search)
    page = {"page_size": size, "total_number": part.total}
    page |= {"next_cursor": _text(part.following), "previous_cursor": _text(part.preceding)}
    rows = [
        {"account_id": item.document["subscribed"], "created_time": item.created_ms // SECOND} for item in part.items
    ]
    return {"list": rows, "cursor_page_info": page}


def _search(owner: int, task: int, window: Window) -> Search:
    return Search([owner], (Condition("task", "equals", (task,), "integer"),), window=window)


def _text(cursor: int | None) -> str:
    return "" if cursor is None else str(cursor)
