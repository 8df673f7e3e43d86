"""/v3.0/daily_balance_report: what came into each fund and went out of it, day by day."""

from mercat.domain.advertising.reports import fund_reports
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.page("/v3.0/daily_balance_report/get", fund_reports.days)
