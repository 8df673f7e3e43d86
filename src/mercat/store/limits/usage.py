"""Counters of calls and error codes by day."""

from mercat.store.tx import Tx


def add(tx: Tx, day: str, calls: dict[str, int], errors: dict[str, int]) -> None:
    """Add to a day's counters."""
    tx.executemany(
        "INSERT INTO usage_calls (day, caller, calls) VALUES (:day, :caller, :calls)"
        " ON CONFLICT (day, caller) DO UPDATE SET calls = usage_calls.calls + excluded.calls",
        [{"day": day, "caller": caller, "calls": count} for caller, count in sorted(calls.items())],
    )
    tx.executemany(
        "INSERT INTO usage_errors (day, code, errors) VALUES (:day, :code, :errors)"
        " ON CONFLICT (day, code) DO UPDATE SET errors = usage_errors.errors + excluded.errors",
        [{"day": day, "code": code, "errors": count} for code, count in sorted(errors.items())],
    )


def calls(tx: Tx, first_day: str, last_day: str) -> list[tuple[str, str, int]]:
    """Day, caller and number of calls, by day, the busiest caller first."""
    rows = tx.fetch_all(
        "SELECT day, caller, calls FROM usage_calls WHERE day BETWEEN :first AND :last"
        " ORDER BY day, calls DESC, caller",
        first=first_day,
        last=last_day,
    )
    return [(row[0], row[1], row[2]) for row in rows]


def errors(tx: Tx, first_day: str, last_day: str) -> list[tuple[str, str, int]]:
    """Day, code and number of errors, by day and code."""
    rows = tx.fetch_all(
        "SELECT day, code, errors FROM usage_errors WHERE day BETWEEN :first AND :last ORDER BY day, code",
        first=first_day,
        last=last_day,
    )
    return [(row[0], row[1], row[2]) for row in rows]


def delete(tx: Tx, before_day: str) -> None:
    """Delete the days before this one."""
    tx.execute("DELETE FROM usage_calls WHERE day < :day", day=before_day)
    tx.execute("DELETE FROM usage_errors WHERE day < :day", day=before_day)
