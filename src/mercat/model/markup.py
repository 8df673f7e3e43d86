"""What the HTML of a template declares: regions, modules, containers and variables, with their places in the source."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import msgspec

from mercat.model.refusals import RuleBroken


class Span(NamedTuple):
    """A part of a source: `source[start:end]`."""

    start: int
    end: int


class RegionKind(StrEnum):
    """What an editable region holds."""

    TEXT = "Text"
    IMAGE = "Image"
    SNIPPET = "Snippet"
    VIDEO = "Video"
    FORM = "Form"
    SHARE_BUTTON = "ShareButton"
    POLL = "Poll"
    REFERRAL = "Referral"
    SWEEPSTAKES = "Sweepstakes"


class Element(msgspec.Struct, frozen=True, kw_only=True):
    """An element with a meaning. `name` is its display name, or else its id; the names of attributes are lower case.

    `inner` is the content without the tags. It is empty, at the end of the tag, for an element that has none.
    """

    id: str
    name: str
    tag: str
    attributes: Mapping[str, str]
    span: Span
    inner: Span


class Region(Element, frozen=True, kw_only=True):
    """An element whose content a marketer may change. `module` is the id of the module around it."""

    kind: RegionKind
    module: str | None = None
    is_legacy: bool = False  # declared as version 1.0 of the email editor did


class Module(Element, frozen=True, kw_only=True):
    """A section that may be added, moved and removed as a whole; without `is_active` it cannot be added."""

    container: str | None
    is_active: bool
    add_by_default: bool


class Container(Element, frozen=True, kw_only=True):
    """Where modules lie, and nothing else."""


class VariableType(StrEnum):
    """What the values of a variable are."""

    STRING = "String"
    LIST = "List"
    NUMBER = "Number"
    COLOR = "Color"
    BOOLEAN = "Boolean"
    HTML = "HTML"
    IMAGE = "Image"


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """A value that the source uses as `${id}`. `default` is one even if the declaration has none.

    `module_scope` gives each module a value of its own. `values` are those of a list, in their order. A number has
    bounds where `min` and `max` are there. A boolean is written as `true_value` or `false_value`.
    """

    type: VariableType
    id: str
    name: str
    default: str
    span: Span
    module_scope: bool = False
    allow_html: bool = False
    values: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    step: float = 1
    units: str = ""
    true_value: str = "true"
    false_value: str = "false"
    true_name: str = "ON"
    false_name: str = "OFF"


class Use(NamedTuple):
    """A place where the source uses a variable; `span` is that of `${id}`."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """A source and what it declares, each in the order of the source. `regions` has those of modules too.

    `problems` are why it cannot be approved, `module_problems` are those of modules and containers, which only emails
    have; `warnings` do not hold that back. `free_form` is the element that those of a free-form page lie in.
    """

    html: str
    regions: tuple[Region, ...]
    modules: tuple[Module, ...]
    containers: tuple[Container, ...]
    variables: tuple[Variable, ...]
    uses: tuple[Use, ...]
    free_form: Element | None
    problems: tuple[RuleBroken, ...]
    module_problems: tuple[RuleBroken, ...]
    warnings: tuple[RuleBroken, ...]

    def region(self, id: str) -> Region | None:
        """The first region of an id, or None."""
        return next((region for region in self.regions if region.id == id), None)

    def module(self, id: str) -> Module | None:
        """The first module of an id, or None."""
        return next((module for module in self.modules if module.id == id), None)

    def variable(self, id: str) -> Variable | None:
        """The first variable of an id, or None."""
        return next((variable for variable in self.variables if variable.id == id), None)
