"""Activities about changes of people: new people, changed values, deletions, moves, merges."""

from typing import Any, Final

import msgspec

from mercat.domain.limits.daily_allowance import ZONE
from mercat.model.activities import ActivityRow
from mercat.model.clock import day_of
from mercat.model.people import Person
from mercat.store.activity import log
from mercat.store.tx import Tx

NEW_PERSON: Final = 12
CHANGE_DATA_VALUE: Final = 13
MERGE_PEOPLE: Final = 32
DELETE_PERSON: Final = 37
CHANGE_PARTITION: Final = 100

CHANGES: Final = "changes"  # member of a data value change's details: [field id, old value, new value], ...
PARTITION: Final = "partition"  # member of a deletion's details: where the person was
CHANGES_OF_ONE_ROW: Final = 1_000  # so many of them at the most


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

Change = tuple[int, Any, Any]


class ActivityLog:
    """Collects the activities of one call and writes them together."""

    def __init__(self, tx: Tx, origin: Origin = API) -> None:
        self._tx = tx
        self._origin = origin
        self._today = day_of(tx.now, ZONE)
        self._rows: list[ActivityRow] = []

    def created(self, person: Person) -> None:
        """A person is new."""
        details: dict[str, Any] = {"Created Date": self._today, "Source Type": self._origin.source}
        self._note(NEW_PERSON, person.id, details, person.id, name_of(person))

    def changed(self, person: Person, changes: list[Change]) -> None:
        """Values of a person changed."""
        for start in range(0, len(changes), CHANGES_OF_ONE_ROW):
            details = {
                "Reason": self._origin.reason,
                "Source": self._origin.source,
                CHANGES: changes[start : start + CHANGES_OF_ONE_ROW],
            }
            self._note(CHANGE_DATA_VALUE, person.id, details)

    def deleted(self, person: Person) -> None:
        """A person is deleted."""
        self._note(DELETE_PERSON, person.id, {PARTITION: person.partition_id}, person.id, name_of(person))

    def moved(self, person: Person, new: str, new_id: int) -> None:
        """A person changes its partition."""
        details = {"Old Partition ID": person.partition_id, "Reason": self._origin.reason}
        self._note(CHANGE_PARTITION, person.id, details, new_id, new)

    def merged(self, winner: Person, merged_ids: list[int], merged_in_crm: bool) -> None:
        """Other people were merged into one."""
        details: dict[str, Any] = {
            "Master Updated": True,
            "Merge IDs": str(merged_ids),
            "Merge Source": self._origin.source,
            "Merged in Sales": merged_in_crm,
        }
        self._note(MERGE_PEOPLE, winner.id, details, winner.id, name_of(winner))

    def note(self, row: ActivityRow) -> None:
        """Any other activity."""
        self._rows.append(row)

    def write(self) -> None:
        """Write all collected activities."""
        if self._rows:
            log.add(self._tx, self._rows)
            self._rows = []

    def _note(
        self,
        type_id: int,
        person_id: int,
        details: dict[str, Any],
        asset_id: int | None = None,
        asset: str | None = None,
    ) -> None:
        self._rows.append(ActivityRow(type_id, self._tx.now, person_id, details, asset_id, asset))


def name_of(person: Person) -> str:
    """What a person is called in lists: its full name, or its address, or its id."""
    get = person.document.get
    first, last = get("firstName"), get("lastName")
    if first and last:
        return f"{first} {last}"
    return first or last or get("email") or str(person.id)
