"""What calls about programs send, and what they answer."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from mercat.marketo.types import AssetPage, Folder, PlaceAnswer
from mercat.wire.operation import Answer, ClearableText, Schema

INT32: Final = 2**31


class PeriodCost(Schema):
    """The cost of a period."""

    start_date: str
    cost: Annotated[int, msgspec.Meta(ge=-INT32, lt=INT32)]
    note: str | None = None


class ProgramTag(Schema):
    """A tag and its value."""

    tag_type: str
    tag_value: str


class CreateProgram(Schema):
    """A program to create."""

    folder: Folder
    name: str
    type: str
    channel: str
    description: str | None = None
    costs: list[PeriodCost] = []
    tags: list[ProgramTag] = []
    start_date: str | None = None
    end_date: str | None = None
    head_start: bool | None = None


class UpdateProgram(Schema):
    """Changes to a program. What is absent stays as it is."""

    name: ClearableText | None = None
    description: ClearableText | None = None
    costs: list[PeriodCost] = []
    costs_destructive_update: bool = False
    tags: list[ProgramTag] = []
    start_date: str | None = None
    end_date: str | None = None
    head_start: bool | None = None


class CloneProgram(Schema):
    """A program to make like another one, in a folder."""

    name: str
    folder: Folder
    description: ClearableText | None = None


class ProgramName(Schema):
    """A search by name, and whether to include tags and costs."""

    name: str
    include_tags: bool = False
    include_costs: bool = False


class BrowsePrograms(AssetPage):
    """Conditions on programs. A program has to meet all of them."""

    filter_type: Literal["id", "programId", "folderId", "workspace"] | None = None
    filter_values: list[str] = []
    status: Literal["on", "off", "locked", "unlocked"] | None = None
    earliest_updated_at: str | None = None
    latest_updated_at: str | None = None


class ByTag(AssetPage, kw_only=True):
    """A tag and the value that programs must have."""

    tag_type: str
    tag_value: str


class TagOfProgram(Schema):
    """The path of one tag of a program."""

    id: int
    tag_type: str


class SmartListOfProgram(Schema):
    """The program whose smart list is asked for."""

    program_id: int


class TagValue(Schema):
    """The new value of a tag."""

    tag_value: str


class TagAnswer(Answer):
    """A tag with its value."""

    tag_type: str
    tag_value: str


class CostAnswer(Answer):
    """The cost of a period."""

    start_date: str
    cost: int
    note: str | UnsetType = UNSET


class ProgramSummary(Answer):
    """A program in a list."""

    id: int
    name: str
    description: str | None
    created_at: str
    updated_at: str
    url: str
    type: str
    channel: str
    folder: PlaceAnswer
    status: str
    workspace: str
    head_start: bool


class ProgramAnswer(ProgramSummary):
    """A program with its dates, tags and costs, if it has any and the call asks for them."""

    start_date: str | UnsetType = UNSET
    end_date: str | UnsetType = UNSET
    tags: list[TagAnswer] | UnsetType | None = UNSET
    costs: list[CostAnswer] | UnsetType | None = UNSET
