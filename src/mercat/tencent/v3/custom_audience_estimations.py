"""/v3.0/custom_audience_estimations: how many users a combination of audiences covers."""

from mercat.domain.advertising.audiences import audiences
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.AUDIENCE_MANAGEMENT, Scope.ADS_MANAGEMENT, Scope.USER_ACTIONS))

endpoints.single("/v3.0/custom_audience_estimations/get", audiences.estimate)
