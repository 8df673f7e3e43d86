"""Bridges between the lead database and advertising accounts, and their runs."""

from typing import Any, Final, Literal

import msgspec

LIST_TO_AUDIENCE: Final = "list-to-audience"
LEADS_TO_PEOPLE: Final = "leads-to-people"
KIND: Final = "bridge"

COUNTS: Final = (
    "people",
    "leads",
    "unusable",
    "users",
    "added",
    "removed",
    "files",
    "created",
    "matched",
)  # in the order of reports

Source = Literal["static", "smart"]
Counts = dict[str, int]


class ListToAudience(msgspec.Struct, frozen=True):
    """Settings of a bridge from a list to an audience.

    A person is the user whose identifier its first usable field of `fields` gives.
    """

    source: Source
    list_id: int
    audience_id: int
    fields: list[str]
    id_type: str


class LeadsToPeople(msgspec.Struct, frozen=True):
    """Settings of a bridge from the leads of an account to people, who may be added to a static list."""

    partition: str | None = None
    list_id: int | None = None


Settings = ListToAudience | LeadsToPeople


class Bridge(msgspec.Struct, frozen=True):
    """One bridge. A daily one runs each day."""

    id: int
    kind: str
    account_id: int
    target: int
    settings: dict[str, Any]
    daily: bool
    created_by: str
    created_ms: int

    @property
    def of_list(self) -> ListToAudience:
        """The settings of a bridge from a list to an audience."""
        return msgspec.convert(self.settings, ListToAudience)

    @property
    def of_leads(self) -> LeadsToPeople:
        """The settings of a bridge from leads to people."""
        return msgspec.convert(self.settings, LeadsToPeople)


class Run(msgspec.Struct, frozen=True):
    """One run. `state`: running, paused, completed or failed. `counts` are the numbers of the report."""

    id: int
    bridge_id: int
    state: str
    stage: str
    position: str
    counts: Counts
    problem: str | None
    ordered_by: str
    ordered_by_id: int
    created_ms: int
    finished_ms: int | None

    @property
    def read(self) -> int:
        """How many people or leads it has read."""
        return self.counts.get("people", self.counts.get("leads", 0))

    @property
    def is_over(self) -> bool:
        """Whether the run has ended."""
        return self.state in ("completed", "failed")


class Remark(msgspec.Struct, frozen=True, array_like=True):
    """A person or lead that could not be brought across: its id, and why: `empty` or `malformed`."""

    id: int
    reason: str


class Report(msgspec.Struct):
    """What a run did, or what a dry run says that a run would do."""

    counts: Counts = {}
    remarks: list[Remark] = []
