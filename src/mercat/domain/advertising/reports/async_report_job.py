"""The job that writes the file of an asynchronous report: a line of names, then its rows, separated by commas.

The file is written from one snapshot, some rows at a time. After a kill it is written again from the beginning.
"""

import hashlib
from typing import Any, Final

import msgspec

from mercat.domain.advertising.reports import async_reports, reports
from mercat.domain.advertising.reports.async_reports import Status
from mercat.domain.advertising.reports.async_reports import async_reports as all_reports
from mercat.domain.bulk import files
from mercat.domain.job_handler import Commit, JobContext, JobHandler
from mercat.model.advertising import AdObject
from mercat.model.messages import WriteReport
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

ROWS_AT_A_TIME: Final = 20_000


class Written(msgspec.Struct, frozen=True):
    """A report, and the key, the MD5 and the length of its file."""

    item: AdObject
    key: str
    md5: str
    length: int


def run(context: JobContext[WriteReport]) -> Commit:
    """Write the file."""
    message = context.message

    def read(tx: Tx) -> Written | None:
        item = all_reports.under_way(tx, message.owner_id, message.task_id)
        return None if item is None else _write(tx, item)

    written = context.read(read)
    return _nothing if written is None else lambda tx: _settle(tx, written)


def _write(tx: Tx, item: AdObject) -> Written:
    facts, part = all_reports.read(item.document), async_reports.part_of(item.id)
    digest = hashlib.md5(usedforsecurity=False)
    length = offset = 0
    lines: list[list[Any]] = [[name for name, _ in facts.columns]]
    while lines:
        text = files.write(lines, files.FORMATS["CSV"])
        tx.files.append(part, length, text)
        digest.update(text)
        length += len(text)
        rows, _ = reports.rows(tx, facts.report, offset, ROWS_AT_A_TIME)
        lines = [[row.get(name, neutral) for name, neutral in facts.columns] for row in rows]
        offset += ROWS_AT_A_TIME
    return Written(item, tx.files.digest(part), digest.hexdigest(), length)


def _settle(tx: Tx, written: Written) -> None:
    """Store the file under its key, unless the report is deleted or has one."""
    item = written.item
    if all_reports.under_way(tx, item.account_id, item.id) is not None:
        tx.files.adopt(async_reports.part_of(item.id), written.key)
        all_reports.complete(tx, item, written.key, written.md5, written.length)


def failed(tx: Tx, message: WriteReport) -> None:
    """Mark the report as failed."""
    item = all_reports.under_way(tx, message.owner_id, message.task_id)
    if item is not None:
        ad_objects.save(tx, item.id, item.document | {"status": Status.FAILED})


def _nothing(tx: Tx) -> None:
    """Write nothing, because the report has its file or was deleted."""


HANDLER: Final = JobHandler(WriteReport, run, failed=failed)
