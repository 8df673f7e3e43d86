"""/v3.0/search_adgroups: ad groups for searches. They are listed among the other ad groups."""

from mercat.domain.advertising.search_ads import search_ads
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.one_id("/v3.0/search_adgroups/add", search_ads.add_group)
endpoints.one_id("/v3.0/search_adgroups/update", search_ads.update_group)
