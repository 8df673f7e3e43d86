"""The operation log of advertising objects: rows that are added, read newest first, and deleted when they are old."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from mercat.model.ad_operations import AdOperation, Change, Platform
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS: Final = "account_id, kind, object_id, object_name, is_new, operator, platform, changes, at_ms"


def add(tx: Tx, entry: AdOperation) -> None:
    """Insert an entry."""
    tx.execute(
        f"INSERT INTO ad_operations ({_COLUMNS})"
        " VALUES (:account, :kind, :object, :name, :new, :operator, :platform, :changes, :at)",
        account=entry.account_id,
        kind=entry.kind,
        object=entry.object_id,
        name=entry.object_name,
        new=int(entry.is_new),
        operator=entry.operator,
        platform=entry.platform.value,
        changes=_text(entry.changes),
        at=entry.at_ms,
    )


def delete_before(tx: Tx, at_ms: int) -> None:
    """Delete the entries of before a time."""
    tx.execute("DELETE FROM ad_operations WHERE at_ms < :at", at=at_ms)


class Matching:
    """The entries of a kind of objects in a time, newest first. None stands for any object, platform or action."""

    def __init__(
        self,
        tx: Tx,
        account_id: int,
        kind: str,
        since_ms: int,
        before_ms: int,
        *,
        object_id: int | None = None,
        platforms: Sequence[Platform] | None = None,
        is_new: bool | None = None,
    ) -> None:
        self._tx = tx
        self._params: dict[str, Any] = {"account": account_id, "kind": kind, "since": since_ms, "before": before_ms}
        clauses = ["account_id = :account", "kind = :kind", "at_ms >= :since", "at_ms < :before"]
        if object_id is not None:
            clauses.append("object_id = :object")
            self._params["object"] = object_id
        if platforms is not None:
            clauses.append(tx.dialect.in_list("platform", "platforms", "text"))
            self._params["platforms"] = _text([one.value for one in platforms])
        if is_new is not None:
            clauses.append("is_new = :new")
            self._params["new"] = int(is_new)
        self._where = " AND ".join(clauses)

    def count(self) -> int:
        """The number of matches."""
        row = self._tx.fetch_one(f"SELECT COUNT(*) FROM ad_operations WHERE {self._where}", **self._params)
        assert row is not None
        return int(row[0])

    def slice(self, offset: int, limit: int) -> list[AdOperation]:
        """At most `limit` matches after the first `offset`."""
        rows = self._tx.fetch_all(
            f"SELECT {_COLUMNS} FROM ad_operations WHERE {self._where}"
            " ORDER BY at_ms DESC, id DESC LIMIT :limit OFFSET :offset",
            **self._params,
            limit=limit,
            offset=offset,
        )
        return [_operation(row) for row in rows]


def _operation(row: Row) -> AdOperation:
    changes = msgspec.json.decode(row[7], type=list[Change])
    return AdOperation(row[0], row[1], row[2], row[3], bool(row[4]), row[5], Platform(row[6]), changes, row[8])


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
