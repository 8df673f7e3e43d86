"""Official landing pages: pages of elements, from top to bottom, with a conversion behind buttons and areas."""

from typing import Any, Final

from mercat.domain.advertising.collection import Facts
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.pages.landing_pages import LandingPages
from mercat.domain.advertising.pages.official_page_rules import check_config, check_element, conversions_in
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

KIND: Final = "official landing page"
THUMBNAIL: Final = "share_thumburl_material_id"
_DEFAULTS: Final = {"bg_color": "#FFFFFF", "enable_android_market": False}

Document = dict[str, Any]


class OfficialPage(Facts):
    """The facts of a page: rules read its document."""


class OfficialPages(LandingPages[OfficialPage]):
    """The official pages of all accounts."""

    def create(self, tx: Tx, owner: int, members: Document) -> Document:
        """Create a page of elements. It is a draft until it is submitted."""
        config, elements = _DEFAULTS | members["page_config"], members["page_elements"]
        check_config(tx, owner, config)
        for element in elements:
            check_element(tx, owner, config, element)
        names = {name: config[name] for name in ("page_name", "page_title")}
        document = {**names, "page_type": _type(config, elements), "page_config": config, "page_elements": elements}
        page_id = self.add(tx, owner, document)
        return {"page_id": page_id, "landing_page_id": page_id}

    def detail(self, tx: Tx, owner: int, page_id: int) -> Document:
        """Read a page with its elements."""
        document = self.get(tx, owner, page_id).document
        config = dict(document["page_config"])
        if config.get(THUMBNAIL):
            picture = images.get(tx, owner, id_of(config.pop(THUMBNAIL)))
            config["share_thumb_url"] = picture.document["preview_url"]
        return {**document, "page_id": page_id, "landing_page_id": page_id, "page_config": config}

    def send(self, tx: Tx, owner: int, members: Document) -> Document:
        """Send a page to review, unless it is there or approved."""
        if "page_id" not in members:
            raise Missing("page_id")
        return _answer(owner, self.submit(tx, owner, members["page_id"]).id)

    def remove(self, tx: Tx, owner: int, members: Document) -> Document:
        """Delete a page."""
        return _answer(owner, self.delete(tx, owner, members["page_id"]))


official_pages: Final = OfficialPages(KIND, OfficialPage)


def _answer(owner: int, page_id: int) -> Document:
    return {"account_id": owner, "page_id": page_id, "landing_page_id": page_id}


def _type(config: Document, elements: list[Document]) -> str:
    """The type of a page: for the applications that it names, else for the web if it links there."""
    systems = [name for name in ("ANDROID", "IOS") if config.get(f"{name.lower()}_app_id")]
    if systems:
        return f"XJ_{'_'.join(systems)}_APP_H5"
    links = any("convert_link" in level or "src" in level for one in elements for level in conversions_in(one))
    return "XJ_WEBSITE_H5" if links else "XJ_DEFAULT_H5"
