"""/v3.0/keyword_recommend: search words that go with others, or with an industry."""

from mercat.domain.advertising.search_ads import keyword_recommendations
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/keyword_recommend/get", keyword_recommendations.recommend)
