"""The activity log: the only writer of activities. Engines note what happened to people and write it in batches."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mercat.domain.limits.daily_allowance import ZONE
from mercat.model.activities import CHANGES, CHANGES_OF_ONE_ROW, PARTITION, ActivityRow, StandardActivity
from mercat.model.clock import day_of
from mercat.model.people import Person
from mercat.store.activity import writes
from mercat.store.tx import Tx

Change = tuple[int, Any, Any]  # id of a field, old value, new value


class Origin(msgspec.Struct, frozen=True):
    """Where changes come from, as activities state it. `info` gives details of the source, for new people."""

    source: str = "Web service API"
    reason: str = "Web service API"
    info: str = ""

    def fields(self) -> dict[str, str]:
        """The fields of a new person that tell where it came from."""
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
        self._origin = origin
        self._today = ""
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
        """An activity of a standard type. The asset is what it is about; it happens now, or at `at_ms`."""
        self._rows.append(
            ActivityRow(kind, self._tx.now if at_ms is None else at_ms, person_id, details, asset_id, asset_name)
        )

    def note_custom(self, type_id: int, person_id: int, details: dict[str, Any], about: str | None, at_ms: int) -> None:
        """An activity of a custom type; `about` is the text of its primary attribute."""
        self._rows.append(ActivityRow(type_id, at_ms, person_id, details, asset_name=about))

    def created(self, person: Person) -> None:
        """A person is new."""
        self._today = self._today or day_of(self._tx.now, ZONE)
        details = {"Created Date": self._today, "Source Type": self._origin.source}
        self.note(StandardActivity.NEW_LEAD, person.id, details, person.id, person.name)

    def changed(self, person: Person, changes: list[Change]) -> None:
        """Values of a person changed."""
        for start in range(0, len(changes), CHANGES_OF_ONE_ROW):
            details = {
                "Reason": self._origin.reason,
                "Source": self._origin.source,
                CHANGES: changes[start : start + CHANGES_OF_ONE_ROW],
            }
            self.note(StandardActivity.CHANGE_DATA_VALUE, person.id, details)

    def deleted(self, person: Person) -> None:
        """A person is deleted."""
        details = {PARTITION: person.partition_id}
        self.note(StandardActivity.DELETE_LEAD, person.id, details, person.id, person.name)

    def moved(self, person: Person, new: str, new_id: int) -> None:
        """A person changes its partition."""
        details = {"Old Partition ID": person.partition_id, "Reason": self._origin.reason}
        self.note(StandardActivity.CHANGE_LEAD_PARTITION, person.id, details, new_id, new)

    def merged(self, winner: Person, merged_ids: list[int], merged_in_crm: bool) -> None:
        """Other people were merged into one."""
        details = {
            "Master Updated": True,
            "Merge IDs": str(merged_ids),
            "Merge Source": self._origin.source,
            "Merged in Sales": merged_in_crm,
        }
        self.note(StandardActivity.MERGE_LEADS, winner.id, details, winner.id, winner.name)

    def write(self) -> None:
        """Write what is collected."""
        if self._rows:
            rows, self._rows = self._rows, []
            writes.add(self._tx, rows)

    def write_numbered(self) -> list[int]:
        """Write what is collected; answers the ids of the rows, in order."""
        rows, self._rows = self._rows, []
        if rows:
            writes.add_numbered(self._tx, rows)
        return [row.id for row in rows]


def move(tx: Tx, person_ids: Iterable[int], winner_id: int) -> None:
    """Make the activities of people those of another person, whom they are merged into."""
    writes.move(tx, person_ids, winner_id)


def erase(tx: Tx, person_ids: Iterable[int]) -> None:
    """Delete the activities of people who are deleted, but for that of the deletion."""
    writes.forget_people(tx, person_ids, keep=StandardActivity.DELETE_LEAD)
