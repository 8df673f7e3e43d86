"""/v3.0/joint_budget_rules: budgets that several ad groups share."""

from mercat.domain.advertising.ad_groups.joint_budgets import joint_budgets
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/joint_budget_rules/get", joint_budgets.find)
endpoints.one_id("/v3.0/joint_budget_rules/add", joint_budgets.add)
endpoints.one_id("/v3.0/joint_budget_rules/update", joint_budgets.update)
