"""The variables of a guided page and their values."""

from typing import Final

from msgspec.structs import replace

from mercat.domain.landing_pages import pages
from mercat.domain.markup.variables import accepts
from mercat.model.landing_pages import LandingPage
from mercat.model.markup import Template, Variable, VariableType
from mercat.model.refusals import NotFound, RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.tx import Tx

VARIABLE: Final = "Variable"
VALUE_LENGTH: Final = 65_535


def settings(template: Template, content: LandingPage) -> list[tuple[Variable, str]]:
    """Each variable with its value, in the order of the template; a free-form page has none."""
    if content.template_type == "freeForm":
        return []
    return [(variable, value_of(variable, content)) for variable in template.variables]


def value_of(variable: Variable, content: LandingPage) -> str:
    """The value of a variable."""
    return content.variables.get(variable.id, variable.default)


def change(tx: Tx, page_id: int, variable_id: str, value: str) -> tuple[Variable, str]:
    """Another value of a variable. Raises NotFound, TooLong, RuleBroken (it does not fit the type)."""
    document = pages.KIND.get(tx, page_id)
    content = document.versions.latest
    template = pages.read(tx, document, content)
    variable = None if content.template_type == "freeForm" else template.variable(variable_id)
    if variable is None:
        raise NotFound(VARIABLE, variable_id[:255])
    if len(value) > VALUE_LENGTH:
        raise TooLong("value", VALUE_LENGTH)
    if not accepts(variable, value):
        raise RuleBroken(Rule.VARIABLE_VALUE_UNFIT, id=variable.id, type=variable.type.value)
    value = value.lower() if variable.type is VariableType.BOOLEAN else value
    pages.KIND.save(tx, document, replace(content, variables={**content.variables, variable_id: value}))
    return variable, value
