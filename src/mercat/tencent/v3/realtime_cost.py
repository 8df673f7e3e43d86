"""/v3.0/realtime_cost: what an account and its ad groups spend today."""

from mercat.domain.advertising.reports import fund_reports
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.page("/v3.0/realtime_cost/get", fund_reports.costs)
