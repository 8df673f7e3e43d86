"""Email templates as assets: their HTML, and what it has to be for emails to begin with it."""

from typing import Final

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.markup import markup
from mercat.model.assets import Area, AssetType, Ref
from mercat.model.documents import Document
from mercat.model.emails import EmailTemplate
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule
from mercat.store.tx import Tx


def create(tx: Tx, parent: Ref, name: str, description: str | None, html: str) -> Document[EmailTemplate]:
    """A new template. Raises what `AssetKind.create` and `markup.parse` do."""
    markup.parse(html)
    return KIND.create(tx, parent, name, description, EmailTemplate(), html)


def set_html(tx: Tx, template_id: int, html: str) -> Document[EmailTemplate]:
    """Replace the HTML of the draft. Raises NotFound, and what `markup.parse` does."""
    document = KIND.get(tx, template_id)
    markup.parse(html)
    return KIND.save(tx, document, document.versions.latest, html)


def _check_draft(tx: Tx, document: Document[EmailTemplate]) -> None:
    """The HTML is well declared, and a marketer can edit something in it."""
    template = markup.parse(KIND.body(tx, document, "draft"))
    for problem in (*template.problems, *template.module_problems):
        raise problem
    if not template.regions:
        raise RuleBroken(Rule.NOTHING_EDITABLE)


KIND: Final = AssetKind(
    type=AssetType.EMAIL_TEMPLATE,
    content=EmailTemplate,
    folder_type="Email Template",
    areas=frozenset((Area.DESIGN,)),
    has_body=True,
    check_draft=_check_draft,
)
