"""/rest/v1/activities: activity types, activities of leads, changes of their fields, deleted leads."""

from typing import Annotated, Any, Final, Never, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.activity import custom, read
from mercat.domain.activity.read import Activity, ActivityFilter, Part
from mercat.domain.activity.types import ActivityType
from mercat.domain.lists import static_lists
from mercat.marketo import paging
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.types import Id
from mercat.model import iso8601
from mercat.model.refusals import WrongType
from mercat.wire.call import Call
from mercat.wire.decode import EXCERPT_LENGTH
from mercat.wire.operation import Answer, Schema, present

T = TypeVar("T")
BatchSize = Annotated[int, msgspec.Meta(ge=1, le=300)]
LONGEST_LIST: Final = 10_000
LONG_LISTS_END_MS: Final = 1_798_588_800_000  # 2026-12-30


class Since(Schema):
    """The time to start at."""

    since_datetime: str


class FindActivities(Schema):
    """A search for activities."""

    next_page_token: str
    activity_type_ids: Annotated[list[int], msgspec.Meta(min_length=1, max_length=10)]
    asset_ids: Annotated[list[Id], msgspec.Meta(max_length=300)] | None = None
    list_id: Id | None = None
    lead_ids: Annotated[list[Id], msgspec.Meta(max_length=30)] | None = None
    batch_size: BatchSize = 300


class FindChanges(Schema):
    """A search for changes of some fields."""

    next_page_token: str
    fields: list[str]
    list_id: Id | None = None
    lead_ids: Annotated[list[Id], msgspec.Meta(max_length=30)] | None = None
    batch_size: BatchSize = 300


class FindDeleted(Schema):
    """A search for leads deleted since a time."""

    next_page_token: str
    batch_size: BatchSize = 300


class TypeAttribute(Answer):
    """An attribute of an activity type."""

    name: str
    data_type: str


class ActivityTypeAnswer(Answer, kw_only=True):
    """An activity type with its attributes."""

    id: int
    name: str
    description: str | None
    primary_attribute: TypeAttribute | UnsetType = UNSET
    attributes: list[TypeAttribute]


class ActivityAttribute(Answer, gc=False):
    """An attribute of an activity with its value."""

    name: str
    value: Any


class ActivityAnswer(Answer, kw_only=True):
    """An activity; it names the campaign that did it and the asset that it is about, if there are any."""

    id: int
    marketo_guid: str = msgspec.field(name="marketoGUID")
    lead_id: int
    activity_date: str
    activity_type_id: int
    campaign_id: int | UnsetType = UNSET
    primary_attribute_value_id: int | UnsetType = UNSET
    primary_attribute_value: str | UnsetType = UNSET
    attributes: list[ActivityAttribute]


class ValueChange(Answer, gc=False):
    """A field's new and old value."""

    id: int
    name: str
    new_value: str | None
    old_value: str | None


class ChangeAnswer(Answer, kw_only=True):
    """A new lead, or a change of a lead's fields."""

    id: int
    marketo_guid: str = msgspec.field(name="marketoGUID")
    lead_id: int
    activity_date: str
    activity_type_id: int
    fields: list[ValueChange]
    attributes: list[ActivityAttribute]


@marketo.get(
    "/rest/v1/activities/pagingtoken.json",
    id="getActivitiesPagingTokenUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="paging-tokens#date-based",
)
def get_paging_token(call: Call, query: Since) -> Reply[Never]:
    """Get a paging token for everything after a time."""
    try:
        at_ms = iso8601.parse(query.since_datetime)
    except (ValueError, OverflowError):
        raise WrongType("sinceDatetime", query.since_datetime[:EXCERPT_LENGTH], "datetime") from None
    return Reply(next_page_token=paging.write_moment(call.tx, at_ms))


@marketo.get(
    "/rest/v1/activities/types.json",
    id="getAllActivityTypesUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="activities#describe",
)
def get_activity_types(call: Call) -> list[ActivityTypeAnswer]:
    """List all activity types with their attributes, including approved custom ones."""
    return [_type(kind) for kind in custom.types_by_id(call.tx).values()]


