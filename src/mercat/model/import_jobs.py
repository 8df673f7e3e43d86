"""Bulk imports: the order, how far it is, and remarks on its rows."""

from typing import Any, Literal, NamedTuple

import msgspec

Verdict = Literal["failure", "warning"]


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was asked for. `header` are the columns as they came; `file_name` is the sender's.

    `fields` are what the columns go to, "" for one that is passed over, where they need not be named as the API names
    fields; `delimiter` separates the values where that is not the format's.
    """

    format: str
    header: list[str]
    begin: int  # where the rows begin in the file
    lookup_field: str = "email"
    partition_name: str | None = None
    program_id: int = 0
    status: str = ""
    file_name: str = ""
    fields: list[str] = []
    delimiter: str = ""

    @property
    def names(self) -> list[str]:
        """The field that each column goes to, "" for one that is passed over."""
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
    """What is wrong with a row: the name of a refusal and its facts.

    `row` is the number of the line that it begins on in the file, as an editor shows it; 0 if it was not counted.
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
