"""Checks of what clients of the Marketo API read and write: bulk jobs, leads, pages."""

import re
from collections.abc import Hashable
from typing import Final

from mercat.sandbox.checks.common import comes_soon, each, same_call
from mercat.sandbox.checks.forms import After, Alone, Check, Expected, Series, checks_of
from mercat.sandbox.checks.marketo import BEST_PRACTICES, REST
from mercat.sandbox.checks.observed import Observed, Trace, interval

_EXTRACT: Final = REST + "bulk-extract/bulk-extract"
_IMPORT: Final = REST + "bulk-import/bulk-import"
_PAGING: Final = REST + "paging-tokens"
_LEADS: Final = REST + "lead-database/leads"
QUERIES_OF_LEADS: Final = (
    "getLeadByIdUsingGET",
    "getLeadsByFilterUsingGET",
    "getLeadsByListIdUsingGET",
    "getLeadsByListIdUsingGET_1",
    "getLeadsByProgramIdUsingGET",
)
_EXPORTS: Final = ("Leads", "Activities", "CustomObjects", "ProgramMembers")
STATUSES_OF_EXPORTS: Final = tuple(f"getExport{kind}StatusUsingGET" for kind in _EXPORTS)
FILES_OF_EXPORTS: Final = tuple(f"getExport{kind}FileUsingGET" for kind in _EXPORTS)
STARTS_OF_EXPORTS: Final = tuple(f"enqueueExport{kind}UsingPOST" for kind in _EXPORTS)
ENDS_OF_EXPORTS: Final = tuple(f"cancelExport{kind}UsingPOST" for kind in _EXPORTS)
_IMPORTS: Final = ("Lead", "CustomObject", "ProgramMember")
IMPORTS: Final = tuple(f"import{kind}UsingPOST" for kind in _IMPORTS)
STATUSES_OF_IMPORTS: Final = tuple(f"getImport{kind}StatusUsingGET" for kind in _IMPORTS)
DESCRIPTIONS: Final = (
    *(f"describeUsingGET{number}" for number in ("", "_1", "_2", "_3", "_4", "_5", "_6")),
    "describeOpportunityRoleUsingGET",
    "describeProgramMemberUsingGET",
    "describeProgramMemberUsingGET2",
    "getAllActivityTypesUsingGET",
    "getLeadPartitionsUsingGET",
)
EXPORT_SECONDS: Final = 60
IMPORT_SECONDS: Final = 5
TOLERANCE_SECONDS: Final = 0.5  # by which a client that counts from call to call may come early
_NEXT_PAGE: Final = re.compile(rb'"nextPageToken":"([^"]+)"')
_STATE: Final = re.compile(rb'"status":"(\w+)"')
_NO_RECORDS: Final = b'"numberOfRecords":0,'
_BOUNDARY: Final = re.compile(r'boundary="?([^";]+)')
_SHORT_FILE: Final = 16_384
_RECORD_BYTES: Final = 4_096
_END_BYTES: Final = 400  # of an answer: what follows its result


# -- bulk -------------------------------------------------------------------------------------------------------------


def job(call: Observed) -> Hashable:
    """The path of a job, without the step."""
    return call.request.path.removesuffix(".json").rpartition("/")[0]


def path(call: Observed) -> Hashable:
    """The path."""
    return call.request.path


def export_polled_too_soon(before: Trace, call: Observed) -> bool:
    """Whether the status cannot have changed since."""
    return interval(before, call) < EXPORT_SECONDS - TOLERANCE_SECONDS


def import_polled_too_soon(before: Trace, call: Observed) -> bool:
    """Whether the status is asked for more often than the guide says."""
    return interval(before, call) < IMPORT_SECONDS - TOLERANCE_SECONDS


def started_export(call: Observed) -> Hashable:
    """The export that a call has started."""
    started = call.request.operation.id in STARTS_OF_EXPORTS and not call.failed
    return job(call) if started else None


def ended_export(call: Observed) -> Hashable:
    """The export whose file a call reads, or that has no file, or one without records."""
    if call.request.operation.id in STATUSES_OF_EXPORTS:
        is_without_file = call.answered(_STATE) in ("Failed", "Cancelled") or _NO_RECORDS in call.answer.body
        return job(call) if is_without_file else None
    over = call.request.operation.id in (*FILES_OF_EXPORTS, *ENDS_OF_EXPORTS)
    return job(call) if over and not call.failed else None


def has_one_row(call: Observed) -> bool:
    """Whether the file of an import has one row beside its head."""
    match = _BOUNDARY.search(call.request.header("content-type") or "")
    if match is None or call.failed or len(call.request.body) > _SHORT_FILE:
        return False
    for part in call.request.body.split(b"--" + match[1].encode()):
        head, _, content = part.partition(b"\r\n\r\n")
        if b"filename=" in head:
            return len(content.split()) > 0 and len(content.strip().splitlines()) == 2
    return False


