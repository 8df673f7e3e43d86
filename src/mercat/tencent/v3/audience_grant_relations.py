"""/v3.0/audience_grant_relations: which accounts may use an audience of another account."""

from mercat.domain.advertising.audiences.audience_grants import grants
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.AUDIENCE_MANAGEMENT, Scope.ADS_MANAGEMENT, Scope.USER_ACTIONS))

endpoints.page("/v3.0/audience_grant_relations/get", grants.find)
endpoints.acknowledgement("/v3.0/audience_grant_relations/add", grants.grant)
