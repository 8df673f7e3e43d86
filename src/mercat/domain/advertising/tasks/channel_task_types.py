"""Types of tasks about comments and posts of ads in WeChat Channels, and about the policies of RTA of ad groups."""

from typing import Final

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Collection
from mercat.domain.advertising.comments import comments
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.rta import targets
from mercat.domain.advertising.tasks.tasks import Act, Members, TaskType
from mercat.domain.advertising.wechat import channels_ads
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

MOST_COMMENTS: Final = 50
_COMMENT: Final = "TASK_SCOPE_COMMENT"
_COMMENT_IDS: Final = ("comment_id", "reply_comment_id", comments.AD)


def _own(act: Act, kind: str) -> Act:
    """Do an item, which may repeat the account of the task, and no other."""

    def checked(tx: Tx, account_id: int, item: Members) -> Members | None:
        if item.get("account_id", account_id) != account_id:
            raise NotFound(kind)
        return act(tx, account_id, item)

    return checked


def _rebound(tx: Tx, account_id: int, item: Members) -> None:
    ad_groups.get(tx, account_id, item["adgroup_id"])
    policies = item["origin_rta_policy_uuid"], item["target_rta_policy_uuid"]
    targets.rebind(tx, account_id, item["adgroup_id"], *policies)


def _name_of_ad(tx: Tx, account_id: int, item: Members) -> str:
    return _name(tx, creatives, account_id, item[comments.AD])


def _name_of_group(tx: Tx, account_id: int, item: Members) -> str:
    return _name(tx, ad_groups, account_id, item["adgroup_id"])


def _name(tx: Tx, objects: Collection, account_id: int, object_id: int) -> str:  # type: ignore[type-arg]
    target = ad_objects.find(tx, objects.kind, account_id, object_id)
    return "" if target is None else objects.read(target.document).unique_name() or ""


def _comments(spec: str, act: Act) -> TaskType:
    act = _own(act, comments.KIND)
    return TaskType(spec, act, _COMMENT, keys=_COMMENT_IDS, most=MOST_COMMENTS, name_of=_name_of_ad)


TYPES: Final = {
    "TASK_TYPE_REPLY_FINDER_OBJECT_COMMENT_NEW": _comments("reply_finder_object_comment_spec", comments.write),
    "TASK_TYPE_DELETE_FINDER_OBJECT_COMMENT_NEW": _comments("delete_finder_object_comment_spec", comments.remove),
    "TASK_TYPE_UPDATE_FINDER_OBJECT_COMMENT_FLAG_NEW": _comments(
        "update_finder_object_comment_flag_spec", comments.select
    ),
    "TASK_TYPE_UPDATE_ADCREATIVE_OBJECT_COMMENT_FLAG_NEW": TaskType(
        "update_adcreative_object_comment_flag_spec",
        _own(comments.select, comments.KIND),
        "TASK_SCOPE_ADCREATIVE",
        keys=(comments.AD,),
        name_of=_name_of_ad,
    ),
    "TASK_TYPE_PROCESS_USER_PAGE_OBJECT_NEW": TaskType(
        "process_user_page_object_spec",
        _own(channels_ads.publish, channels_ads.KIND),
        "TASK_SCOPE_ADEXPORT",
        keys=(channels_ads.EXPORT,),
    ),
    "TASK_TYPE_UPDATE_ADGROUP_BIND_RTA_POLICY_NEW": TaskType(
        "update_adgroup_bind_rta_policy_spec",
        _own(_rebound, ad_groups.kind),
        "TASK_SCOPE_ADGROUP",
        keys=("adgroup_id",),
        name_of=_name_of_group,
    ),
}
