"""Where the modules and regions of an email are: those that its body declares, and the copies of them."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from mercat.domain.markup import markup
from mercat.domain.snippets import snippets
from mercat.model.emails import Email, Part, PlacedModule, Section
from mercat.model.markup import Module, Region, RegionKind, Template
from mercat.model.refusals import NotFound, RuleBroken
from mercat.model.rules import Rule
from mercat.store.tx import Tx

_NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
REGION: Final = "Section"
MODULE: Final = "Module"


class PlacedRegion(NamedTuple):
    """A region of an email: its id, its declaration, and the id of the module around it."""

    id: str
    region: Region
    module_id: str | None


def first_modules(template: Template) -> tuple[PlacedModule, ...]:
    """The modules of a new email."""
    return tuple(PlacedModule(module.id, module.id) for module in template.modules if module.add_by_default)


def every_module(template: Template) -> tuple[PlacedModule, ...]:
    """The modules of an email whose code is its own."""
    return tuple(PlacedModule(module.id, module.id) for module in template.modules)


def default_sections(tx: Tx, placed: Iterable[PlacedRegion]) -> dict[str, Section]:
    """The content of regions that the body names a snippet for, as long as it is there."""
    named = {
        one.id: one.region.attributes.get("mktodefaultsnippetid", "")
        for one in placed
        if one.region.kind is RegionKind.SNIPPET
    }
    ids = {id: int(snippet_id) for id, snippet_id in named.items() if _NUMBER.fullmatch(snippet_id)}
    return {
        id: Section(Part(snippet_id=snippet_id))
        for id, snippet_id in ids.items()
        if snippets.KIND.find(tx, snippet_id) is not None
    }


def declaration(template: Template, module: PlacedModule) -> Module:
    """The declaration of a module in use."""
    declared = template.module(module.source)
    assert declared is not None, module.source
    return declared


def regions(template: Template, content: Email) -> list[PlacedRegion]:
    """The regions as they stand: those before the modules, those of each module, those after."""
    if not template.modules:
        return [PlacedRegion(region.id, region, None) for region in template.regions]
    start = template.modules[0].span.start
    inside: dict[str, list[Region]] = {}
    for region in template.regions:
        if region.module is not None:
            inside.setdefault(region.module, []).append(region)
    outside = [PlacedRegion(region.id, region, None) for region in template.regions if region.module is None]
    return [
        *(placed for placed in outside if placed.region.span.start < start),
        *(placed for module in content.modules for placed in _of_module(module, inside.get(module.source, ()))),
        *(placed for placed in outside if placed.region.span.start >= start),
    ]


def regions_of(template: Template, module: PlacedModule) -> list[PlacedRegion]:
    """The regions of a module."""
    return _of_module(module, (region for region in template.regions if region.module == module.source))


def region(template: Template, content: Email, region_id: str) -> PlacedRegion:
    """The region of an id. Raises NotFound."""
    for placed in regions(template, content):
        if placed.id == region_id:
            return placed
    raise NotFound(REGION, region_id[:255])


def module(content: Email, module_id: str) -> PlacedModule:
    """The module of an id. Raises NotFound."""
    for placed in content.modules:
        if placed.id == module_id:
            return placed
    raise NotFound(MODULE, module_id[:255])


def check_script(html: str) -> None:
    """Refuse HTML in which something would run. Raises RuleBroken."""
    if markup.has_script(html):
        raise RuleBroken(Rule.HTML_WITH_SCRIPT)


def _of_module(module: PlacedModule, declared: Iterable[Region]) -> list[PlacedRegion]:
    return [PlacedRegion(module.regions.get(region.id, region.id), region, module.id) for region in declared]
