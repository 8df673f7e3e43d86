"""/v3.0/optimization_goal_permissions: what ads can be optimized for."""

from mercat.domain.advertising.products import marketing_rules
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/optimization_goal_permissions/get", marketing_rules.goals)
