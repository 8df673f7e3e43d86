"""/v3.0/wildcards: what landing pages of products may have in place of texts."""

from mercat.domain.advertising.creatives import creative_hints
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/wildcards/get", creative_hints.wildcards)
