"""/v3.0/adgroups: ad groups, the unit of budget, bid and targeting."""

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.page("/v3.0/adgroups/get", ad_groups.find, needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))
endpoints.one_id("/v3.0/adgroups/add", ad_groups.add)
endpoints.one_id("/v3.0/adgroups/update", ad_groups.update)
endpoints.one_id("/v3.0/adgroups/delete", ad_groups.delete)
endpoints.batch(
    "/v3.0/adgroups/update_configured_status",
    ad_groups.update,
    summary="Suspend or resume several ad groups. Each row succeeds or fails on its own.",
)
endpoints.batch(
    "/v3.0/adgroups/update_bid_amount",
    ad_groups.update,
    summary="Change several bids. Each row succeeds or fails on its own.",
)
endpoints.batch(
    "/v3.0/adgroups/update_daily_budget",
    ad_groups.update,
    summary="Change several daily budgets. Each row succeeds or fails on its own.",
)
endpoints.batch(
    "/v3.0/adgroups/update_datetime",
    ad_groups.update,
    summary="Change dates and hours of several ad groups. Each row succeeds or fails on its own.",
)
