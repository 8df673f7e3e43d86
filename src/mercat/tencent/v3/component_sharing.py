"""/v3.0/component_sharing: with whom business units share their components."""

from mercat.domain.advertising.components.component_sharing import sharing
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/component_sharing/get", sharing.find)
endpoints.one_id("/v3.0/component_sharing/update", sharing.share)
