"""Conversions, links and landing pages of the sample data. Nothing is drawn but the names of reviews."""

from dataclasses import replace

from mercat.domain.advertising.conversions.conversion_link_assets import link_assets
from mercat.domain.advertising.conversions.conversions import conversions
from mercat.domain.advertising.pages.official_pages import official_pages
from mercat.domain.advertising.pages.xijing_pages import xijing_pages
from mercat.model.clock import DAY
from mercat.sandbox.sample import wechat
from mercat.store.tx import Tx


def fill(tx: Tx, account_id: int) -> None:
    """Store what the account counts, and where its ads lead."""
    then = replace(tx, now=tx.now - 25 * DAY)
    _conversions(then, account_id)
    _pages(then, account_id)
    wechat.fill(tx, account_id)


def _conversions(tx: Tx, account_id: int) -> None:
    """Orders of the shop, which its set of user actions reports, and a link that leads to them."""
    about = {"access_type": "ACCESS_TYPE_API", "claim_type": "CLAIM_TYPE_CLICK", "self_attributed": True}
    about |= {"conversion_scene": "CONVERSION_SCENE_WEB", "attribution_window": 7, "conversion_link_id": 5}
    for name, goal in (("Order", "ECOMMERCE_ORDER"), ("Purchase", "ECOMMERCE_CHECKOUT")):
        conversions.add(
            tx, account_id, {**about, "conversion_name": name, "optimization_goal": f"OPTIMIZATIONGOAL_{goal}"}
        )
    link = {"second_category_type": "WEB", "conversion_link_id": 5, "name": "Orders", "claim_type": 0}
    link |= {"marketing_carrier_id": "shop", "attribution_window": 7, "optional_og_nodes_index": [1, 2]}
    link_assets.add(tx, account_id, link)


def _pages(tx: Tx, account_id: int) -> None:
    """Approved pages of both editors, and a draft."""
    for goods in ("Tea", "Coffee"):
        link = {"convert_type": "link", "src": f"https://www.example.com/{goods.lower()}"}
        elements = [
            {"element_type": "BlockText", "block_text_config": {"content": f"{goods} for you"}},
            {"element_type": "BlockButton", "block_button_config": {"content": "Order", "convert_link": link}},
        ]
        config = {"page_name": goods, "page_title": f"{goods} for you"}
        page = official_pages.create(tx, account_id, {"page_config": config, "page_elements": elements})
        if goods == "Tea":
            official_pages.submit(tx, account_id, page["page_id"])
    components = [{"type": "COMPONENT_TYPE_TEXT", "text_spec": {"text": "Books on a table"}}]
    page = {"page_type": "PAGE_TYPE_XIJING_WEBSITE", "page_template_id": "1008", "page_name": "Books"}
    page |= {"page_title": "Books for you", "component_spec_list": components}
    list(xijing_pages.from_templates(tx, account_id, {"is_auto_submit": 1, "pages": [page]}))
