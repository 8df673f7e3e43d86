"""The variables of an email: their values, of the whole email or of each module."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from mercat.domain.emails import emails, layout
from mercat.domain.markup.variables import accepts
from mercat.model.documents import Document
from mercat.model.emails import Email, PlacedModule
from mercat.model.markup import Template, Variable
from mercat.model.refusals import NotFound, RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.tx import Tx

VARIABLE: Final = "Variable"
VALUE_LENGTH: Final = 65_535


class Setting(NamedTuple):
    """The value of a variable; `module_id` is that of the module that has it for itself."""

    variable: Variable
    value: str
    module_id: str | None


def settings(template: Template, content: Email) -> Iterator[Setting]:
    """The values of all variables, those of the whole email first, then those of each module by its place."""
    for variable in template.variables:
        if not variable.module_scope:
            yield Setting(variable, value_of(variable, content, None), None)
    used = _used(template)
    for module in content.modules:
        for variable in template.variables:
            if variable.module_scope and variable.id in used.get(module.source, ()):
                yield Setting(variable, value_of(variable, content, module), module.id)


def value_of(variable: Variable, content: Email, module: PlacedModule | None) -> str:
    """The value of a variable in a module, or outside of modules."""
    if not variable.module_scope:
        return content.variables.get(variable.id, variable.default)
    return variable.default if module is None else module.variables.get(variable.id, variable.default)


def change(tx: Tx, email_id: int, name: str, value: str, module_id: str | None) -> tuple[Document[Email], Setting]:
    """Another value of a variable. `module_id` matters for one that each module has for itself.

    Raises NotFound (the email, the variable, the module), RuleBroken (a module has to be named; the value does not
    fit), TooLong.
    """
    document, template = emails.edit(tx, email_id)
    content = document.versions.latest
    variable = template.variable(name)
    if variable is None:
        raise NotFound(VARIABLE, name[:255])
    if len(value) > VALUE_LENGTH:
        raise TooLong("value", VALUE_LENGTH)
    if not accepts(variable, value):
        raise RuleBroken(Rule.VARIABLE_VALUE_UNFIT, id=variable.id, type=variable.type.value)
    if not variable.module_scope:
        content = replace(content, variables={**content.variables, name: value})
        return emails.KIND.save(tx, document, content), Setting(variable, value, None)
    if module_id is None:
        raise RuleBroken(Rule.VARIABLE_OF_MODULES, id=variable.id)
    module = layout.module(content, module_id)
    if variable.id not in _used(template).get(module.source, ()):
        raise NotFound(VARIABLE, name[:255])
    changed = replace(module, variables={**module.variables, name: value})
    modules = tuple(changed if one is module else one for one in content.modules)
    return emails.KIND.save(tx, document, replace(content, modules=modules)), Setting(variable, value, module_id)


def _used(template: Template) -> dict[str, set[str]]:
    """The variables that each module of the body uses, by its id."""
    used: dict[str, set[str]] = {module.id: set() for module in template.modules}
    modules = iter(template.modules)
    module = next(modules, None)
    for use in template.uses:
        while module is not None and module.span.end <= use.span.start:
            module = next(modules, None)
        if module is not None and use.span.start >= module.span.start:
            used[module.id].add(use.id)
    return used
