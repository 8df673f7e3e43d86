"""The modules of an email: added, duplicated, renamed, moved and removed."""

import itertools
import string
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import CONTENT_BYTES
from mercat.domain.emails import emails, layout
from mercat.model.documents import Document
from mercat.model.emails import Email, PlacedModule, Section
from mercat.model.markup import Template
from mercat.model.refusals import Missing, NotFound, RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.tx import Tx

MODULES: Final = 200
NAME_LENGTH: Final = 255


def add(tx: Tx, email_id: int, module_id: str, index: int, name: str | None) -> Document[Email]:
    """Put a module of the template into a place, which is the last one at most.

    Raises NotFound (the email, the module), RuleBroken (it cannot be added; there are too many), TooLong.
    """
    document, template = emails.edit(tx, email_id)
    content = document.versions.latest
    declared = template.module(module_id)
    if declared is None:
        raise NotFound(layout.MODULE, module_id[:255])
    if not declared.is_active:
        raise RuleBroken(Rule.MODULE_NOT_ACTIVE, id=module_id)
    module = _copy(template, content, PlacedModule(module_id, module_id), name)
    sections = layout.default_sections(tx, layout.regions_of(template, module))
    return _placed(tx, document, template, module, index, {**content.sections, **sections})


def duplicate(tx: Tx, email_id: int, module_id: str, name: str | None) -> Document[Email]:
    """Put a copy of a module below it. Raises NotFound, RuleBroken (there are too many), TooLong."""
    document, template = emails.edit(tx, email_id)
    content = document.versions.latest
    original = layout.module(content, module_id)
    copy = _copy(template, content, original, name or original.name)
    sections = dict(content.sections)
    for region in template.regions:
        before = original.regions.get(region.id, region.id)
        if region.module == original.source and before in sections:
            sections[copy.regions.get(region.id, region.id)] = sections[before]
    return _placed(tx, document, template, copy, content.modules.index(original) + 1, sections)


def delete(tx: Tx, email_id: int, module_id: str) -> Document[Email]:
    """Remove a module with its content. Raises NotFound, RuleBroken (it is the last one)."""
    document, template = emails.edit(tx, email_id)
    content = document.versions.latest
    module = layout.module(content, module_id)
    if len(content.modules) == 1:
        raise RuleBroken(Rule.LAST_MODULE, id=module_id)
    changed = replace(content, modules=tuple(one for one in content.modules if one is not module))
    ids = {placed.id for placed in layout.regions(template, changed)}
    sections = {id: section for id, section in content.sections.items() if id in ids}
    return emails.KIND.save(tx, document, replace(changed, sections=sections))


def rename(tx: Tx, email_id: int, module_id: str, name: str) -> Document[Email]:
    """Give a module another display name; its id stays. Raises NotFound, Missing, TooLong."""
    document, _ = emails.edit(tx, email_id)
    content = document.versions.latest
    module = layout.module(content, module_id)
    renamed = replace(module, name=_checked(name))
    modules = tuple(renamed if one is module else one for one in content.modules)
    return emails.KIND.save(tx, document, replace(content, modules=modules))


def rearrange(tx: Tx, email_id: int, positions: Sequence[tuple[int, str]]) -> Document[Email]:
    """Put all modules into other places. Raises NotFound, RuleBroken unless each is there once, at an index once."""
    document, _ = emails.edit(tx, email_id)
    content = document.versions.latest
    modules = {module.id: module for module in content.modules}
    for _, module_id in positions:
        if module_id not in modules:
            raise NotFound(layout.MODULE, module_id[:255])
    indexes = {index for index, _ in positions}
    if len(indexes) < len(positions):
        raise RuleBroken(Rule.MODULE_INDEX_TWICE)
    if {module_id for _, module_id in positions} != modules.keys() or len(positions) != len(modules):
        raise RuleBroken(Rule.MODULES_NOT_ALL)
    ordered = tuple(modules[module_id] for _, module_id in sorted(positions))
    return emails.KIND.save(tx, document, replace(content, modules=ordered))


def _placed(
    tx: Tx,
    document: Document[Email],
    template: Template,
    module: PlacedModule,
    index: int,
    sections: dict[str, Section],
) -> Document[Email]:
    content = document.versions.latest
    modules = list(content.modules)
    modules.insert(index, module)
    spans = [layout.declaration(template, one).span for one in modules]
    if len(modules) > MODULES or sum(span.end - span.start for span in spans) > CONTENT_BYTES:
        raise RuleBroken(Rule.MODULES_LIMIT, limit=MODULES)
    return emails.KIND.save(tx, document, replace(content, modules=tuple(modules), sections=sections))


def _copy(template: Template, content: Email, original: PlacedModule, name: str | None) -> PlacedModule:
    """A module with the HTML of another one, whose ids get numbers where they are in use."""
    taken = {module.id for module in content.modules}
    taken |= {placed.id for placed in layout.regions(template, content)}
    taken |= {region.id for region in template.regions if region.module is None}
    ids = _Ids(taken)
    id = ids.free(original.source)
    regions = {}
    for region in template.regions:
        if region.module == original.source:
            free = ids.free(region.id)
            if free != region.id:
                regions[region.id] = free
    name = None if name is None else _checked(name)
    return PlacedModule(id, original.source, name, regions, original.variables)


class _Ids:
    """The ids in use. Each number is tried once, so that many ids take time in proportion to their number."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._numbers: dict[str, Iterator[int]] = {}

    def free(self, id: str) -> str:
        """The id, or else the first one with a number that is free; it is taken from now on."""
        if id in self._taken:
            base = id.rstrip(string.digits) or id
            numbers = self._numbers.setdefault(base, itertools.count(2))
            id = next(name for name in (f"{base}{number}" for number in numbers) if name not in self._taken)
        self._taken.add(id)
        return id


def _checked(name: str) -> str:
    name = name.strip()
    if not name:
        raise Missing("name")
    if len(name) > NAME_LENGTH:
        raise TooLong("name", NAME_LENGTH)
    return name
