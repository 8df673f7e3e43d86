"""/v3.0/estimation: whom an ad group would reach, and which bids win."""

from mercat.domain.advertising.delivery import estimates
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/estimation/get", estimates.estimate, method="POST")
