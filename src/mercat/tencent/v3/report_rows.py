"""Rows of reports: a row has every member that the call asks for; metrics that nothing measures are 0."""

from typing import Any, Final

from mercat.model.refusals import NotAllowed
from mercat.tencent.call import TencentCall
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, Find, page

_NEUTRAL: Final = {"integer": 0, "number": 0}  # of other types: an empty text


class ReportEndpoints(Endpoints):
    """Declares the reports of one module."""

    def __init__(self, module: str) -> None:
        super().__init__(module, needs=Scope.ADS_INSIGHTS)

    def report(self, path: str, find: Find) -> None:
        """Declare a report."""
        self._declare("GET", path, report, find, {"reads": True, "offload": True})


def report(call: TencentCall, find: Find) -> Document:
    """A page of a report. Raises NotAllowed if it is to be sorted by what no row has."""
    members = call.endpoint.item
    for one in call.body.get("order_by", ()):
        if one["sort_field"] not in members:
            raise NotAllowed("order_by.sort_field", one["sort_field"][:64], tuple(call.body.get("fields", ())))
    empty = {name: neutral(members[name]) for name in call.body.get("fields", members)}
    answer = page(call, find)
    return answer | {"list": [empty | row for row in answer["list"]]}


def neutral(type_name: str) -> Any:
    """The value of a member that means nothing in a row."""
    return _NEUTRAL.get(type_name, "")
