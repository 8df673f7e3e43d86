"""/v3.0/components: the texts, pictures and landing pages of creatives."""

from mercat.domain.advertising.components.components import component_library
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/components/get", component_library.find, needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))
endpoints.one_id("/v3.0/components/add", component_library.add)
endpoints.one_id("/v3.0/components/delete", component_library.remove)