# -- leads ------------------------------------------------------------------------------------------------------------


def writes_one_record(call: Observed) -> bool:
    """Whether a batch has one record."""
    if len(call.request.body) > _RECORD_BYTES:
        return False
    records = call.body.get("input") if isinstance(call.body, dict) else None
    return isinstance(records, list) and len(records) == 1 and not call.failed


def reads_one_lead(call: Observed) -> bool:
    """Whether a query is for one lead by a value of its own."""
    values = call.parameters.get("filterValues")
    return not call.failed and (values is None or "," not in values)


def same_operation(call: Observed) -> Hashable:
    """Who calls what."""
    return call.token, call.request.operation.id


def has_no_fields(call: Observed) -> bool:
    """Whether a query does not say which fields it is for."""
    return "fields" not in call.parameters and not call.failed


# -- pages ------------------------------------------------------------------------------------------------------------


def page_token(call: Observed) -> Hashable:
    """The token of a moment from which activities can be read."""
    is_of_moment = (
        call.request.operation is not None and call.request.operation.id == "getActivitiesPagingTokenUsingGET"
    )
    return call.answered(_NEXT_PAGE) or None if is_of_moment else None


def next_page(call: Observed) -> Hashable:
    """The token of the page that follows an answer."""
    end = call.answer.body[-_END_BYTES:]
    match = _NEXT_PAGE.search(end) if b'"moreResult":true' in end else None
    return match[1].decode() if match is not None else None


def asked_page(call: Observed) -> Hashable:
    """The page that a call asks for."""
    return call.parameters.get("nextPageToken") if "nextPageToken=" in _text(call) else None


def _text(call: Observed) -> str:
    return call.request.query_string or ("nextPageToken=" if call.request.form else "")


CHECKS: Final = checks_of(
    "marketo",
    Check(
        "export-polled-too-often",
        "warning",
        "The status of an export is asked for more than once a minute: it does not change more often.",
        _EXTRACT,
        After(path, each, export_polled_too_soon),
        STATUSES_OF_EXPORTS,
    ),
    Check(
        "import-polled-too-often",
        "warning",
        "The status of an import is asked for more than once in five seconds.",
        _IMPORT,
        After(path, each, import_polled_too_soon),
        STATUSES_OF_IMPORTS,
    ),
    Check(
        "export-never-downloaded",
        "warning",
        "An export was started, and its file was never read: it took quota and a place in the queue.",
        _EXTRACT,
        Expected(started_export, ended_export),
        (
            *STARTS_OF_EXPORTS,
            *STATUSES_OF_EXPORTS,
            *FILES_OF_EXPORTS,
            *ENDS_OF_EXPORTS,
        ),
    ),
    Check(
        "import-of-one-row",
        "warning",
        "A file with one row is imported: collect rows, or write the record with a call of its own.",
        BEST_PRACTICES + "#batching",
        Alone(has_one_row),
        IMPORTS,
        wastes=False,
    ),
    Check(
        "one-record-a-call",
        "warning",
        "Records are written one by one: a call takes 300 of them.",
        BEST_PRACTICES + "#batching",
        Series(same_operation, writes_one_record, comes_soon, 5),
        (
            "syncLeadUsingPOST",
            "syncCompaniesUsingPOST",
            "syncOpportunitiesUsingPOST",
            "syncCustomObjectsUsingPOST",
            "syncNamedAccountsUsingPOST",
            "syncSalesPersonsUsingPOST",
        ),
    ),
    Check(
        "one-lead-a-query",
        "info",
        "Leads are queried one by one: a query takes 300 values of a filter.",
        BEST_PRACTICES + "#batching",
        Series(same_operation, reads_one_lead, comes_soon, 10),
        (
            "getLeadByIdUsingGET",
            "getLeadsByFilterUsingGET",
        ),
    ),
    Check(
        "no-fields-named",
        "info",
        "A query for leads names no fields, so the answer has the default ones alone: send `fields`.",
        _LEADS + "#query",
        Alone(has_no_fields),
        QUERIES_OF_LEADS,
        wastes=False,
    ),
    Check(
        "paging-token-unused",
        "info",
        "A paging token was asked for, and nothing was read with it.",
        _PAGING,
        Expected(page_token, asked_page),
    ),
    Check(
        "pages-left-behind",
        "warning",
        "An answer said that there are more results, and the next page was never asked for.",
        _PAGING,
        Expected(next_page, asked_page),
        wastes=False,
    ),
    Check(
        "schema-not-cached",
        "info",
        "The same description is read again and again: it can be cached for a day.",
        BEST_PRACTICES + "#caching",
        Series(same_call, lambda call: not call.failed, comes_soon, 5),
        DESCRIPTIONS,
    ),
)
