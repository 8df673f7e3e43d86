"""Tasks that change many ad groups, creatives or components of an account, and the result of each."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.accounts.business_units import UnitUnknown
from mercat.domain.advertising.ad_groups.ad_group_facts import AdGroup
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Collection, Search, Slice, slice_of
from mercat.domain.advertising.components.component_sharing import sharing
from mercat.domain.advertising.components.components import component_library
from mercat.domain.advertising.creatives.creatives import Creative, creatives
from mercat.domain.advertising.dates import ZONE, begin_of
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.tasks import channel_task_types
from mercat.domain.advertising.tasks.tasks import SYSTEM_ERROR, Act, Members, Result, Status, Task, Tasks, TaskType
from mercat.model.advertising import AdObject
from mercat.model.clock import SECOND, day_of
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "batch async request"
RESULT: Final = "result"  # the member of a row with the result of an item; None while it waits
SCHEDULED: Final = "TASK_TYPE_CREATE_SCHEDULED_UPDATE_ADGROUP_DAILY_BUDGET_NEW"
MOST_TARGETINGS: Final = 50
_SCOPE: Final = "TASK_SCOPE_"
_RESULT_TYPE: Final = "TASK_DETAIL_RESULT_TYPE_"
_GROUP, _CREATIVE, _COMPONENT, _TASK = "adgroup_id", "dynamic_creative_id", "component_id", "task_id"

Objects = Collection[AdGroup] | Collection[Creative]
Change = Callable[[Tx, AdObject, Members], Members]  # what changes of an object, from its item


def _on(objects: Objects, key: str, change: Change | None = None) -> Act:
    """Update the object that an item names with the members of the item, or with what `change` makes of them."""

    def act(tx: Tx, account_id: int, item: Members) -> None:
        target = _object(tx, objects, account_id, key, item)
        members = {name: value for name, value in item.items() if name not in (key, "account_id")}
        objects.update(tx, account_id, target.id, change(tx, target, members) if change else members)

    return act


def _deleted(objects: Objects, key: str) -> Act:
    def act(tx: Tx, account_id: int, item: Members) -> None:
        objects.delete(tx, account_id, _object(tx, objects, account_id, key, item).id)

    return act


def _object(tx: Tx, objects: Objects, account_id: int, key: str, item: Members) -> AdObject:
    """The object of an item. An item may repeat the account of the task, and no other."""
    if item.get("account_id", account_id) != account_id:
        raise NotFound(objects.kind, item[key])
    return objects.get(tx, account_id, item[key])


def _in_scene(tx: Tx, target: AdObject, members: Members) -> Members:
    return {"scene_spec": {**target.document.get("scene_spec", {}), **members}}


def _retargeted(tx: Tx, target: AdObject, members: Members) -> Members:
    """The targeting with the parts that the item names. A part that it names and does not have is removed."""
    targeting = dict(target.document.get("targeting", {}))
    for name in members.get("need_upgrade_targeting", ()):
        targeting.pop(name.lower(), None)
        if name.lower() in members:
            targeting[name.lower()] = members[name.lower()]
    return {"targeting": targeting}


def _bid(tx: Tx, target: AdObject, members: Members) -> Members:
    return {"bid_amount": members["bid_amount"]}  # the others report how a client came to it


def _name_of(objects: Objects, key: str) -> Callable[[Tx, int, Members], str]:
    def name_of(tx: Tx, account_id: int, item: Members) -> str:
        target = ad_objects.find(tx, objects.kind, account_id, item[key])
        return "" if target is None else objects.read(target.document).unique_name() or ""

    return name_of


def _ad_groups(spec: str, change: Change | None = None, **others: Any) -> TaskType:
    act = others.pop("act", None) or _on(ad_groups, _GROUP, change)
    return TaskType(spec, act, f"{_SCOPE}ADGROUP", keys=(_GROUP,), name_of=_name_of(ad_groups, _GROUP), **others)


def _creatives(spec: str, act: Act | None = None) -> TaskType:
    act = act or _on(creatives, _CREATIVE)
    name_of = _name_of(creatives, _CREATIVE)
    return TaskType(spec, act, f"{_SCOPE}DYNAMIC_CREATIVE", keys=(_CREATIVE,), name_of=name_of)


def _next_day(tx: Tx) -> int:
    return begin_of(date.fromisoformat(day_of(tx.now, ZONE)) + timedelta(days=1))


def _unscheduled(tx: Tx, account_id: int, item: Members) -> None:
    """Delete a task that waits for the next day."""
    target = batch_tasks.get(tx, account_id, item["task_id"])
    if target.document["task_type"] != SCHEDULED:
        raise NotFound(KIND, target.id)
    batch_tasks.cancel(tx, account_id, target.id)


def _component_deleted(tx: Tx, account_id: int, item: Members) -> None:
    component_library.remove(tx, account_id, item["component_id"], item)


def _component_shared(tx: Tx, account_id: int, item: Members) -> None:
    """Share a component of a business unit, which has to be one of the user's."""
    unit_id = item["organization_id"]
    if not account_tree.may_use_unit(tx, tx.caller, unit_id):
        raise UnitUnknown
    sharing.share(tx, unit_id, item["component_id"], item)


