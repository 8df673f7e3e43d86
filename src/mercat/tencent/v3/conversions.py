"""/v3.0/conversions, /v3.0/conversion_link...: what accounts want people to do, and the steps that lead there."""

from mercat.domain.advertising.conversions import conversion_links
from mercat.domain.advertising.conversions.conversion_link_assets import link_assets
from mercat.domain.advertising.conversions.conversions import conversions
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))

endpoints.page("/v3.0/conversions/get", conversions.find)
endpoints.one_id("/v3.0/conversions/add", conversions.add)
endpoints.listing("/v3.0/conversion_links/get", conversion_links.listing)
endpoints.page("/v3.0/conversion_link_assets/get", link_assets.find)
endpoints.one_id("/v3.0/conversion_link_assets/add", link_assets.add)
endpoints.single("/v3.0/conversion_link_assets/update", link_assets.change, method="POST")
endpoints.listing("/v3.0/conversion_link_asset_available/get", link_assets.available, needs=Scope.ADS_MANAGEMENT)
