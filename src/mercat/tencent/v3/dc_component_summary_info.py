"""/v3.0/dc_component_summary_info: how the components of creatives are doing."""

from mercat.domain.advertising.reports import component_health
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_INSIGHTS)

endpoints.single("/v3.0/dc_component_summary_info/get", component_health.summary)
