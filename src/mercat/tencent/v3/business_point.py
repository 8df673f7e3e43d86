"""/v3.0/business_point: the industries for which search words are recommended."""

from mercat.domain.advertising.search_ads import keyword_recommendations
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/business_point/get", keyword_recommendations.business)
