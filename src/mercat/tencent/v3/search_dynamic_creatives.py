"""/v3.0/search_dynamic_creatives: creatives for searches. They are listed among the other creatives."""

from mercat.domain.advertising.search_ads import search_ads
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.one_id("/v3.0/search_dynamic_creatives/add", search_ads.add_creative)
endpoints.one_id("/v3.0/search_dynamic_creatives/update", search_ads.update_creative)