@marketo.get(
    "/rest/v1/activities.json",
    id="getLeadActivitiesUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="activities#query",
)
def get_activities(call: Call, query: FindActivities) -> Reply[ActivityAnswer]:
    """List activities of up to ten types after a time. The answer has no `result` if there are none."""
    _check_list(call, query.list_id)
    criteria = ActivityFilter(query.lead_ids, query.list_id, query.asset_ids)
    after = paging.moment(call.tx, query.next_page_token)
    part = read.page(call.tx, query.activity_type_ids, after, query.batch_size, criteria)
    reply = _reply(call, part, [_written(activity) for activity in part.items])
    reply.result = reply.result or UNSET
    return reply


@marketo.get(
    "/rest/v1/activities/leadchanges.json",
    id="getLeadChangesUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="activities#data-value-changes",
)
def get_lead_changes(call: Call, query: FindChanges) -> Reply[ChangeAnswer]:
    """List new leads and changes of some fields after a time."""
    _check_list(call, query.list_id)
    criteria = ActivityFilter(query.lead_ids, query.list_id)
    after = paging.moment(call.tx, query.next_page_token)
    part = read.changes(call.tx, query.fields, after, query.batch_size, criteria)
    return _reply(call, part, [_change(activity) for activity in part.items])


@marketo.get(
    "/rest/v1/activities/deletedleads.json",
    id="getDeletedLeadsUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="activities#deleted-leads",
)
def get_deleted_leads(call: Call, query: FindDeleted) -> Reply[ActivityAnswer]:
    """List the leads that were deleted after a time."""
    part = read.deletions(call.tx, paging.moment(call.tx, query.next_page_token), query.batch_size)
    return _reply(call, part, [_written(activity) for activity in part.items])


def _type(kind: ActivityType) -> ActivityTypeAnswer:
    return ActivityTypeAnswer(
        id=kind.id,
        name=kind.name,
        description=kind.description,
        primary_attribute=UNSET if kind.primary is None else TypeAttribute(*kind.primary),
        attributes=[TypeAttribute(name, data_type) for name, data_type in kind.attributes.items()],
    )


def _check_list(call: Call, list_id: int | None) -> None:
    """Refuse a list that does not exist or, from the date that the vendor announced, is too long."""
    if list_id is not None:
        static_lists.check_shorter(call.tx, list_id, LONGEST_LIST if call.tx.now >= LONG_LISTS_END_MS else None)


def _reply(call: Call, part: Part, result: list[T]) -> Reply[T]:
    """The answer always has `nextPageToken` and `moreResult`: clients poll with the token even if nothing is new."""
    return Reply(result=result, next_page_token=paging.write_moment(call.tx, *part.end), more_result=part.more)


def _written(activity: Activity) -> ActivityAnswer:
    return ActivityAnswer(
        id=activity.id,
        marketo_guid=str(activity.id),
        lead_id=activity.person_id,
        activity_date=iso8601.text(activity.at_ms),
        activity_type_id=activity.type_id,
        campaign_id=present(activity.campaign_id),
        primary_attribute_value_id=present(activity.asset_id),
        primary_attribute_value=present(activity.asset_name),
        attributes=_attributes(activity),
    )


def _change(activity: Activity) -> ChangeAnswer:
    changes = [
        ValueChange(field_id, name, read.as_text(new), read.as_text(old))
        for field_id, name, old, new in activity.changes
    ]
    return ChangeAnswer(
        id=activity.id,
        marketo_guid=str(activity.id),
        lead_id=activity.person_id,
        activity_date=iso8601.text(activity.at_ms),
        activity_type_id=activity.type_id,
        fields=changes,
        attributes=[*_attributes(activity), ActivityAttribute("Lead ID", activity.person_id)],
    )


def _attributes(activity: Activity) -> list[ActivityAttribute]:
    return [ActivityAttribute(name, value) for name, value in sorted(activity.attributes.items())]
