"""/v3.0/marketing_target_…: the libraries of what is advertised, and the assets in them."""

from mercat.domain.advertising.products import asset_kinds
from mercat.domain.advertising.products.marketing_assets import assets
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))

endpoints.single("/v3.0/marketing_target_types/get", assets.types)
endpoints.page("/v3.0/marketing_target_assets/get", assets.find)
endpoints.one_id("/v3.0/marketing_target_assets/add", assets.add)
endpoints.acknowledgement("/v3.0/marketing_target_assets/update", assets.update, summary="Rename a marketing asset.")
endpoints.acknowledgement("/v3.0/marketing_target_assets/delete", assets.delete, summary="Delete a marketing asset.")
endpoints.listing("/v3.0/marketing_target_asset_detail/get", assets.detail)
endpoints.page("/v3.0/marketing_target_asset_categories/get", asset_kinds.categories)
endpoints.listing("/v3.0/marketing_target_asset_properties/get", asset_kinds.properties)
endpoints.page("/v3.0/marketing_target_asset_property_values/get", asset_kinds.property_values)
