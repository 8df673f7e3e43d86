"""/v3.0/operation_log_list: who changed what of ad groups, creatives and joint budgets."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from mercat.domain.advertising import operation_history
from mercat.domain.advertising.collection import Search, Slice
from mercat.domain.advertising.operation_history import CHANGES
from mercat.model.ad_operations import Change
from mercat.store.tx import Tx
from mercat.tencent import contract
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

RESOURCES: Final = {
    "OPERATION_OBJECT_TYPE_ADGROUP": "adgroups",
    "OPERATION_OBJECT_TYPE_DYNAMIC_CREATIVE": "dynamic_creatives",
    "OPERATION_OBJECT_TYPE_JOINT_BUDGET": "joint_budget_rules",
}
# The platform's words for members that change often. Others are named as they are in calls.
LABELS: Final = {
    "adgroup_name": "广告名称",
    "dynamic_creative_name": "创意名称",
    "configured_status": "状态",
    "is_deleted": "删除状态",
    "begin_date": "投放开始时间",
    "end_date": "投放结束时间",
    "time_series": "投放时段",
    "marketing_goal": "营销目的",
    "marketing_carrier_type": "营销载体类型",
    "optimization_goal": "优化目标",
    "daily_budget": "日预算",
    "bid_amount": "出价",
    "site_set": "投放版位",
    "targeting": "定向内容",
}

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)


def operations(tx: Tx, search: Search) -> Slice:
    """List the operations on one kind of objects, the newest first, a page at a time."""
    part = operation_history.find(tx, search)
    resource = RESOURCES[search.parameters["operation_object_type"]]
    members = contract.Endpoint(contract.of_resource(resource), "get").item
    items = [item.with_members({"operation_log": list(_lines(item.document[CHANGES], members))}) for item in part.items]
    return replace(part, items=items)


def _lines(changes: Iterable[Change], members: contract.Fields) -> Iterable[str]:
    for name, before, after in changes:
        if name in members:
            label = LABELS.get(name, name)
            yield f"{label}: {after}" if before is None else f"{label}: {before} -> {after or ''}"


endpoints.page("/v3.0/operation_log_list/get", operations)
