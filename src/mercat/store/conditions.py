"""`Conditions` builds the WHERE clause of a search, with its parameters, from optional criteria."""

from collections.abc import Iterable
from typing import Any

import msgspec

from mercat.model.assets import AssetFilter, Ref
from mercat.store.tx import Tx


class Conditions:
    """Collects conditions. A value of None adds none. `params` are those of the conditions and of the search."""

    def __init__(self, tx: Tx, **params: Any) -> None:
        self.params: dict[str, Any] = params
        self._dialect = tx.dialect
        self._texts: list[str] = []

    def add(self, text: str) -> None:
        """Add a condition without a value."""
        self._texts.append(text)

    def among(self, column: str, values: Iterable[Any] | None, kind: str = "integer") -> None:
        """Add the condition that the column has one of these values."""
        if values is not None:
            name = self._name()
            self._texts.append(self._dialect.in_list(column, name, kind))
            self.params[name] = msgspec.json.encode(list(values)).decode()

    def compare(self, column: str, operator: str, value: Any) -> None:
        """Add the condition that the operator holds for the column and the value."""
        if value is not None:
            name = self._name()
            self._texts.append(f"{column} {operator} :{name}")
            self.params[name] = value

    def directly_in(self, table: str, parent: Ref | None) -> None:
        """Add the condition that the asset is directly in this folder or program."""
        if parent is not None:
            self.compare(f"{table}.parent_kind", "=", parent.kind.value)
            self.compare(f"{table}.parent_id", "=", parent.id)

    @property
    def where(self) -> str:
        """The conditions, joined by AND; always true if there are none."""
        return " AND ".join(self._texts) or "1 = 1"

    def _name(self) -> str:
        return f"value_{len(self.params)}"


def of_assets(
    tx: Tx, criteria: AssetFilter, table: str, program_name: str, *, after: int, offset: int, limit: int
) -> Conditions:
    """The conditions of a search for assets beyond an id.

    `w` is the alias of the workspace's table; `program_name` is the SQL expression of the program's name.
    """
    conditions = Conditions(tx, limit=limit, offset=offset)
    conditions.compare(f"{table}.id", ">", after)
    conditions.among(f"{table}.id", criteria.ids)
    conditions.among(f"{table}.name", criteria.names, "text")
    conditions.among("w.name", criteria.workspace_names, "text")
    conditions.among(program_name, criteria.program_names, "text")
    conditions.directly_in(table, criteria.parent)
    conditions.compare(f"{table}.updated_ms", ">=", criteria.from_ms)
    conditions.compare(f"{table}.updated_ms", "<=", criteria.to_ms)
    return conditions
