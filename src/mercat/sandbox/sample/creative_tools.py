"""What tools for creatives have made in the sample data, and who may preview its first ad group."""

from typing import Any, Final

from mercat.domain.advertising.apps.playable_pages import playable_pages
from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.creatives import derivations, dynamic_ads
from mercat.domain.advertising.creatives.creative_previews import WECHAT, bind_to_ad_group
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.materials import muse
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.watermarks import watermarks
from mercat.domain.advertising.products.catalogs import catalogs
from mercat.domain.advertising.reviewers import material_bindings
from mercat.store.tx import Tx

GAME: Final = "wx5a1e5a3p1e000001"
TEMPLATE_ID: Final = 100_047  # an image of 240 by 180 pixels


def fill(tx: Tx, account_id: int, group_id: int) -> None:
    """Use each tool once."""
    image = images.find(tx, Search([account_id])).items[0]
    about = {"original_material_id": str(image.id), "material_type": "IMAGE", "texts": ["Serving suggestion"]}
    watermarks.put(tx, account_id, about)
    watermarks.put(tx, account_id, about | {"job_id": tx.keys.uuid("sample job", account_id)})
    spec = {"prompt": "Green leaves in the morning", "dimension_size": "SIZE_800_800"}
    muse.add(tx, account_id, {"task_type": muse.TEXT_TO_IMAGE, "text2img": spec})
    tags = {"dcatag_list": [{"tag_name": "season", "tag_value": "spring"}], "marketing_asset_id": 1}
    material_bindings.bind_tags(tx, account_id, {"image_list": [{"image_id": image.id}], **tags})
    catalog = catalogs.find(tx, Search([account_id])).items[0]
    product = {"product_catalog_id": catalog.id, "product_mode": "SINGLE", "product_source": "tea-green"}
    template = {"dynamic_ad_template_size": "SIZE_240_180", "dynamic_ad_template_id": TEMPLATE_ID}
    dynamic_ads.add_image(tx, account_id, product | template)
    people = {"user_id_type": WECHAT, "user_id_list": ["ada_admin", "ben_baker"]}
    bind_to_ad_group(tx, account_id, {"adgroup_id": group_id, **people})
    creative = creatives.find(tx, Search([account_id])).items[0].document
    picture = creative["creative_components"]["image"][0]["component_id"]
    groups = {"component_group_list": [{"component_id": picture}]}
    derived = derivations.add(tx, account_id, {"adgroup_id": creative["adgroup_id"], **groups})
    _use(tx, account_id, creative, derived["material_derive_id"])
    page = {"app_id": GAME, "playable_page_path": "pages/try/index", "playable_page_name": "Try the first level"}
    playable_pages.add(tx, account_id, page | {"nick_name": "First level", "status": "PLAYABLE_PAGE_STATUS_ONLINE"})


def _use(tx: Tx, account_id: int, creative: dict[str, Any], derivation_id: int) -> None:
    """Make a paused creative beside another one, for which the platform derives material."""
    of = creative["creative_components"]
    components = {name: [{"component_id": of[name][0]["component_id"]}] for name in ("title", "image")}
    about = {name: creative[name] for name in ("adgroup_id", "delivery_mode", "dynamic_creative_type")}
    named = {"dynamic_creative_name": "Spring tea, derived", "configured_status": "AD_STATUS_SUSPEND"}
    program = {"program_creative_info": {"material_derive_id": derivation_id}}
    creatives.add(tx, account_id, {**about, **named, "creative_components": components, **program})
