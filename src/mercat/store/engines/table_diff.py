"""The rows in which two SQLite files of the same schema version differ, by kind of record."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import apsw
import msgspec

Change = Literal["added", "changed", "removed"]

_READ: Final = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI

# Tables whose rows are of several kinds, with the column that says which.
KIND_COLUMNS: Final = {"ad_objects": "kind", "documents": "kind", "records": "type", "nodes": "kind"}

# Not records: what the server keeps for itself, secrets, and rows that follow from others.
SKIPPED: Final = frozenset({
    "accounts", "applications", "audit_entries", "authenticators", "authorization_codes", "document_numbers",
    "fund_balances", "grant_tokens", "grants", "invitations", "jobs", "login_failures", "nonces", "person_keys",
    "record_keys", "recovery_codes", "repeatable_calls", "roles", "schema_version", "service_tokens", "services",
    "sessions", "settings", "usage_calls", "usage_errors", "user_roles", "users", "versions",
})  # fmt: skip


class Difference(msgspec.Struct, frozen=True):
    """A record that differs. `before` and `after` have the columns that differ, or all of one that is gone or new."""

    kind: str
    id: str
    change: Change
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def differences(before: Path, after: Path) -> Iterator[Difference]:
    """Every record that differs between two files, by table."""
    with contextlib.closing(apsw.Connection(str(after), flags=_READ)) as connection:
        connection.execute("ATTACH ? AS earlier", (f"file:{before}?mode=ro",))
        with connection:  # one snapshot of both
            tables = [row[0] for row in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
            for table in sorted(name for name in tables if name not in SKIPPED and not name.startswith("sqlite_")):
                yield from _of_table(connection, table)


def _of_table(connection: apsw.Connection, table: str) -> Iterator[Difference]:
    info = list(connection.execute(f"PRAGMA main.table_info({table})"))
    columns = [row[1] for row in info]
    keys = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]] or columns
    earlier = _rows(connection, table, columns, keys, "earlier", "main")
    later = _rows(connection, table, columns, keys, "main", "earlier")
    for key in sorted(earlier.keys() | later.keys(), key=str):
        before, after = earlier.get(key), later.get(key)
        row = after or before or {}
        kind = str(row.get(KIND_COLUMNS.get(table, ""), table)).replace("_", " ")
        if before is None or after is None:
            yield Difference(kind, _id(key), "removed" if after is None else "added", before, after)
        else:
            names = [name for name in columns if before[name] != after[name]]
            yield Difference(
                kind, _id(key), "changed", *({name: one[name] for name in names} for one in (before, after))
            )


def _rows(
    connection: apsw.Connection, table: str, columns: list[str], keys: list[str], side: str, other: str
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows of one side that the other has not, or has otherwise."""
    names = ", ".join(f'"{name}"' for name in columns)
    rows = connection.execute(f'SELECT {names} FROM {side}."{table}" EXCEPT SELECT {names} FROM {other}."{table}"')
    dicts = (dict(zip(columns, map(_value, row), strict=True)) for row in rows)
    return {tuple(row[name] for name in keys): row for row in dicts}


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return value


def _id(key: tuple[Any, ...]) -> str:
    return "/".join(str(part) for part in key)
