"""/v3.0/user_action_set_reports: how often people did what."""

from mercat.domain.advertising.users import user_actions
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=(Scope.ADS_MANAGEMENT, Scope.AUDIENCE_MANAGEMENT, Scope.USER_ACTIONS))

endpoints.listing("/v3.0/user_action_set_reports/get", user_actions.report)
