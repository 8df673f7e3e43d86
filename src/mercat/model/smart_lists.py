"""Smart lists and segmentations: rules of filters and triggers, and segments that follow such rules."""

from typing import Final, Literal

import msgspec

from mercat.model.assets import Ref
from mercat.model.campaigns import Content

Match = Literal["all", "any", "advanced"]
Owner = Literal["document", "campaign", "program"]
RuleType = Literal["Activity", "Attribute", "Special"]
DEFAULT: Final = "Default"  # the segment of people who are in no other one


class Condition(msgspec.Struct, frozen=True, omit_defaults=True):
    """A comparison in a filter: an attribute, an operator with the vendor's name, and values as they are entered.

    `ids` are the assets that the values stand for, in the same order; a filter on attributes has none.
    """

    attribute: str
    operator: str
    values: tuple[str, ...] = ()
    attribute_id: int = 0
    ids: tuple[int, ...] = ()


class Filter(msgspec.Struct, frozen=True, omit_defaults=True):
    """A filter or a trigger. The first condition is the primary one, the others are constraints."""

    name: str
    rule_type: RuleType
    operator: str
    conditions: tuple[Condition, ...] = ()


class SmartListRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """The rules of a smart list: people match all filters, any of them, or `logic`, a formula of filter numbers.

    Without a filter, all people match.
    """

    match: Match = "all"
    logic: str = ""
    triggers: tuple[Filter, ...] = ()
    filters: tuple[Filter, ...] = ()


class Segment(msgspec.Struct, frozen=True, omit_defaults=True):
    """People by rules. The last segment of a segmentation is `DEFAULT`, which has no rules."""

    id: int
    name: str
    rules: SmartListRules = SmartListRules()


class Segmentation(msgspec.Struct, frozen=True):
    """Segments in order. A person is in the first one whose rules match."""

    segments: tuple[Segment, ...]


class SmartList(msgspec.Struct, frozen=True):
    """A smart list, whoever has it.

    A document of its own lies in a folder or program and is what users make. That of a smart campaign or of an email
    program has the name and the times of its owner. `content` is a campaign's as the campaign stores it.
    """

    id: int
    name: str
    description: str | None
    parent: Ref
    workspace_id: int
    created_ms: int
    updated_ms: int
    owner: Owner
    owner_id: int
    content: SmartListRules | Content
