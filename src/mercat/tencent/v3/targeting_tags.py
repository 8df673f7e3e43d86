"""/v3.0/targeting_tags and /v3.0/targeting_tags_uv: tags to target by, and how many people have them."""

from mercat.domain.advertising.targeting import tags
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/targeting_tags/get", tags.find)
endpoints.listing("/v3.0/targeting_tags_uv/get", tags.users)
