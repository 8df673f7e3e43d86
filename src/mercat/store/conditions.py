"""The conditions of a search that may ask for much or nothing: SQL texts with their parameters."""

from collections.abc import Iterable
from typing import Any

import msgspec

from mercat.store.tx import Tx


class Conditions:
    """Collects conditions; a value of None adds none. `params` are theirs and the search's own."""

    def __init__(self, tx: Tx, **params: Any) -> None:
        self.params: dict[str, Any] = params
        self._dialect = tx.dialect
        self._texts: list[str] = []

    def add(self, text: str) -> None:
        """A condition without a value of its own."""
        self._texts.append(text)

    def among(self, column: str, values: Iterable[Any] | None, kind: str = "integer") -> None:
        """The column holds one of these values."""
        if values is not None:
            name = self._name()
            self._texts.append(self._dialect.in_list(column, name, kind))
            self.params[name] = msgspec.json.encode(list(values)).decode()

    def compare(self, column: str, operator: str, value: Any) -> None:
        """The column compares with the value as the operator says."""
        if value is not None:
            name = self._name()
            self._texts.append(f"{column} {operator} :{name}")
            self.params[name] = value

    @property
    def where(self) -> str:
        """All of them."""
        return " AND ".join(self._texts) or "1 = 1"

    def _name(self) -> str:
        return f"wanted_{len(self.params)}"
