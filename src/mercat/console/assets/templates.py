"""What the page of an email template or a landing page template shows: its HTML, and what is editable in it."""

from typing import Any, Final

from mercat.domain.asset_kinds import catalog
from mercat.domain.markup import markup
from mercat.model.documents import Document
from mercat.model.versions import Version
from mercat.store.tx import Tx

SOURCE: Final = 50_000  # characters of the HTML that a page shows


def variables(tx: Tx, document: Document[Any], version: Version, content: Any) -> dict[str, Any]:
    """The template variables of a version."""
    html = catalog.KIND_OF[document.type].body(tx, document, version)
    template = markup.parse(html)
    return {
        "regions": template.regions,
        "modules": template.modules,
        "variables": template.variables,
        "source": html[:SOURCE],
        "is_cut": len(html) > SOURCE,
    }
