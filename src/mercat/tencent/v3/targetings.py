"""/v3.0/targetings: targeting that accounts have saved."""

from mercat.domain.advertising.targeting.targetings import targetings
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page(
    "/v3.0/targetings/get", targetings.find, method="POST", summary="List saved targeting, a page at a time."
)
