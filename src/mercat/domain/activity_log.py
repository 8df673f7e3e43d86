"""The activity log: the only writer of activities. Engines note activities of people and write them in batches.

Subscribers hear of them in the same transaction: see `publish`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from mercat.domain.limits.daily_allowance import ZONE
from mercat.model.activities import CHANGES, CHANGES_OF_ONE_ROW, PARTITION, ActivityRow, StandardActivity
from mercat.model.clock import day_of
from mercat.model.people import Person
from mercat.model.refusals import Refusal
from mercat.store.activity import writes
from mercat.store.tx import Tx

ROUNDS: Final = 10  # of subscribers in one unit of work: those of a round hear what the round before wrote

Subscriber = Callable[[Tx, list[ActivityRow]], None]
Change = tuple[int, Any, Any]  # id of a field, old value, new value


class Origin(msgspec.Struct, frozen=True):
    """The source of changes, as activities state it. `info` gives details of the source, for new people."""

    source: str = "Web service API"
    reason: str = "Web service API"
    info: str = ""

    def fields(self) -> dict[str, str]:
        """The fields of a new person that state its source."""
        info = self.info or self.source
        return {
            "originalSourceType": self.source,
            "originalSourceInfo": info,
            "registrationSourceType": self.source,
            "registrationSourceInfo": info,
        }


API: Final = Origin()


class ActivityLog:
    """Collects the activities of one call; `write` writes them together, in the order in which they were noted."""

    def __init__(self, tx: Tx, origin: Origin = API) -> None:
        self._tx = tx
        self._now = tx.now
        self._origin = origin
        self._birth: dict[str, Any] = {}
        self._rows: list[ActivityRow] = []

    def note(
        self,
        kind: StandardActivity,
        person_id: int,
        details: dict[str, Any],
        asset_id: int | None = None,
        asset_name: str | None = None,
        *,
        at_ms: int | None = None,
    ) -> None:
        """Note an activity of a standard type, about an asset, at `at_ms` or now."""
        self._rows.append(
            ActivityRow(kind, self._now if at_ms is None else at_ms, person_id, details, asset_id, asset_name)
        )

    def note_custom(self, type_id: int, person_id: int, details: dict[str, Any], about: str | None, at_ms: int) -> None:
        """Note an activity of a custom type. `about` is the text of its primary attribute."""
        self._rows.append(ActivityRow(type_id, at_ms, person_id, details, asset_name=about))

    def created(self, person: Person) -> None:
        """Note that a person was created."""
        if not self._birth:  # all new people of a call have the same details, which are encoded once
            self._birth = {"Created Date": day_of(self._now, ZONE), "Source Type": self._origin.source}
        self.note(StandardActivity.NEW_LEAD, person.id, self._birth, person.id, person.name)

    def changed(self, person: Person, changes: list[Change]) -> None:
        """Note changed values of a person."""
        for start in range(0, len(changes), CHANGES_OF_ONE_ROW):
            details = {
                "Reason": self._origin.reason,
                "Source": self._origin.source,
                CHANGES: changes[start : start + CHANGES_OF_ONE_ROW],
            }
            self.note(StandardActivity.CHANGE_DATA_VALUE, person.id, details)

    def deleted(self, person: Person) -> None:
        """Note that a person was deleted."""
        details = {PARTITION: person.partition_id}
        self.note(StandardActivity.DELETE_LEAD, person.id, details, person.id, person.name)

    def moved(self, person: Person, new: str, new_id: int) -> None:
        """Note that a person moved to another partition."""
        details = {"Old Partition ID": person.partition_id, "Reason": self._origin.reason}
        self.note(StandardActivity.CHANGE_LEAD_PARTITION, person.id, details, new_id, new)

    def merged(self, winner: Person, merged_ids: list[int], merged_in_crm: bool) -> None:
        """Note that other people were merged into a person."""
        details = {
            "Master Updated": True,
            "Merge IDs": str(merged_ids),
            "Merge Source": self._origin.source,
            "Merged in Sales": merged_in_crm,
        }
        self.note(StandardActivity.MERGE_LEADS, winner.id, details, winner.id, winner.name)

    def write(self) -> None:
        """Write the noted activities."""
        if self._tx.activities is not None:
            self.write_numbered()
        elif self._rows:
            rows, self._rows = self._rows, []
            writes.add(self._tx, rows)

    def write_numbered(self) -> list[int]:
        """Write the noted activities. Answers the ids of the rows, in order."""
        rows, self._rows = self._rows, []
        if rows:
            writes.add_numbered(self._tx, rows)
            if self._tx.activities is not None:
                self._tx.activities += rows
        return [row.id for row in rows]


def move(tx: Tx, person_ids: Iterable[int], winner_id: int) -> None:
    """Move the activities of people to the person whom they are merged into."""
    writes.move(tx, person_ids, winner_id)


def erase(tx: Tx, person_ids: Iterable[int]) -> None:
    """Delete the activities of deleted people, except that of the deletion."""
    writes.forget_people(tx, person_ids, keep=StandardActivity.DELETE_LEAD)


# -- subscribers ------------------------------------------------------------------------------------------------------


class EndlessActivities(Exception):
    """After `ROUNDS` rounds, subscribers still answer activities with activities."""


class SubscriberRefused(Exception):
    """A subscriber let out a refusal; the caller asked for nothing that it could refuse."""


def publish(tx: Tx, subscribers: Iterable[Subscriber]) -> None:
    """Call each subscriber with the activities that a unit of work wrote, in the order in which they were written.

    The instance calls this when the work is done, before the commit. A subscriber sees all that the work wrote, and the
    rows carry ids; their people may have been deleted or merged since. It may write, activities too: those are what all
    subscribers are called with in the next round. What it raises undoes the whole unit of work. A unit of work that
    meets a conflict runs again, so a subscriber has effects through `tx` alone; what takes long it orders as a job.

    Raises EndlessActivities, SubscriberRefused, and what else subscribers raise.
    """
    rows = tx.activities or []
    start = 0
    for _ in range(ROUNDS):
        batch = rows[start:]
        if not batch:
            return
        start += len(batch)
        for subscriber in subscribers:
            try:
                subscriber(tx, batch)
            except Refusal as refusal:
                raise SubscriberRefused from refusal
    if len(rows) > start:
        raise EndlessActivities
