"""/v3.0/adgroups: ad groups, the unit of budget, bid and targeting."""

from typing import Any

from mercat.domain.advertising import ad_groups as engine
from mercat.tencent.protocol import tencent
from mercat.tencent.resource import Resource
from mercat.tencent.scopes import Scope
from mercat.wire.call import Call

ad_groups = Resource(__name__, engine.ad_groups, key="adgroup_id")
ad_groups.get("/v3.0/adgroups/get", needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))
ad_groups.add("/v3.0/adgroups/add", needs=Scope.ADS_MANAGEMENT)
ad_groups.update("/v3.0/adgroups/update", needs=Scope.ADS_MANAGEMENT)
ad_groups.delete("/v3.0/adgroups/delete", needs=Scope.ADS_MANAGEMENT)


@tencent.post("/v3.0/adgroups/update_configured_status", needs=Scope.ADS_MANAGEMENT)
def update_configured_status(call: Call) -> dict[str, Any]:
    """Suspend or resume several ad groups; each row succeeds or fails alone."""
    return _update_each(call, "update_configured_status_spec")


@tencent.post("/v3.0/adgroups/update_bid_amount", needs=Scope.ADS_MANAGEMENT)
def update_bid_amount(call: Call) -> dict[str, Any]:
    """Change several bids; each row succeeds or fails alone."""
    return _update_each(call, "update_bid_amount_spec")


@tencent.post("/v3.0/adgroups/update_daily_budget", needs=Scope.ADS_MANAGEMENT)
def update_daily_budget(call: Call) -> dict[str, Any]:
    """Change several daily budgets; each row succeeds or fails alone."""
    return _update_each(call, "update_daily_budget_spec")


@tencent.post("/v3.0/adgroups/update_datetime", needs=Scope.ADS_MANAGEMENT)
def update_datetime(call: Call) -> dict[str, Any]:
    """Change dates and hours of several ad groups; each row succeeds or fails alone."""
    return _update_each(call, "update_datetime_spec")


def _update_each(call: Call, rows: str) -> dict[str, Any]:
    changes = [
        (row["adgroup_id"], {name: value for name, value in row.items() if name != "adgroup_id"})
        for row in call.body[rows]
    ]
    return ad_groups.batch(engine.ad_groups.update_each(call.tx, call.body["account_id"], changes))