def _task_name(tx: Tx, account_id: int, item: Members) -> str:
    target = ad_objects.find(tx, KIND, account_id, item["task_id"])
    return "" if target is None else str(target.document["task_name"])


TYPES: Final = {
    "TASK_TYPE_UPDATE_UNION_POSITION_PACKAGE_NEW": _ad_groups("update_union_position_package_spec", _in_scene),
    "TASK_TYPE_UPDATE_EXCLUDE_UNION_POSITION_PACKAGE_NEW": _ad_groups(
        "update_exclude_union_position_package_spec", _in_scene
    ),
    "TASK_TYPE_UPDATE_DEEP_CONVERSION_BEHAVIOR_BID_NEW": _ad_groups("update_deep_conversion_behavior_bid_spec"),
    "TASK_TYPE_DELETE_ADGROUP_NEW": _ad_groups("delete_adgroup_spec", act=_deleted(ad_groups, _GROUP)),
    "TASK_TYPE_UPDATE_ADGROUP_DEEP_CONVERSION_WORTH_RATE_NEW": _ad_groups(
        "update_adgroup_deep_conversion_worth_rate_spec"
    ),
    "TASK_TYPE_UPDATE_ADGROUP_CONFIGURED_STATUS_NEW": _ad_groups("update_adgroup_configured_status_spec"),
    "TASK_TYPE_UPDATE_ADGROUP_DAILY_BUDGET_NEW": _ad_groups("update_adgroup_daily_budget_spec"),
    "TASK_TYPE_UPDATE_ADGROUP_AUTO_ACQUISITION_NEW": _ad_groups("update_adgroup_auto_acquisition_spec"),
    "TASK_TYPE_UPDATE_ADGROUP_DEEP_CONVERSION_WORTH_ADVANCED_RATE_NEW": _ad_groups(
        "update_adgroup_deep_conversion_worth_advanced_rate_spec"
    ),
    "TASK_TYPE_UPDATE_DEEP_CONVERSION_BEHAVIOR_ADVANCED_BID_NEW": _ad_groups(
        "update_deep_conversion_behavior_advanced_bid_spec"
    ),
    "TASK_TYPE_UPDATE_ADGROUP_TIME_NEW": _ad_groups("update_adgroup_time_spec"),
    "TASK_TYPE_UPDATE_ADGROUP_DATE_NEW": _ad_groups("update_adgroup_date_spec"),
    "TASK_TYPE_UPDATE_ADGROUP_BID_AMOUNT_NEW": _ad_groups("update_adgroup_bid_amount_spec", _bid),
    "TASK_TYPE_UPDATE_DYNAMIC_CREATIVE_CONFIGURED_STATUS_NEW": _creatives(
        "update_dynamic_creative_configured_status_spec"
    ),
    "TASK_TYPE_DELETE_DYNAMIC_CREATIVE_NEW": _creatives("delete_dynamic_creative_spec", _deleted(creatives, _CREATIVE)),
    "TASK_TYPE_UPDATE_DYNAMIC_CREATIVE_SEARCH_INTELLIGENT_EXTENSION": _creatives(
        "update_dynamic_creative_search_intelligent_extension_spec"
    ),
    "TASK_TYPE_DELETE_ACCOUNT_COMPONENT": TaskType(
        "delete_account_component_spec", _component_deleted, f"{_SCOPE}COMPONENT", keys=(_COMPONENT,)
    ),
    "TASK_TYPE_UPDATE_COMPONENT_SHARED": TaskType(
        "update_component_sharing_spec", _component_shared, f"{_SCOPE}COMPONENT", keys=(_COMPONENT,)
    ),
    SCHEDULED: _ad_groups("create_scheduled_update_adgroup_daily_budget_spec", begins=_next_day),
    "TASK_TYPE_DELETE_SCHEDULED_TASK_NEW": TaskType(
        "delete_scheduled_task_spec", _unscheduled, f"{_SCOPE}SCHEDULED_TASK", keys=(_TASK,), name_of=_task_name
    ),
    "TASK_TYPE_UPDATE_ADGROUP_TARGETING": _ad_groups(
        "update_adgroup_targeting_task_spec", _retargeted, most=MOST_TARGETINGS
    ),
    "TASK_TYPE_UPDATE_ADGROUP_ECOM_PKAM_NEW": _ad_groups("update_adgroup_ecom_pkam_spec"),
    "TASK_TYPE_UPDATE_ADGROUP_DERIVE_CONF_NEW": _ad_groups("update_adgroup_derive_conf_spec"),
    **channel_task_types.TYPES,
}


