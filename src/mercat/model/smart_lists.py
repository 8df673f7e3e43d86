"""Smart lists and segmentations: rules of filters and triggers, and segments that follow such rules."""

from typing import Final, Literal

import msgspec

from mercat.model.assets import Ref
from mercat.model.campaigns import Content

Match = Literal["all", "any", "advanced"]
Owner = Literal["document", "campaign", "program"]
RuleType = Literal["Activity", "Attribute", "Special"]
DEFAULT: Final = "Default"  # the segment of everybody whom no other one takes


class Condition(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a filter compares: an attribute, an operator in the vendor's words, and values as they are typed.

    `ids` names the assets that the values stand for, in their order; a filter on attributes has none.
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
    """Whom a smart list finds: those who pass all filters, any of them, or what `logic` says of their numbers.

    Without a filter it is everybody.
    """

    match: Match = "all"
    logic: str = ""
    triggers: tuple[Filter, ...] = ()
    filters: tuple[Filter, ...] = ()


class Segment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of the people, by rules. The last segment of a segmentation is `DEFAULT`, which has none."""

    id: int
    name: str
    rules: SmartListRules = SmartListRules()


class Segmentation(msgspec.Struct, frozen=True):
    """Segments in order: a person is in the first one whose rules take them."""

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
