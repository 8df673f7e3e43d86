"""/v3.0/creative_recommend: what would let creatives reach more sites."""

from mercat.domain.advertising.creatives import creative_hints
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/creative_recommend/get", creative_hints.recommend, method="POST")
