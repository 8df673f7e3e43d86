"""Bulk imports: the request, its progress, and remarks on rows."""

from typing import Any, Literal, NamedTuple

import msgspec

Verdict = Literal["failure", "warning"]


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """The request of an import. `header` has the columns of the file; `file_name` is the sender's.

    `fields` has the field of each column, "" for an ignored one, if columns need not have API names. `delimiter` is the
    separator, if it is not that of the format.
    """

    format: str
    header: list[str]
    begin: int  # the position of the first row in the file
    lookup_field: str = "email"
    partition_name: str | None = None
    program_id: int = 0
    status: str = ""
    file_name: str = ""
    fields: list[str] = []
    delimiter: str = ""

    @property
    def names(self) -> list[str]:
        """The field of each column, "" for an ignored one."""
        return self.fields or self.header


class Import(msgspec.Struct, frozen=True):
    """One import. `state`: queued, processing, paused, completed or failed; `problem` is a remark on the whole."""

    id: int
    kind: str
    owner_id: int
    request: Request
    list_id: int | None
    bytes: int
    state: str
    created_ms: int
    started_ms: int | None
    finished_ms: int | None
    imported: int
    failed: int
    warned: int
    problem: str | None
    polls_left: int
    shown_ms: int


class Remark(msgspec.Struct, frozen=True, array_like=True):
    """A remark on a row: the name of a refusal and its facts.

    `row` is the number of the row's first line in the file, as an editor counts it; 0 if it is unknown.
    """

    cells: list[str]
    name: str
    facts: dict[str, Any]
    row: int = 0


class FailedRow(NamedTuple):
    """A row that failed, for people to read: its line in the file, the column at fault with its value, and the reason.

    `column` is empty, and `value` the whole row, if the reason names no column. `rule` is the rule that the row breaks.
    """

    number: int
    column: str
    value: str
    reason: str
    rule: str = ""
