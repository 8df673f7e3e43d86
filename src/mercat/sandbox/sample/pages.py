"""The landing pages of the sample data: a guided one in use, whose text follows the region, and a free-form one."""

from typing import Any, Final

from mercat.domain.assets import tree
from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.files import files
from mercat.domain.forms import forms
from mercat.domain.landing_pages import pages, sections, templates, variables
from mercat.domain.landing_pages.sections import Change
from mercat.domain.segments import segmentations
from mercat.domain.snippets import snippets
from mercat.model.assets import Kind
from mercat.model.documents import DocumentFilter
from mercat.sandbox.sample.segments import REGION
from mercat.store.tx import Tx

PROGRAM: Final = "Website"
GUIDED: Final = "Contact Us"
FREE_FORM: Final = "Spring Offer"
_HEAD: Final = {
    "title": "Contact {{my.Company Name}}",
    "keywords": "contact, offices",
    "meta_description": "How to reach us",
    "form_prefill": True,
}
_INTRODUCTION: Final = "<p>Dear {{lead.First Name:default=visitor}}, tell us what you need.</p>"
_REGIONS: Final = {
    "North America": "<p>Dear {{lead.First Name:default=visitor}}, our office in Chicago answers today.</p>",
    "Europe": "<p>Dear {{lead.First Name:default=visitor}}, our office in Paris answers today.</p>",
}
_OFFER: Final = "<h1>Fresh tea</h1><p>Ten per cent off until May, {{lead.First Name:default=friend}}.</p>"


def fill(tx: Tx) -> None:
    """An approved guided page in a program, and the draft of a free-form page in a folder."""
    _make_guided(tx)
    folder = tree.named(tx, "Campaign Pages")[0].ref
    template_id = _named(tx, templates.KIND, "Free-form Page")
    options = {"title": "Spring offer", "mobile_enabled": True}
    page_id = pages.create(tx, folder, FREE_FORM, "An offer for visitors", template_id, options=options).id
    band = {"top": "0px", "left": "0px", "width": "960px", "height": "80px", "background_color": "#1f5fa8"}
    sections.add(tx, page_id, "band", Change("Rectangle", formatting=band))
    logo = {"top": "20px", "left": "24px", "z_index": 15, "link_url": "https://www.example.com/"}
    sections.add(tx, page_id, "logo", Change("Image", _logo(tx), logo))
    place = {"top": "120px", "left": "24px", "width": "600px", "z_index": 15}
    sections.add(tx, page_id, "offer", Change("RichText", _OFFER, place))


def _make_guided(tx: Tx) -> None:
    program = tree.named(tx, PROGRAM, kind=Kind.PROGRAM)[0].ref
    template_id = _named(tx, templates.KIND, "Guided Page")
    page_id = pages.create(tx, program, GUIDED, "The form of the website", template_id, options=_HEAD).id
    variables.change(tx, page_id, "heading", "Talk to us")
    form_id, footer_id = _named(tx, forms.KIND, "Contact Form"), _named(tx, snippets.KIND, "Footer")
    for region, type, value in (
        ("logo", "Image", _logo(tx)),
        ("introduction", "RichText", _INTRODUCTION),
        ("form", "Form", str(form_id)),
        ("footer", "Snippet", str(footer_id)),
        ("introduction", sections.DYNAMIC, str(_named(tx, segmentations.KIND, REGION))),
    ):
        sections.change(tx, page_id, region, Change(type, value))
    for segment, html in _REGIONS.items():
        sections.change_segment(tx, page_id, "introduction", segment, Change("RichText", html))
    pages.KIND.approve(tx, pages.KIND.get(tx, page_id))


def _logo(tx: Tx) -> str:
    file = files.named(tx, "logo.png")
    assert file is not None, "the image is made before"
    return str(file.id)


def _named(tx: Tx, kind: AssetKind[Any], name: str) -> int:
    (asset,) = kind.browse(tx, DocumentFilter(name=name), offset=0, limit=1)
    return asset.id
