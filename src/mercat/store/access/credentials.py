"""The credentials of an instance through a reset.

A reset restores the initial credentials, whatever happened to them. Credentials created since then stay if they do not
share a unique key with an initial one: services with their user and its roles, applications with their grants.
Temporary ones, which were created for a test, are deleted.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from mercat.store import settings
from mercat.store.tx import Tx

_START: Final = "credentials.start"
_PASSING: Final = "credentials.passing"

_Row = dict[str, Any]
_Rows = dict[str, list[_Row]]


class _Table(msgspec.Struct, frozen=True):
    """The columns of a table that are unique, alone or together, and those that refer to another table's `id`."""

    unique: tuple[tuple[str, ...], ...]
    parents: dict[str, str]


class CredentialBackup(msgspec.Struct, frozen=True):
    """The credentials that survive a reset. `start` is the content of the setting."""

    start: str | None
    passing: str | None
    rows: _Rows


_TABLES: Final = {
    "roles": _Table((("id",), ("name",)), {}),
    "users": _Table((("id",), ("email",)), {}),
    "user_roles": _Table((("user_id", "role_id", "workspace_id"),), {"user_id": "users", "role_id": "roles"}),
    "services": _Table((("id",), ("name",), ("client_id",)), {"user_id": "users"}),
    "service_tokens": _Table((("fingerprint",),), {"service_id": "services"}),
    "applications": _Table((("id",), ("name",)), {}),
    "accounts": _Table((("account_id",),), {}),
    "grants": _Table((("id",),), {"application_id": "applications"}),
    "authorization_codes": _Table((("fingerprint",),), {"grant_id": "grants"}),
    "grant_tokens": _Table((("fingerprint",),), {"grant_id": "grants"}),
    "sessions": _Table((("fingerprint",),), {"user_id": "users"}),
}

_TOKENS: Final = ("service_tokens", "grant_tokens")
TABLES: Final = frozenset(_TABLES)


def remember(tx: Tx) -> None:
    """Store the current credentials as the initial ones."""
    settings.put(tx, _START, msgspec.json.encode(_read(tx)).decode())


def note_passing(tx: Tx, **ids: int) -> None:
    """Mark rows, one of each table, for deletion by the next reset."""
    passing = _passing(settings.find(tx, _PASSING))
    for name, number in ids.items():
        passing.setdefault(name, []).append(number)
    settings.put(tx, _PASSING, msgspec.json.encode(passing).decode())


def collect(tx: Tx, *, keep_passing: bool = False) -> CredentialBackup:
    """The credentials that a reset has to restore."""
    text = settings.find(tx, _START)
    passing = settings.find(tx, _PASSING)
    gone = {} if keep_passing else _passing(passing)
    start: _Rows = msgspec.json.decode(text or "{}")
    present = _read(tx)
    holders = {row["user_id"] for row in present["services"]}
    held = {row["role_id"] for row in present["user_roles"] if row["user_id"] in holders}
    filters: dict[str, Callable[[_Row], bool]] = {
        "users": lambda row: row["id"] in holders,
        "roles": lambda row: row["id"] in held,
    }
    rows: _Rows = {}
    for name, table in _TABLES.items():
        first = start.get(name, [])
        later = filter(filters.get(name, lambda row: True), present[name])
        staying = [row for row in later if row.get("id") not in gone.get(name, ())]
        rows[name] = [*first, *_without_conflict(table, first, staying, rows)]
    return CredentialBackup(text, passing if keep_passing else None, rows)


def put_back(tx: Tx, backup: CredentialBackup) -> None:
    """Replace all credentials by those that `collect` returned."""
    for name in reversed(_TABLES):
        tx.execute(f"DELETE FROM {name}")
    for name, rows in backup.rows.items():
        if rows:
            columns = ", ".join(rows[0])
            values = ", ".join(f":{column}" for column in rows[0])
            tx.executemany(f"INSERT INTO {name} ({columns}) VALUES ({values})", rows)
    _count_on(tx)


def drop_secrets(tx: Tx) -> None:
    """Delete what only the key of another instance opens: tokens, sessions, second factors, open invitations."""
    for name in (*_TOKENS, "authorization_codes", "sessions", "authenticators", "recovery_codes", "invitations"):
        tx.execute(f"DELETE FROM {name}")


def add_tokens(tx: Tx, backup: CredentialBackup) -> None:
    """Add the tokens of a backup that are missing and whose service or grant is there."""
    for name in _TOKENS:
        ((parent, parent_table),) = _TABLES[name].parents.items()
        parents = {row[0] for row in tx.fetch_all(f"SELECT id FROM {parent_table}")}
        present = {row[0] for row in tx.fetch_all(f"SELECT fingerprint FROM {name}")}
        rows = [row for row in backup.rows[name] if row[parent] in parents and row["fingerprint"] not in present]
        if rows:
            columns = ", ".join(rows[0])
            values = ", ".join(f":{column}" for column in rows[0])
            tx.executemany(f"INSERT INTO {name} ({columns}) VALUES ({values})", rows)
    _count_on(tx)


def _count_on(tx: Tx) -> None:
    """Let grants of an earlier state count on after the tokens that stayed: the next one would be one of these."""
    last = "(SELECT MAX(serial) FROM grant_tokens WHERE grant_id = grants.id)"
    tx.execute(f"UPDATE grants SET serial = {last} WHERE serial < {last}")


def remember_again(tx: Tx, backup: CredentialBackup) -> None:
    """Store the initial and the temporary credentials again, after a reset has replaced all settings."""
    for name, text in ((_START, backup.start), (_PASSING, backup.passing)):
        if text is not None:
            settings.put(tx, name, text)


def _passing(text: str | None) -> dict[str, list[int]]:
    return msgspec.json.decode(text or "{}", type=dict[str, list[int]])


def _without_conflict(table: _Table, start: list[_Row], later: Iterable[_Row], parent_rows: _Rows) -> list[_Row]:
    taken = {columns: {_key(row, columns) for row in start} for columns in table.unique}
    parents = {column: {row["id"] for row in parent_rows[parent]} for column, parent in table.parents.items()}
    return [
        row
        for row in later
        if all(_key(row, columns) not in keys for columns, keys in taken.items())
        and all(row[column] in ids for column, ids in parents.items())
    ]


def _key(row: _Row, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def _read(tx: Tx) -> _Rows:
    tables: _Rows = {}
    for name in _TABLES:
        columns = [row[0] for row in tx.fetch_all(tx.dialect.columns(), table=name)]
        rows = tx.fetch_all(f"SELECT {', '.join(columns)} FROM {name} ORDER BY 1, 2")
        tables[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    return tables
