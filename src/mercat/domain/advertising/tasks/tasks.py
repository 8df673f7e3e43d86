"""Tasks: work that an account orders and that runs later, an item at a time. A task is an object of its account.

Each item is done in a transaction of its own, together with its result, so that a kill repeats none and loses none.
An item that is refused leaves nothing behind and does not affect the others.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec import field
from msgspec.structs import replace

from mercat.domain import jobs
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.bulk.simulated_progress import TASKS, pace
from mercat.model.advertising import AdObject
from mercat.model.caller import Caller
from mercat.model.clock import SECOND
from mercat.model.messages import RunTask
from mercat.model.refusals import Missing, NotAllowed, Refusal, TooFew, TooMany, facts_of
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

Members = dict[str, Any]
Act = Callable[[Tx, int, Members], Members | None]  # does an item of an account; may answer members of its result


class Status(StrEnum):
    """How far a task is."""

    PENDING = "TASK_STATUS_PENDING"
    PROCESSING = "TASK_STATUS_PROCESSING"
    COMPLETED = "TASK_STATUS_COMPLETED"
    FAILED = "TASK_STATUS_FAIL"
    DELETED = "TASK_STATUS_DELETED"


class Outcome(StrEnum):
    """How a task ended."""

    PENDING = "TASK_RESULT_STATUS_PENDING"
    PROCESSING = "TASK_RESULT_STATUS_PROCESSING"
    SUCCESS = "TASK_RESULT_STATUS_SUCCESS"
    FAIL = "TASK_RESULT_STATUS_FAIL"
    PARTIAL_FAIL = "TASK_RESULT_STATUS_PARTIAL_FAIL"
    SYSTEM_ERROR = "TASK_RESULT_STATUS_SYSTEM_ERROR"
    DELETED = "TASK_RESULT_STATUS_DELETED"


SYSTEM_ERROR: Final = "SystemError"
_UNDER_WAY: Final = (Status.PENDING, Status.PROCESSING)


class TaskType(msgspec.Struct, frozen=True):
    """What tasks of one type do with their items, which are in the member `spec` of their specification.

    The first of the members `keys` that an item has is the id of its object, and `name_of` is the name of that.
    `begins` is the time at which a new task begins, instead of at once.
    """

    spec: str
    act: Act
    scope: str = ""
    keys: tuple[str, ...] = ()
    most: int = 100
    items: Callable[[Any], list[Members]] = list
    name_of: Callable[[Tx, int, Members], str] = lambda tx, account_id, item: ""
    begins: Callable[[Tx], int] | None = None

    def object_id(self, item: Members) -> str:
        """The id of the object that an item is about, as text."""
        return str(next((item[key] for key in self.keys if item.get(key)), ""))


class Result(msgspec.Struct, frozen=True):
    """What became of an item: members of its answer, or the name of a refusal (or SYSTEM_ERROR) with its facts."""

    name: str = ""
    members: Members = {}
    refusal: str = ""
    facts: Members = {}


class Task(Facts):
    """The members that rules read. `begin_ms` and `end_ms` are its first and last step, `polls_left` hides its end."""

    type: str = field(name="task_type")
    status: Status = Status.PENDING
    items: list[Members] = []
    results: list[Result] = []
    begin_ms: int = 0
    end_ms: int = 0
    polls_left: int = 0
    operator: str = ""
    user_id: int = 0
    service_id: int = 0
    account_ids: list[int] = []


class Tasks(Collection[Task]):
    """All tasks of one kind, which has several types."""

    def __init__(self, kind: str, types: Mapping[str, TaskType]) -> None:
        super().__init__(kind, Task)
        self.types = types

    def find(self, tx: Tx, search: Search) -> Slice:
        """List tasks that match the filter, a page at a time. It counts as a poll of the tasks that it shows."""
        part = super().find(tx, search)
        return replace(part, items=[item.with_members(self._poll(tx, item)) for item in part.items])

    def add(self, tx: Tx, owner: int, document: Members) -> int:
        """Order a task. Raises NotAllowed, Missing, TooFew, TooMany."""
        task_type = self.types.get(document["task_type"])
        if task_type is None:
            raise NotAllowed("task_type", document["task_type"][:64], tuple(self.types))
        items = _items(task_type, document.get("task_spec", {}))
        progress = pace(tx, TASKS)
        begin = task_type.begins(tx) if task_type.begins else tx.now + progress.delay_ms // 2
        members: Members = {"task_name": document["task_name"], "task_type": document["task_type"], "items": items}
        members |= {"status": Status.PENDING, "result_status": Outcome.PENDING, "task_scope": task_type.scope}
        members |= {"begin_ms": begin, "end_ms": begin + progress.delay_ms // 2, "polls_left": progress.polls}
        members |= {"operator": tx.caller.name, "user_id": tx.caller.user_id, "service_id": tx.caller.service_id}
        members |= {"account_ids": sorted(tx.caller.account_ids)}
        task_id = super().add(tx, owner, members)
        jobs.enqueue(tx, RunTask(self.kind, owner, task_id), due_ms=begin, unique_key=_key(task_id))
        return task_id

    def cancel(self, tx: Tx, owner: int, task_id: int) -> AdObject:
        """Delete a task that has not begun. Raises NotAllowed."""
        item = self.get(tx, owner, task_id)
        if self.read(item.document).status is not Status.PENDING:
            raise NotAllowed("status", item.document["status"], (Status.PENDING.value,))
        jobs.cancel(tx, _key(task_id))
        self._save(tx, item, {"status": Status.DELETED, "result_status": Outcome.DELETED})
        return item

    def step(self, tx: Tx, owner: int, task_id: int) -> int | None:
        """Do the next item of a task, or end it. Answers the time of the next step; None if the task has ended."""
        item = self.get(tx, owner, task_id)
        task = self.read(item.document)
        if task.status not in _UNDER_WAY:
            return None
        results = list(task.results)
        if len(results) == len(task.items):
            if task.end_ms > tx.now:
                return task.end_ms
            self._save(tx, item, {} if task.polls_left else _end(tx, results))
            return None
        accounts = frozenset({owner, *task.account_ids})
        tx.caller = Caller(task.user_id, task.operator, service_id=task.service_id, account_ids=accounts)
        results.append(_do(tx, self.types[task.type], owner, task.items[len(results)]))
        begun = {"status": Status.PROCESSING, "result_status": Outcome.PROCESSING}
        self._save(tx, item, {**begun, "results": msgspec.to_builtins(results)})
        return tx.now

    def abandon(self, tx: Tx, owner: int, task_id: int) -> None:
        """End a task whose next item failed too often. The items that are left are system errors."""
        item = self.get(tx, owner, task_id)
        task = self.read(item.document)
        results = [*task.results, *[Result(refusal=SYSTEM_ERROR)] * (len(task.items) - len(task.results))]
        end = {**_end(tx, results), "status": Status.FAILED, "result_status": Outcome.SYSTEM_ERROR}
        self._save(tx, item, {**end, "results": msgspec.to_builtins(results)})

    def _poll(self, tx: Tx, item: AdObject) -> Members:
        """Count a poll of a task whose items are done, and answer what it changes. The last poll ends the task."""
        task = self.read(item.document)
        if task.status is not Status.PROCESSING or not task.polls_left or len(task.results) < len(task.items):
            return {}
        left = task.polls_left - 1
        changes = {"polls_left": left} | ({} if left else _end(tx, task.results))
        self._save(tx, self.get(tx, item.account_id, item.id), changes)
        return changes

    def _save(self, tx: Tx, item: AdObject, changes: Members) -> None:
        ad_objects.save(tx, item.id, item.document | changes)


def _items(task_type: TaskType, specification: Members) -> list[Members]:
    place = f"task_spec.{task_type.spec}"
    for name in specification:
        if name != task_type.spec:
            raise NotAllowed("task_spec", name, (task_type.spec,))
    if task_type.spec not in specification:
        raise Missing(place)
    items = task_type.items(specification[task_type.spec])
    if not items:
        raise TooFew(place, 1)
    if len(items) > task_type.most:
        raise TooMany(place, task_type.most)
    return items


def _do(tx: Tx, task_type: TaskType, owner: int, item: Members) -> Result:
    name = task_type.name_of(tx, owner, item)
    try:
        with tx.savepoint():
            return Result(name, task_type.act(tx, owner, item) or {})
    except Refusal as refusal:
        return Result(name, refusal=type(refusal).__name__, facts=facts_of(refusal))


def _end(tx: Tx, results: list[Result]) -> Members:
    failures = sum(bool(result.refusal) for result in results)
    outcome = Outcome.SUCCESS if not failures else Outcome.PARTIAL_FAIL
    if failures == len(results):
        outcome = Outcome.FAIL
    return {"status": Status.COMPLETED, "result_status": outcome, "end_time": tx.now // SECOND}


def _key(task_id: int) -> str:
    return f"task {task_id}"
