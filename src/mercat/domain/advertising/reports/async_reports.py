"""Asynchronous reports: a day's whole report, written to a file by a job. A report is an object of its owner.

Its file is another object, so that its id belongs to the owner too. Both are kept for some time after the order.
"""

from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec import field
from msgspec.structs import replace

from mercat.domain import jobs
from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.reports import reports
from mercat.domain.advertising.reports.reports import ABOUT, PREFIX, TAGS, Report
from mercat.domain.advertising.targeting import union_positions
from mercat.domain.bulk.simulated_progress import TASKS, pace
from mercat.model.advertising import CREATED, AdObject, Condition
from mercat.model.clock import DAY, MINUTE, SECOND
from mercat.model.messages import WriteReport
from mercat.model.oauth import ADVERTISER
from mercat.model.refusals import Missing, NotAllowed, NotFound, Refusal, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.oauth import clients
from mercat.store.tx import Tx

KIND: Final = "asynchronous report"
FILE_KIND: Final = "report file"
KEPT_MS: Final = 30 * DAY
DAYS_BACK: Final = {"DAILY": reports.DAYS_BACK, "HOURLY": 30}
UNION_LEVEL: Final = f"{PREFIX}AD_UNION"
UNION_PAUSE_MS: Final = 5 * MINUTE  # between two reports about positions of the union
INTEGERS: Final = frozenset(
    {"adgroup_id", "dynamic_creative_id", "component_id", "bidword_id", "union_position_id", "hour"}
)
PART: Final = "report"

# What a report of a level has a row for, beside the day or its hours.
LEVELS: Final = {
    "ADVERTISER": (),
    "ADGROUP": ("adgroup_id",),
    "DYNAMIC_CREATIVE": ("adgroup_id", "dynamic_creative_id"),
    "COMPONENT": ("dynamic_creative_id", "component_id", "component_type"),
    "MATERIAL_IMAGE": ("adgroup_id", "image_id"),
    "MATERIAL_VIDEO": ("adgroup_id", "video_id"),
    "MARKETING_ASSET": ("marketing_target_type", "marketing_asset_id"),
    "CHANNEL": ("channel_id",),
    "BIDWORD": ("adgroup_id", "bidword_id"),
    "QUERYWORD": ("bidword_id", "queryword"),
    "LANDING_PAGE": ("landing_page_type", "landing_page_id"),
    "PRODUCT_CATALOG": ("product_catalog_id", "product_series_id", "product_outer_id"),
    "PROJECT": ("project_id",),
    "PROJECT_CREATIVE": ("project_id", "dynamic_creative_id"),
    "PRODUCT_CREATIVE_TEMPLATE": ("creative_template_group_id",),
    "AD_UNION": union_positions.DIMENSIONS,
    **{name: ("adgroup_id", *TAGS[name]) for name in ("AGE", "GENDER", "REGION", "CITY", "OS")},
}

_ABOUT: Final = {
    **ABOUT,
    **TAGS,
    "AD_UNION": ("union_position_id",),
    "LANDING_PAGE": ("landing_page_id",),
}

Members = dict[str, Any]


class NotReady(Refusal):
    """The file of a report is not written yet."""


class NotWritten(Refusal):
    """A report has no file, because its job failed."""


class UnionTooSoon(Refusal):
    """The account ordered a report about positions of the union a short time ago."""


class Status(StrEnum):
    """How far a report is."""

    PENDING = "TASK_STATUS_PENDING"
    PROCESSING = "TASK_STATUS_PROCESSING"
    COMPLETED = "TASK_STATUS_COMPLETED"
    FAILED = "TASK_STATUS_FAIL"


class AsyncReport(Facts):
    """The members that rules read. It shows as completed after `shown_ms` and `polls_left` looks at it."""

    name: str = field(name="task_name")
    level: str
    report: Report
    columns: list[tuple[str, Any]]  # the names of the file's columns, with the values that mean nothing
    status: Status = Status.PENDING
    files: list[Members] = []
    shown_ms: int = 0
    polls_left: int = 0


