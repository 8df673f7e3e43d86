"""The kinds of assets whose content is a document. Cloning, the console and the sample data go through this list."""

from collections.abc import Mapping
from typing import Any, Final

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.designer import emails as designer_emails
from mercat.domain.designer import fragments
from mercat.domain.designer import templates as designer_templates
from mercat.domain.emails import emails
from mercat.domain.emails import templates as email_templates
from mercat.domain.files import files
from mercat.domain.forms import forms
from mercat.domain.landing_pages import pages as landing_pages
from mercat.domain.landing_pages import templates as landing_page_templates
from mercat.domain.segments import segmentations, smart_lists
from mercat.domain.snippets import snippets
from mercat.model.assets import AssetType

# A kind comes after the kinds that its assets refer to.
KINDS: Final[tuple[AssetKind[Any], ...]] = (
    smart_lists.KIND,
    segmentations.KIND,
    files.KIND,
    forms.KIND,
    snippets.KIND,
    email_templates.KIND,
    emails.KIND,
    landing_page_templates.KIND,
    landing_pages.KIND,
    fragments.KIND,
    designer_templates.KIND,
    designer_emails.KIND,
)
KIND_OF: Final[Mapping[AssetType, AssetKind[Any]]] = {kind.type: kind for kind in KINDS}