class BatchTasks(Tasks):
    """The tasks of all accounts."""

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Tasks with the ids of their objects."""
        ids = [_object_ids(self.read(item.document)) for item in items]
        return [
            item.with_members({"scope_object_id_list": _numbers(own), "scope_object_id_str_list": own})
            for item, own in zip(items, ids, strict=True)
        ]

    def summary(self, tx: Tx, account_id: int, task_id: int) -> Members:
        """A task with the counts of its results. Raises NotFound."""
        item = self.get(tx, account_id, task_id)
        task = self.read(item.document)
        errors = sum(result.refusal == SYSTEM_ERROR for result in task.results)
        failures = sum(bool(result.refusal) for result in task.results) - errors
        done = 100 * len(task.results) // len(task.items)
        return {
            **item.document,
            "task_id": item.id,
            "created_time": item.created_ms // SECOND,
            "success_count": len(task.results) - failures - errors,
            "fail_count": failures,
            "system_error_count": errors,
            "progress": min(done, 99) if task.status is Status.PROCESSING else done,
        }

    def details(self, tx: Tx, search: Search) -> Slice:
        """List the items of a task with their results, a page at a time. Raises NotFound."""
        (account_id,) = search.owners
        target = self.get(tx, account_id, search.parameters["task_id"])
        task = self.read(target.document)
        results: list[Result | None] = [*task.results, *[None] * (len(task.items) - len(task.results))]
        ids = _object_ids(task)
        rows = [_detail(account_id, *about) for about in zip(ids, task.items, results, strict=True)]
        return slice_of(rows, search.window)


batch_tasks: Final = BatchTasks(KIND, TYPES)


def _object_ids(task: Task) -> list[str]:
    return [TYPES[task.type].object_id(item) for item in task.items]


def _numbers(ids: list[str]) -> list[int]:
    """The ids that are numbers: those of posts are texts, and those of comments may be any."""
    return [number for each in ids if (number := id_of(each))]


def _detail(account_id: int, object_id: str, item: Members, result: Result | None) -> AdObject:
    kind = "PENDING" if result is None else "FAIL" if result.refusal else "SUCCESS"
    kind = "SYSTEM_ERROR" if result is not None and result.refusal == SYSTEM_ERROR else kind
    members = {
        "scope_object_name": "" if result is None else result.name,
        "scope_object_id_str": object_id,
        "detail_result_type": f"{_RESULT_TYPE}{kind}",
        RESULT: result,
        **{name: item[name] for name in ("organization_id",) if name in item},
    }
    return AdObject(id_of(object_id), account_id, members, 0, 0, deleted=False)