class AsyncReports(Collection[AsyncReport]):
    """The asynchronous reports of all owners."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List asynchronous reports that match the filter, a page at a time. It counts as a look at each."""
        part = super().find(tx, search.narrowed(_kept(tx)))
        return replace(part, items=[self._look(tx, item) for item in part.items])

    def add(self, tx: Tx, owner: int, document: Members) -> int:
        """Order an asynchronous report. Raises NotAllowed, WrongType, TooEarly, Missing, UnionTooSoon."""
        level = document["level"]
        if level == UNION_LEVEL and not document.get("filtering"):
            raise Missing("filtering")
        report = _report(tx, owner, document)
        if level == UNION_LEVEL and self._any_since(tx, owner, level, tx.now - UNION_PAUSE_MS):
            raise UnionTooSoon
        progress = pace(tx, TASKS)
        task_id = super().add(
            tx,
            owner,
            {
                "task_name": document["task_name"],
                "level": level,
                "report": msgspec.to_builtins(report),
                "columns": document["columns"],
                "status": Status.PENDING,
                "shown_ms": tx.now + progress.delay_ms,
                "polls_left": progress.polls,
            },
        )
        due_ms = tx.now + progress.delay_ms // 2
        jobs.enqueue(tx, WriteReport(owner, task_id), due_ms=due_ms, unique_key=f"report {task_id}")
        return task_id

    def file(self, tx: Tx, owner: int, task_id: int, file_id: int) -> Members:
        """The file of a report: its key and its length. Raises NotFound, NotReady, NotWritten."""
        item = self.get(tx, owner, task_id)
        if item.created_ms + KEPT_MS <= tx.now:
            raise NotFound(KIND, task_id)
        status = self._status(tx, self.read(item.document))
        if status is Status.FAILED:
            raise NotWritten
        if status is not Status.COMPLETED:
            raise NotReady
        stored = ad_objects.find(tx, FILE_KIND, owner, file_id)
        if stored is None or stored.document["task_id"] != task_id:
            raise NotFound(FILE_KIND, file_id)
        return stored.document

    def complete(self, tx: Tx, item: AdObject, key: str, md5: str, length: int) -> None:
        """Give a report its file, which is stored under a key."""
        content = {"task_id": item.id, "key": key, "bytes": length}
        file_id = ad_objects.add(tx, FILE_KIND, item.account_id, content, parent_id=item.id)
        files = [{"file_id": file_id, "md5": md5}]
        ad_objects.save(tx, item.id, item.document | {"status": Status.COMPLETED, "files": files})

    def under_way(self, tx: Tx, owner: int, task_id: int) -> AdObject | None:
        """The report with this id, if its file is still to be written."""
        item = ad_objects.find(tx, KIND, owner, task_id)
        return item if item is not None and item.document["status"] == Status.PENDING else None

    def _look(self, tx: Tx, item: AdObject) -> AdObject:
        facts = self.read(item.document)
        if facts.status is Status.COMPLETED and facts.polls_left:
            facts.polls_left -= 1
            ad_objects.save(tx, item.id, item.document | {"polls_left": facts.polls_left})
        status = self._status(tx, facts)
        result = {"code": 0, "message": "", "data": {"file_info_list": facts.files}}
        return item.with_members({"status": status} | ({"result": result} if status is Status.COMPLETED else {}))

    def _status(self, tx: Tx, facts: AsyncReport) -> Status:
        if facts.status is Status.COMPLETED and (facts.polls_left or facts.shown_ms > tx.now):
            return Status.PROCESSING
        return facts.status

    def _any_since(self, tx: Tx, owner: int, level: str, since_ms: int) -> bool:
        since = Condition(CREATED, "greater", (since_ms // SECOND,), "integer")
        return super().find(tx, Search([owner], (Condition("level", "equals", (level,)), since))).total > 0


async_reports: Final = AsyncReports(KIND, AsyncReport)


def forget_stale(tx: Tx) -> None:
    """Delete reports and files that were kept for long enough."""
    before_ms = tx.now - KEPT_MS
    stale = ad_objects.made_before(tx, FILE_KIND, before_ms)
    for item in stale + ad_objects.made_before(tx, KIND, before_ms):
        ad_objects.delete(tx, item.id)
    for key in {item.document["key"] for item in stale}:
        if not ad_objects.any_with(tx, FILE_KIND, "key", key):
            tx.files.drop(key)


def part_of(task_id: int) -> str:
    """The name of the file while it is written."""
    return f"{PART}-{task_id}"


def _kept(tx: Tx) -> Condition:
    return Condition(CREATED, "greater", ((tx.now - KEPT_MS) // SECOND,), "integer")


def _report(tx: Tx, owner: int, document: Members) -> Report:
    level = document["level"].removeprefix(PREFIX)
    accounts = _accounts(tx, owner, document["level"])
    hourly = document["granularity"] == "HOURLY"
    first, last = reports.span(tx, {"date": document["date"]}, DAYS_BACK[document["granularity"]])
    usual = ("date", *(("hour",) if hourly else ()), *LEVELS[level])
    groups = document.get("group_by") or usual
    reports.check_groups(groups, (*usual, "site_set"))
    conditions = [_condition(one) for one in document.get("filtering", ())]
    hours = [one for one in conditions if one.member == "hour"]
    only = reports.limits(tx, accounts, [one for one in conditions if one.member != "hour"])
    if level == "AD_UNION":
        only["site_set"] = [union_positions.SITE]
    return Report(
        accounts,
        first,
        last,
        groups=tuple(dict.fromkeys(groups)),
        about=_ABOUT.get(level, ()),
        only=only,
        fields=tuple(document["report_fields"]),
        hours=tuple(hour for hour in range(24) if all(_holds(one, hour) for one in hours)) if hours else None,
    )


def _accounts(tx: Tx, owner: int, level: str) -> list[int]:
    """The accounts that a report is about: an advertiser's, an agency's clients, or those in a business unit."""
    present = clients.find_account(tx, owner)
    if present is None or present.role == ADVERTISER:
        return reports.accounts_of(tx, owner, level)
    return [one.account_id for one in account_tree.below(tx, [owner]) if one.role == ADVERTISER]


def _condition(position: Members) -> Condition:
    name, values = position["field"], tuple(position["values"])
    if name not in INTEGERS:
        return Condition(name, position["operator"].lower(), values)
    for value in values:
        if not (value.isascii() and value.isdecimal() and len(value) <= 18):
            raise WrongType("filtering.values", value, "integer")
    return Condition(name, position["operator"].lower(), tuple(map(int, values)), "integer")


def _holds(condition: Condition, hour: int) -> bool:
    """Whether an hour of the day fulfils a condition. Raises NotAllowed."""
    value: int = condition.values[0]
    match condition.operator:
        case "equals" | "in":
            return hour in condition.values
        case "not_equals":
            return hour != value
        case "less":
            return hour < value
        case "less_equals":
            return hour <= value
        case "greater":
            return hour > value
        case "greater_equals":
            return hour >= value
    raise NotAllowed("filtering.operator", condition.operator.upper(), ("EQUALS", "IN"))
