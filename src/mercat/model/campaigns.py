"""Smart campaigns: their smart lists and flows, their runs and members."""

from typing import Any, Literal

import msgspec

from mercat.model.assets import AssetFilter, Ref

Type = Literal["batch", "trigger"]
Status = Literal["Active", "Inactive", "Never Run", "Single Run", "Invalid"]


class Rule(msgspec.Struct, frozen=True):
    """A trigger, a filter or a flow step: its name and settings."""

    name: str
    values: dict[str, Any] = {}


class Qualification(msgspec.Struct, frozen=True):
    """How often one person can go through: once, every time, or once in a number of units."""

    type: Literal["once", "any", "interval"] = "once"
    interval: int | None = None
    unit: Literal["hour", "day", "week", "month"] | None = None


class Content(msgspec.Struct, frozen=True):
    """The content of a campaign: smart list, flow and qualification."""

    triggers: tuple[Rule, ...] = ()
    filters: tuple[Rule, ...] = ()
    steps: tuple[Rule, ...] = ()
    qualification: Qualification = Qualification()


class Campaign(msgspec.Struct, frozen=True):
    """One campaign.

    `requested` says that the API can request it, `broken` that a filter names a deleted list, and `limited` that
    communication limits apply. `program_name` is set if the campaign is in a program.
    """

    id: int
    name: str
    description: str
    parent: Ref
    program_id: int | None
    program_name: str | None
    workspace_id: int
    workspace_name: str
    type: Type
    content: Content
    requested: bool
    active: bool
    limited: bool
    broken: bool
    last_run_ms: int | None
    created_ms: int
    updated_ms: int
    smart_list_id: int


class CampaignFilter(AssetFilter, frozen=True):
    """The conditions of a search for campaigns. A flag that is False matches all."""

    active: bool = False
    requestable: bool = False


class Run(msgspec.Struct, frozen=True):
    """A run of a campaign with these people; None: those in its smart list when the run is due.

    `tokens` are values for this run alone, by the folded names of My Tokens.
    """

    id: int
    campaign_id: int
    people: list[int] | None
    tokens: dict[str, str]
    due_ms: int
    created_ms: int


class CampaignMember(msgspec.Struct, frozen=True):
    """One person in one campaign: the first and the last time that the person went through."""

    id: int
    campaign_id: int
    person_id: int
    member_ms: int
    updated_ms: int
