"""/v3.0/custom_audiences: whom ad groups target or exclude."""

from mercat.domain.advertising.audiences.audiences import audiences
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.AUDIENCE_MANAGEMENT, Scope.ADS_MANAGEMENT, Scope.USER_ACTIONS))

endpoints.page("/v3.0/custom_audiences/get", audiences.find)
endpoints.one_id("/v3.0/custom_audiences/add", audiences.add)
endpoints.acknowledgement("/v3.0/custom_audiences/update", audiences.update)
endpoints.acknowledgement("/v3.0/custom_audiences/delete", audiences.delete)
