"""What the page of a landing page shows: its URL and title, its sections, and the values of its variables."""

from typing import Any, Final

from mercat.domain.landing_pages import pages, sections, urls
from mercat.domain.landing_pages import variables as page_variables
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage
from mercat.model.versions import Version
from mercat.store.tx import Tx

LENGTH: Final = 400  # characters of a section's content that a row shows


def variables(tx: Tx, document: Document[LandingPage], version: Version, content: LandingPage) -> dict[str, Any]:
    """The template variables of a version."""
    template = pages.read(tx, document, content)
    return {
        "path": f"{urls.FOLDER}/{tx.instance_id}/{urls.path_of(content.url_name)}",
        "sections": [
            (row.index, row.id, row.type, row.part.value[:LENGTH] if row.part else "")
            for row in sections.listing(template, content)
        ],
        "variables": page_variables.settings(template, content),
    }
