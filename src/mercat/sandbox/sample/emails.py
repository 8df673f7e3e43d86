"""The email of the sample data: a newsletter with tokens, and an article for each region, in use."""

from typing import Final

from mercat.domain.assets import tree
from mercat.domain.emails import emails, sections, templates, values
from mercat.domain.emails.sections import Change
from mercat.domain.segments import segmentations
from mercat.model.assets import Kind
from mercat.model.documents import DocumentFilter
from mercat.sandbox.sample.segments import REGION
from mercat.sandbox.sample.templates import EMAIL as TEMPLATE
from mercat.store.tx import Tx

PROGRAM: Final = "Monthly Newsletter"
_HEADERS: Final = {
    "subject": "{{lead.First Name:default=Hello}}, here is what is new at {{my.Company Name}}",
    "from_name": "{{my.Company Name}}",
    "from_email": "news@example.com",
    "reply_to": "answers@example.com",
    "pre_header": "A product, an event and a story",
    "has_web_view": True,
    "copies_to_text": True,
}
_ARTICLES: Final = {
    "North America": "<h2>See you in Chicago</h2><p>On May 23, {{lead.First Name:default=friend}}.</p>",
    "Europe": "<h2>See you in Paris</h2><p>On June 4, {{lead.First Name:default=friend}}.</p>",
}


def fill(tx: Tx) -> None:
    """An approved newsletter of the template, whose article follows the segmentation by region."""
    program = tree.named(tx, PROGRAM, kind=Kind.PROGRAM)[0].ref
    (template,) = templates.KIND.browse(tx, DocumentFilter(name=TEMPLATE), offset=0, limit=1)
    (region,) = segmentations.browse(tx, DocumentFilter(name=REGION))
    email = emails.create(tx, program, "Newsletter", "News of every region", template.id, _HEADERS)
    values.change(tx, email.id, "buttonText", "Read it all", "article")
    sections.change(tx, email.id, "articleText", Change(sections.DYNAMIC, str(region.id)))
    for segment, html in _ARTICLES.items():
        sections.change_segment(tx, email.id, "articleText", segment, Change(sections.HTML, html))
    emails.KIND.approve(tx, emails.KIND.get(tx, email.id))
