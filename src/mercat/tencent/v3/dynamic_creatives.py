"""/v3.0/dynamic_creatives: creatives, which ad groups show."""

from mercat.domain.advertising.creatives.creatives import creatives
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/dynamic_creatives/get", creatives.find)
endpoints.one_id("/v3.0/dynamic_creatives/add", creatives.add)
endpoints.one_id("/v3.0/dynamic_creatives/update", creatives.update)
endpoints.one_id("/v3.0/dynamic_creatives/delete", creatives.delete)
