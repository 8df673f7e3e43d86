"""Landing page templates as assets: free-form or guided, their HTML, and what it has to be for pages to use it."""

from typing import Final, get_args

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.markup import markup
from mercat.model.assets import Area, AssetType, Ref
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPageTemplate, TemplateType
from mercat.model.markup import VariableType
from mercat.model.refusals import NotAllowed, RuleBroken
from mercat.model.rules import Rule
from mercat.store.tx import Tx

TYPES: Final[tuple[TemplateType, ...]] = get_args(TemplateType)
_VARIABLES: Final = frozenset((VariableType.STRING, VariableType.COLOR, VariableType.BOOLEAN))


def create(
    tx: Tx, parent: Ref, name: str, description: str | None, *, type: str, enable_munchkin: bool
) -> Document[LandingPageTemplate]:
    """A new template without HTML. Raises NotAllowed (of the type), and what `AssetKind.create` does."""
    content = LandingPageTemplate(_type_of(type), enable_munchkin)
    return KIND.create(tx, parent, name, description, content, "")


def update(
    tx: Tx, template_id: int, *, name: str | None, description: str | None, enable_munchkin: bool | None
) -> Document[LandingPageTemplate]:
    """Another name, description or tracking of the draft; None leaves it. Raises NotFound, AlreadyExists, ..."""
    document = KIND.get(tx, template_id)
    if name is not None or description is not None:
        document = KIND.describe(tx, document, name=name, description=description)
    if enable_munchkin is None:
        return document
    return KIND.save(tx, document, replace(document.versions.latest, enable_munchkin=enable_munchkin))


def set_html(tx: Tx, template_id: int, html: str) -> Document[LandingPageTemplate]:
    """Replace the HTML of the draft. Raises NotFound, and what `markup.parse` does."""
    document = KIND.get(tx, template_id)
    markup.parse(html)
    return KIND.save(tx, document, document.versions.latest, html)


def _type_of(name: str) -> TemplateType:
    for type in TYPES:
        if name.casefold() == type.casefold():
            return type
    raise NotAllowed("templateType", name[:255], TYPES)


def _check_draft(tx: Tx, document: Document[LandingPageTemplate]) -> None:
    """The HTML is well declared. A free-form page needs a place for its elements, a guided one something to edit."""
    template = markup.parse(KIND.body(tx, document, "draft"))
    for problem in template.problems:
        raise problem
    if document.versions.latest.type == "freeForm":
        if template.free_form is None:
            raise RuleBroken(Rule.FREE_FORM_ELEMENT_MISSING)
        return
    for variable in template.variables:
        if variable.type not in _VARIABLES:
            raise RuleBroken(Rule.VARIABLE_TYPE_UNKNOWN, id=variable.id, type="mkto" + variable.type.value)
    if not template.regions and not template.variables:
        raise RuleBroken(Rule.NOTHING_EDITABLE)


KIND: Final = AssetKind(
    type=AssetType.LANDING_PAGE_TEMPLATE,
    content=LandingPageTemplate,
    folder_type="Landing Page Template",
    areas=frozenset((Area.DESIGN,)),
    has_body=True,
    check_draft=_check_draft,
)
