"""Links of people to records: the company that a person belongs to, the sales person who owns them."""

from typing import Any, Final

from mercat.model.refusals import NotFound, SalesPersonUnknown
from mercat.store.records import typed_records
from mercat.store.tx import Tx

COMPANY: Final = "externalCompanyId"
OWNER: Final = "externalSalesPersonId"
KINDS: Final = {COMPANY: "company", OWNER: "salesPerson"}


class Links:
    """What the people of one call may be linked to; read, for all of them, when the first link is met."""

    def __init__(self, tx: Tx, records: list[dict[str, Any]]) -> None:
        self._tx = tx
        self._records = records
        self._there: dict[str, set[str]] = {}

    def check(self, values: dict[str, Any]) -> None:
        """Refuse values that link to nothing. Raises NotFound, SalesPersonUnknown."""
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
    """What records are compared by: without case, and without blanks around it."""
    return str(value).strip().lower()
