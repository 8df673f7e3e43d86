"""/v3.0/async_reports and /v3.0/async_report_files: a day's whole report, as a file."""

from typing import Any, Final

from mercat.domain.advertising.reports.async_reports import NotWritten, Status, async_reports
from mercat.tencent import contract
from mercat.tencent.call import TencentCall
from mercat.tencent.envelopes import texts_of
from mercat.tencent.protocol import tencent
from mercat.tencent.refusals import FieldsUnknown
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, one_id, owner_of, page
from mercat.tencent.v3.report_rows import neutral
from mercat.wire.http import Response

NEEDS: Final = Scope.ADS_INSIGHTS
LANDING_PAGE: Final = {"landing_page_id": "string", "landing_page_type": "string"}  # no other report has its dimensions
TEXT: Final = "text/plain;charset=utf-8"
SOURCES: Final = ("daily_reports", "targeting_tag_reports", "ad_union_reports")  # whose rows have all members


@tencent.post("/v3.0/async_reports/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Order an asynchronous report."""
    call.body["columns"] = _columns(call.body["report_fields"])
    return one_id(call, async_reports.add)


@tencent.get("/v3.0/async_reports/get", needs=NEEDS, reads=False)  # it counts the looks at reports
def get(call: TencentCall) -> Document:
    """List asynchronous reports that match the filter, a page at a time."""
    answer = page(call, async_reports.find)
    for row in answer["list"]:
        if row.get("status") == Status.FAILED and "result" in call.body.get("fields", ("result",)):
            row["result"] = dict(zip(("code", "message"), texts_of(NotWritten()), strict=False))
    return answer


@tencent.get("/v3.0/async_report_files/get", needs=NEEDS)
def get_file(call: TencentCall) -> Response:
    """Download the file of an asynchronous report, without an envelope."""
    file = async_reports.file(call.tx, owner_of(call), call.body["task_id"], call.body["file_id"])
    place = call.tx.files.path(file["key"])
    return Response(file=place, length=file["bytes"], content_type=TEXT)


def _columns(names: list[str]) -> list[tuple[str, Any]]:
    """The columns of a file, with the values that mean nothing. Raises FieldsUnknown."""
    members = dict(LANDING_PAGE)
    for resource in SOURCES:
        members |= contract.endpoint(f"/v3.0/{resource}/get").item
    if not members.keys() >= set(names):
        raise FieldsUnknown
    return [(name, neutral(members[name])) for name in names]
