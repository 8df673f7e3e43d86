"""Reads what HTML declares: walks its tags once and keeps the elements with a meaning."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from mercat.domain.markup import tags, variables
from mercat.domain.markup.nesting import Nesting
from mercat.model.markup import Container, Element, Module, Region, RegionKind, Span, Template, Use, Variable
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule

if TYPE_CHECKING:
    from turbohtml import Token

BYTES: Final = 1_048_576
DECLARATIONS: Final = 1_000  # regions, modules, containers and variables together

_LEGACY: Final = "mktEditable"
_KINDS: Final = {
    _LEGACY: RegionKind.TEXT,
    "mktoText": RegionKind.TEXT,
    "mktoImg": RegionKind.IMAGE,
    "mktoSnippet": RegionKind.SNIPPET,
    "mktoVideo": RegionKind.VIDEO,
    "mktoForm": RegionKind.FORM,
    "mktoShareButton": RegionKind.SHARE_BUTTON,
    "mktoPoll": RegionKind.POLL,
    "mktoReferral": RegionKind.REFERRAL,
    "mktoSweepstakes": RegionKind.SWEEPSTAKES,
}
_MODULE: Final = "mktoModule"
_CONTAINER: Final = "mktoContainer"
_FREE_FORM: Final = "mktoContent"
_MARK: Final = "mkt"  # what every class with a meaning begins with
_MEANINGS: Final = _KINDS.keys() | {_MODULE, _CONTAINER, _FREE_FORM}
_ID: Final = re.compile(r"[A-Za-z0-9_-]+")
_USE: Final = re.compile(r"\$\{([A-Za-z0-9_-]{1,255})\}")
_SECTIONS: Final = frozenset(("tbody", "thead", "tfoot"))
_MODULE_TAGS: Final = {"td": "table", **dict.fromkeys(("table", *_SECTIONS), "tr")}  # by the tag of their container

T = TypeVar("T", bound=Element)


@dataclass(slots=True, eq=False)
class _Draft:
    """An element that has begun. `meaning` is the class that makes it one; `end` is where its content ends."""

    meaning: str
    tag: str
    attributes: dict[str, str]
    start: Span
    container: "_Draft | None"  # the one it lies in directly
    module: "_Draft | None"  # the one around it
    end: Span
    holds_others: bool = False

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def is_region(self) -> bool:
        return self.meaning in _KINDS

    def made(self, type: type[T], **more: Any) -> T:
        """The element, once its end is known."""
        return type(
            id=self.id,
            name=self.attributes.get("mktoname") or self.id,
            tag=self.tag,
            attributes=self.attributes,
            span=Span(self.start.start, self.end.end),
            inner=Span(self.start.end, self.end.start),
            **more,
        )


@dataclass(slots=True)
class Reader:
    """One reading of one source. Raises RuleBroken where the source is out of bounds, never for what is wrong in it."""

    html: str
    _starts: list[int] = field(default_factory=list)
    _nesting: Nesting[_Draft] = field(default_factory=Nesting)
    _drafts: list[_Draft] = field(default_factory=list)
    _around: list[_Draft] = field(default_factory=list)  # those that are open
    _variables: list[Variable] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _repeated: set[str] = field(default_factory=set)
    _problems: list[RuleBroken] = field(default_factory=list)
    _module_problems: list[RuleBroken] = field(default_factory=list)
    _warnings: list[RuleBroken] = field(default_factory=list)

    def read(self) -> Template:
        """What the source declares."""
        if len(self.html) > BYTES or len(self.html.encode("utf-8", "surrogatepass")) > BYTES:
            raise RuleBroken(Rule.HTML_TOO_LARGE, limit=BYTES)
        self._starts = tags.line_starts(self.html)
        for kind, token, start in tags.read(self.html):
            if kind == tags.START:
                self._start(token, start)
            elif kind == tags.END:
                self._end(token, start)
            elif self._nesting.attached:
                self._text(token)
        self._close(self._nesting.close_all(), len(self.html))
        return self._template()

    # -- walking ------------------------------------------------------------------------------------------------------

    def _start(self, token: "Token", start: int) -> None:
        name = token.tag or ""
        implied = self._nesting.implied_ends(name)
        if implied:
            self._close(implied, start)
        id = token.attr("id")
        if id:
            (self._repeated if id in self._ids else self._ids).add(id)
        draft = None
        if _MARK in (token.source or ""):
            draft = self._declare(name, token, Span(start, tags.end_of(self._starts, token, start)))
        container = self._container()
        if container is not None and (draft is None or draft.meaning != _MODULE):
            container.holds_others |= name not in _SECTIONS or container.tag != "table"
        if self._nesting.has_end(name, is_self_closing=token.self_closing):
            self._nesting.open(name, draft)
            if draft is not None:
                self._around.append(draft)

    def _end(self, token: "Token", start: int) -> None:
        inside, draft = self._nesting.close(token.tag or "")
        if inside:
            self._close(inside, start)
        if draft is not None:
            draft.end = Span(start, tags.end_of(self._starts, token, start))
            self._around.remove(draft)

    def _text(self, token: "Token") -> None:
        container = self._container()
        if container is not None and (token.data or "").strip():
            container.holds_others = True

    def _close(self, elements: list[tuple[str, _Draft]], place: int) -> None:
        """Elements end at a place without an end tag."""
        for name, draft in elements:
            draft.end = Span(place, place)
            self._around.remove(draft)
            if self._nesting.needs_end(name):
                self._problems.append(RuleBroken(Rule.ELEMENT_NOT_CLOSED, id=draft.id))

    def _container(self) -> _Draft | None:
        """The container that is open without another element in it, but for the part of a table that is one."""
        attached, names = self._nesting.attached, self._nesting.names
        draft = attached[-1] if attached else None
        if draft is None and len(attached) > 1 and names[-1] in _SECTIONS:
            draft = attached[-2]
        return draft if draft is not None and draft.meaning == _CONTAINER else None

    # -- what is declared ---------------------------------------------------------------------------------------------

    def _declare(self, tag: str, token: "Token", span: Span) -> _Draft | None:
        attributes = {name: value or "" for name, value in token.attrs or ()}
        classes = attributes.get("class", "").split()
        if tag == "meta":
            self._variable(attributes, classes, span)
            return None
        meaning = next((name for name in classes if name in _MEANINGS), None)
        if meaning is None and attributes.get("id") == _FREE_FORM:
            meaning = _FREE_FORM
        return None if meaning is None else self._draft(meaning, tag, attributes, span)

    def _draft(self, meaning: str, tag: str, attributes: dict[str, str], span: Span) -> _Draft:
        module = next((around for around in reversed(self._around) if around.meaning == _MODULE), None)
        draft = _Draft(meaning, tag, attributes, span, self._container(), module, Span(span.end, span.end))
        self._drafts.append(draft)
        self._check_bound()
        if meaning != _FREE_FORM:
            self._check_heading(meaning, attributes, is_named=meaning not in (_LEGACY, _CONTAINER))
            self._check_place(draft)
        return draft

    def _variable(self, attributes: dict[str, str], classes: list[str], span: Span) -> None:
        type = variables.type_of(classes)
        if type is None:
            name = variables.unknown_type(classes)
            if name is not None:
                id = attributes.get("id", "")
                self._problems.append(RuleBroken(Rule.VARIABLE_TYPE_UNKNOWN, id=id, type=name))
            return
        variable, problems, warnings = variables.declare(type, attributes, span)
        self._variables.append(variable)
        self._check_bound()
        self._check_heading(classes[0], attributes, is_named=True)
        self._problems += problems
        self._warnings += warnings

    def _check_bound(self) -> None:
        if len(self._drafts) + len(self._variables) > DECLARATIONS:
            raise RuleBroken(Rule.REGIONS_LIMIT, limit=DECLARATIONS)

    def _check_heading(self, meaning: str, attributes: dict[str, str], *, is_named: bool) -> None:
        id = attributes.get("id", "")
        if not id:
            self._problems.append(RuleBroken(Rule.ELEMENT_WITHOUT_ID, type=meaning))
        elif not _ID.fullmatch(id):
            self._problems.append(RuleBroken(Rule.ELEMENT_ID_UNFIT, id=id))
        if is_named and not attributes.get("mktoname"):
            self._warnings.append(RuleBroken(Rule.ELEMENT_UNNAMED, id=id))

    def _check_place(self, draft: _Draft) -> None:
        id, tag = draft.id, draft.tag
        outer = next((around for around in self._around if around.is_region), None)
        if draft.is_region and outer is not None:
            self._problems.append(RuleBroken(Rule.REGION_IN_REGION, id=id, other=outer.id))
        if draft.meaning == _CONTAINER:
            if tag not in _MODULE_TAGS:
                self._module_problems.append(RuleBroken(Rule.CONTAINER_TAG_UNFIT, id=id))
            if sum(other.meaning == _CONTAINER for other in self._drafts) > 1:
                self._module_problems.append(RuleBroken(Rule.CONTAINER_TWICE, id=id))
        if draft.meaning == _MODULE:
            if draft.container is None:
                self._module_problems.append(RuleBroken(Rule.MODULE_OUTSIDE_CONTAINER, id=id))
            elif tag != _MODULE_TAGS.get(draft.container.tag):
                self._module_problems.append(RuleBroken(Rule.MODULE_TAG_UNFIT, id=id))

    # -- the result ---------------------------------------------------------------------------------------------------

    def _template(self) -> Template:
        uses = self._uses()
        declared = {variable.id for variable in self._variables}
        undeclared = dict.fromkeys(use.id for use in uses if use.id not in declared)
        names = dict.fromkeys([*(draft.id for draft in self._drafts), *(variable.id for variable in self._variables)])
        repeated = [RuleBroken(Rule.ELEMENT_ID_TWICE, id=id) for id in names if id in self._repeated]
        mixed = [RuleBroken(Rule.CONTAINER_HOLDS_OTHERS, id=draft.id) for draft in self._drafts if draft.holds_others]
        unknown = [RuleBroken(Rule.VARIABLE_UNKNOWN, id=id) for id in undeclared]
        return Template(
            html=self.html,
            regions=tuple(_region(draft) for draft in self._drafts if draft.is_region),
            modules=tuple(_module(draft) for draft in self._drafts if draft.meaning == _MODULE),
            containers=tuple(draft.made(Container) for draft in self._drafts if draft.meaning == _CONTAINER),
            variables=tuple(self._variables),
            uses=tuple(uses),
            free_form=next((draft.made(Element) for draft in self._drafts if draft.meaning == _FREE_FORM), None),
            problems=(*self._problems, *repeated),
            module_problems=(*self._module_problems, *mixed),
            warnings=(*self._warnings, *unknown),
        )

    def _uses(self) -> list[Use]:
        """The places that use a variable; a declaration uses none."""
        declarations = [variable.span for variable in self._variables]
        uses = []
        for match in _USE.finditer(self.html):
            while declarations and declarations[0].end <= match.start():
                declarations.pop(0)
            if not declarations or match.start() < declarations[0].start:
                uses.append(Use(match[1], Span(*match.span())))
        return uses


def _region(draft: _Draft) -> Region:
    module = None if draft.module is None else draft.module.id
    return draft.made(Region, kind=_KINDS[draft.meaning], module=module, is_legacy=draft.meaning == _LEGACY)


def _module(draft: _Draft) -> Module:
    is_active = variables.is_true(draft.attributes, "mktoactive", default=True)
    return draft.made(
        Module,
        container=None if draft.container is None else draft.container.id,
        is_active=is_active,
        add_by_default=is_active and variables.is_true(draft.attributes, "mktoaddbydefault", default=True),
    )
