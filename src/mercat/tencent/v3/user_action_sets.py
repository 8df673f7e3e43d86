"""/v3.0/user_action_sets: where an account reports from what people do."""

from mercat.domain.advertising.users.user_action_sets import action_sets
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.ADS_MANAGEMENT, Scope.AUDIENCE_MANAGEMENT, Scope.USER_ACTIONS))

endpoints.listing("/v3.0/user_action_sets/get", action_sets.listing)
endpoints.one_id("/v3.0/user_action_sets/add", action_sets.add)
