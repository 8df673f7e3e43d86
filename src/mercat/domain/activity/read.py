"""Reading activities in the order of time, a page at a time. A row with several changes becomes several activities.

The public id of an activity is the id of its row times `CHANGES_OF_ONE_ROW`, plus its index in the row, so that each
change has an id of its own. A position is a time and the public id of the activity that was read last.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from mercat.domain.people import fields, partitions
from mercat.domain.people.fields import Catalog
from mercat.model.activities import CHANGES, CHANGES_OF_ONE_ROW, PARTITION, ActivityRow, StandardActivity
from mercat.model.refusals import InvalidData
from mercat.model.rules import Rule
from mercat.store.activity import log
from mercat.store.activity.log import Narrow
from mercat.store.tx import Tx

Position = tuple[int, int]
LOOKED_AT: Final = 2_000  # the most rows that one page searches for matches


class Activity(msgspec.Struct, frozen=True):
    """One activity. `attributes` are those with a value, by name; only lead changes have `changes`."""

    id: int
    type_id: int
    at_ms: int
    person_id: int
    asset_id: int | None
    asset_name: str | None
    campaign_id: int | None
    attributes: dict[str, Any]
    changes: list[tuple[int, str, Any, Any]] = []  # field id and name, old and new value


class ActivityFilter(msgspec.Struct, frozen=True):
    """The people and the assets that activities are about; None stands for all."""

    person_ids: list[int] | None = None
    list_id: int | None = None
    asset_ids: list[int] | None = None


EVERYTHING: Final = ActivityFilter()


class Part(msgspec.Struct, frozen=True):
    """A page: its activities, the position where it ends, and whether more may follow."""

    items: list[Activity]
    end: Position
    more: bool


def page(
    tx: Tx,
    type_ids: Iterable[int],
    after: Position,
    limit: int,
    criteria: ActivityFilter = EVERYTHING,
) -> Part:
    """Activities of some types after a position. It reads a bounded number of rows, so a page may be short or empty
    although more follows.

    Raises InvalidData for a filter on assets with several types, because the asset differs from type to type.
    """
    kinds = sorted(set(type_ids))
    asset_ids = criteria.asset_ids
    if asset_ids is not None and len(kinds) > 1:
        raise InvalidData(Rule.ASSETS_OF_SEVERAL_TYPES)
    rows, until = _look(tx, kinds, after, limit + 1, criteria)
    catalog = fields.catalog(tx)
    mine = partitions.reached(tx)
    items: list[Activity] = []
    end = after
    for row in rows:
        deleted = row.type_id == StandardActivity.DELETE_LEAD
        reached = mine is None or not deleted or row.details.get(PARTITION) in (None, *mine)
        for activity in _expanded(row, catalog):
            place = (activity.at_ms, activity.id)
            if place <= after:
                continue
            if len(items) == limit:
                return Part(items, end, more=True)
            end = place
            if reached and (asset_ids is None or activity.asset_id in asset_ids):
                items.append(activity)
    if len(rows) <= limit and until is not None:
        return Part(items, max(end, until), more=True)
    return Part(items, end, more=len(rows) > limit)


def changes(
    tx: Tx,
    names: list[str],
    after: Position,
    limit: int,
    criteria: ActivityFilter = EVERYTHING,
) -> Part:
    """New people, and changes of these fields, after a position. Raises UnknownField.

    It reads a bounded number of rows, so a page may be short or empty although more follows.
    """
    catalog = fields.catalog(tx)
    names_by_id = {catalog.get(name).id: name for name in names}
    kinds = (StandardActivity.NEW_LEAD, StandardActivity.CHANGE_DATA_VALUE)
    rows, until = _look(tx, kinds, after, LOOKED_AT, criteria)
    items: list[Activity] = []
    end = after
    for row in rows:
        place = (row.at_ms, row.id * CHANGES_OF_ONE_ROW)
        if place <= after:
            continue
        if len(items) == limit:
            return Part(items, end, more=True)
        end = place
        changed = [
            (field_id, names_by_id[field_id], old, new)
            for field_id, old, new in row.details.get(CHANGES, ())
            if field_id in names_by_id
        ]
        if changed or row.type_id == StandardActivity.NEW_LEAD:
            items.append(_activity(row, 0, {k: v for k, v in row.details.items() if k != CHANGES}, changed))
    if until is not None:
        return Part(items, max(end, until), more=True)
    return Part(items, end, more=len(rows) == LOOKED_AT)


def deletions(tx: Tx, after: Position, limit: int) -> Part:
    """People deleted after a position."""
    return page(tx, [StandardActivity.DELETE_LEAD], after, limit)


def of_person(
    tx: Tx, person_id: int, *, below: log.Place | None, limit: int
) -> tuple[list[Activity], log.Place | None]:
    """The activities of a person, latest first: `limit` rows of them, and the position of the next ones, if any.

    A row may hold several changes.
    """
    rows = log.of_person(tx, person_id, below=below, limit=limit + 1)
    catalog = fields.catalog(tx)
    items = [activity for row in rows[:limit] for activity in _expanded(row, catalog)]
    return items, (rows[limit - 1].at_ms, rows[limit - 1].id) if len(rows) > limit else None


def _look(
    tx: Tx, kinds: Iterable[int], after: Position, limit: int, criteria: ActivityFilter
) -> tuple[list[ActivityRow], Position | None]:
    """The rows that match, and the last position that was searched; None if the search reached the end."""
    narrow = Narrow(criteria.person_ids, criteria.list_id, criteria.asset_ids, partitions.reached(tx))
    begin = _row_position(after)
    until = None if narrow.is_bounded else log.beyond(tx, kinds, begin, LOOKED_AT)
    rows = log.since(tx, kinds, begin, limit, narrow, until)
    return rows, None if until is None else (until[0], (until[1] + 1) * CHANGES_OF_ONE_ROW - 1)


def _row_position(after: Position) -> Position:
    """The row before the one that holds a position, because that one may have more changes."""
    return after[0], after[1] // CHANGES_OF_ONE_ROW - 1


def _expanded(row: ActivityRow, catalog: Catalog) -> Iterator[Activity]:
    if row.type_id == StandardActivity.DELETE_LEAD:
        yield _activity(row, 0, {name: value for name, value in row.details.items() if name != PARTITION})
        return
    if row.type_id != StandardActivity.CHANGE_DATA_VALUE or CHANGES not in row.details:
        yield _activity(row, 0, row.details)
        return
    common = {name: value for name, value in row.details.items() if name != CHANGES}
    for place, (field_id, old, new) in enumerate(row.details[CHANGES]):
        field = catalog.by_id[field_id]
        attributes = {"New Value": as_text(new), "Old Value": as_text(old), **common}
        yield _activity(row, place, attributes, asset=(field_id, field.display_name))


def _activity(
    row: ActivityRow,
    place: int,
    attributes: dict[str, Any],
    changed: list[tuple[int, str, Any, Any]] | None = None,
    asset: tuple[int, str] | None = None,
) -> Activity:
    asset_id, asset_name = asset or (row.asset_id, row.asset_name)
    return Activity(
        row.id * CHANGES_OF_ONE_ROW + place,
        row.type_id,
        row.at_ms,
        row.person_id,
        asset_id,
        asset_name,
        row.campaign_id,
        {name: value for name, value in attributes.items() if value is not None},
        changed or [],
    )


def as_text(value: Any) -> str | None:
    """A value as the text that activities hold."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
