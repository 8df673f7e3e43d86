"""Smart campaigns: what their smart list and flow hold, and who goes through them."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from mercat.model.assets import AssetFilter, Ref

Type = Literal["batch", "trigger"]
Status = Literal["Active", "Inactive", "Never Run", "Single Run", "Invalid"]


class Rule(msgspec.Struct, frozen=True):
    """A trigger, a filter or a flow step: its name, and what it is set to."""

    name: str
    values: dict[str, Any] = {}


class Qualification(msgspec.Struct, frozen=True):
    """How often one person may go through: once, at any time, or once in so many units."""

    type: Literal["once", "any", "interval"] = "once"
    interval: int | None = None
    unit: Literal["hour", "day", "week", "month"] | None = None


class Content(msgspec.Struct, frozen=True):
    """What a smart list and a flow hold, and who may go through them how often."""

    triggers: tuple[Rule, ...] = ()
    filters: tuple[Rule, ...] = ()
    steps: tuple[Rule, ...] = ()
    qualification: Qualification = Qualification()


class Campaign(msgspec.Struct, frozen=True):
    """One campaign.

    `requested` says that a trigger lets the API request it, `broken` that a filter names a list that is gone,
    `limited` that communication limits hold. `program_name` is there if the campaign lies in a program.
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


@dataclass(frozen=True, slots=True)
class CampaignFilter(AssetFilter):
    """Which campaigns a search wants; False of a flag wants all."""

    active: bool = False
    requestable: bool = False


class Run(msgspec.Struct, frozen=True):
    """People who are to go through a campaign; None: whom its smart list finds, when the run is due.

    `tokens` are values for this run alone, by the folded names of My Tokens.
    """

    id: int
    campaign_id: int
    people: list[int] | None
    tokens: dict[str, str]
    due_ms: int
    created_ms: int


class CampaignMember(msgspec.Struct, frozen=True):
    """One person in one campaign: since when, and when it went through last."""

    id: int
    campaign_id: int
    person_id: int
    member_ms: int
    updated_ms: int
