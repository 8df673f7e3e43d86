"""/v3.0/advertiser: the accounts that an access token has access to, as their owners describe them."""

from mercat.domain.advertising import advertisers
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, batch

endpoints = Endpoints(__name__, needs=Scope.ACCOUNT_MANAGEMENT)

endpoints.page("/v3.0/advertiser/get", advertisers.find, needs=tuple(Scope))
endpoints.one_id("/v3.0/advertiser/update", advertisers.update)


@tencent.post("/v3.0/advertiser/update_daily_budget", needs=Scope.ADS_MANAGEMENT)
def update_daily_budget(call: TencentCall) -> Document:
    """Change the daily budgets of several accounts. Each row succeeds or fails on its own."""
    answer = batch(call, advertisers.update)
    return answer | {"list": [{**row, "use_min_daily_budget": False} for row in answer["list"]]}
