"""Links of people to records: the company that a person belongs to, and the sales person who owns the person."""

from typing import Any, Final

from mercat.model.refusals import NotFound, SalesPersonUnknown
from mercat.store.records import typed_records
from mercat.store.tx import Tx

COMPANY: Final = "externalCompanyId"
OWNER: Final = "externalSalesPersonId"
KINDS: Final = {COMPANY: "company", OWNER: "salesPerson"}


class Links:
    """The link targets of the people in one call. The first link reads the targets of all of them."""

    def __init__(self, tx: Tx, records: list[dict[str, Any]]) -> None:
        self._tx = tx
        self._records = records
        self._there: dict[str, set[str]] = {}

    def check(self, values: dict[str, Any]) -> None:
        """Refuse values that link to no record. Raises NotFound, SalesPersonUnknown."""
        if KINDS.keys().isdisjoint(values):
            return
        for field in KINDS:
            value = values.get(field)
            if value is None or _key(value) in self._existing_keys(field):
                continue
            raise SalesPersonUnknown(value) if field == OWNER else NotFound(KINDS[field], value)

    def _existing_keys(self, field: str) -> set[str]:
        if field not in self._there:
            keys = {_key(record[field]) for record in self._records if record.get(field) is not None}
            records = typed_records.by_dedupe_key(self._tx, KINDS[field], keys)
            self._there[field] = {_key(record.values[field]) for record in records}
        return self._there[field]


def _key(value: Any) -> str:
    """The form of a value that comparisons use: case-folded, without blanks around it."""
    return str(value).strip().lower()
