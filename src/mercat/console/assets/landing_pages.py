"""What the page of a landing page shows: its URL and title, its sections, and the values of its variables."""

from typing import Any, Final

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.files import files
from mercat.domain.forms import forms
from mercat.domain.landing_pages import pages, sections, urls
from mercat.domain.landing_pages import variables as page_variables
from mercat.domain.snippets import snippets
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage, Part
from mercat.model.versions import Version
from mercat.store.tx import Tx

LENGTH: Final = 400  # characters of a section's content that a row shows
SHOWN: Final[dict[str, tuple[str, AssetKind[Any]]]] = {
    "Form": ("form", forms.KIND),
    "Snippet": ("snippet", snippets.KIND),
    "Image": ("file", files.KIND),
}


def variables(tx: Tx, document: Document[LandingPage], version: Version, content: LandingPage) -> dict[str, Any]:
    """The template variables of a version."""
    template = pages.read(tx, document, content)
    return {
        "path": f"{urls.FOLDER}/{tx.instance_id}/{urls.path_of(content.url_name)}",
        "sections": [
            (row.index, row.id, row.type, row.part.value[:LENGTH] if row.part else "", _asset(tx, row.part))
            for row in sections.listing(template, content)
        ],
        "variables": page_variables.settings(template, content),
    }


def _asset(tx: Tx, part: Part | None) -> tuple[str, int, str] | None:
    """The asset that a section shows: the segment of its page's path, its id and its name; None if it shows none."""
    if part is None or part.type not in SHOWN or not part.value.isdecimal():
        return None
    segment, kind = SHOWN[part.type]
    asset = kind.find(tx, int(part.value))
    return None if asset is None else (segment, asset.id, asset.title.name)
