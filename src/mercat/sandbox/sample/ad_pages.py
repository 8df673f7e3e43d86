"""Conversions and links of the sample data. Nothing is drawn."""

from dataclasses import replace

from mercat.domain.advertising.conversion_link_assets import link_assets
from mercat.domain.advertising.conversions import conversions
from mercat.model.clock import DAY
from mercat.store.tx import Tx


def fill(tx: Tx, account_id: int) -> None:
    """Store what the account counts, and where its ads lead."""
    then = replace(tx, now=tx.now - 25 * DAY)
    _conversions(then, account_id)


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
