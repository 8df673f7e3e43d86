"""The templates of the sample data: a responsive email, a guided and a free-form landing page, all in use."""

from pathlib import Path
from typing import Final

from mercat.domain.assets import tree
from mercat.domain.emails import templates as email_templates
from mercat.domain.landing_pages import templates as landing_page_templates
from mercat.store.tx import Tx

EMAIL: Final = "Responsive"
# name, description, type
PAGES: Final = (
    ("Guided Page", "A page with a form", "guided"),
    ("Free-form Page", "An empty page", "freeForm"),
)
_SOURCES: Final = Path(__file__).parent


def fill(tx: Tx) -> None:
    """An email template, and a landing page template of each type."""
    folder = tree.named(tx, "Responsive")[0].ref
    html = _source("responsive_email")
    email = email_templates.create(tx, folder, EMAIL, "Adapts to small screens, with modules and variables", html)
    email_templates.KIND.approve(tx, email)
    folder = tree.named(tx, "Landing Page Templates")[0].ref
    for name, description, type in PAGES:
        page = landing_page_templates.create(tx, folder, name, description, type=type, enable_munchkin=True)
        source = "guided_page" if type == "guided" else "free_form_page"
        page = landing_page_templates.set_html(tx, page.id, _source(source))
        landing_page_templates.KIND.approve(tx, page)


def _source(name: str) -> str:
    return (_SOURCES / f"{name}.html").read_text(encoding="utf-8")
