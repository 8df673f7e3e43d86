"""/v3.0/creativetools_text: texts for creatives."""

from mercat.domain.advertising.creatives import creative_hints
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/creativetools_text/get", creative_hints.texts)
