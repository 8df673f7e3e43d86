"""/v3.0/user_actions: what people did."""

from mercat.domain.advertising.users import user_actions
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.ADS_MANAGEMENT, Scope.AUDIENCE_MANAGEMENT, Scope.USER_ACTIONS))

endpoints.acknowledgement("/v3.0/user_actions/add", user_actions.add)
