"""/v3.0/advertiser: accounts as their owners describe them, their daily budgets and preferences."""

from mercat.domain.advertising.accounts import advertisers, preferences
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, batch

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.page("/v3.0/advertiser/get", advertisers.find, needs=tuple(Scope))
endpoints.one_id("/v3.0/advertiser/add", advertisers.add)
endpoints.one_id("/v3.0/advertiser/update", advertisers.update)
endpoints.single("/v3.0/advertiser_daily_budget/get", advertisers.daily_budget)
endpoints.single("/v3.0/advertiser_daily_budget/update", advertisers.set_budget, method="POST")
endpoints.single("/v3.0/advertiser_config/get", preferences.get, needs=Scope.ADS_MANAGEMENT)
endpoints.acknowledgement("/v3.0/advertiser_config/add", preferences.change, needs=Scope.ADS_MANAGEMENT)


@tencent.post("/v3.0/advertiser/update_daily_budget", needs=Scope.ADS_MANAGEMENT)
def update_daily_budget(call: TencentCall) -> Document:
    """Change the daily budgets of several accounts. Each row succeeds or fails on its own."""
    answer = batch(call, advertisers.set_budget)
    rows = [row if row["code"] == 0 else {**row, "use_min_daily_budget": False} for row in answer["list"]]
    return answer | {"list": rows}
