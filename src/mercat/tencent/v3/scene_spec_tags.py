"""/v3.0/scene_spec_tags: scenes in which ads can be shown."""

from mercat.domain.advertising.targeting import tags
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/scene_spec_tags/get", tags.scenes)
