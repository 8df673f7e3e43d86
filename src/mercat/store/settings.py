"""Settings: named values of the instance, such as its clock's offset and counters that outlive the process."""

from mercat.store.engines.driver import Connection
from mercat.store.tx import Tx


def find(tx: Tx, name: str) -> str | None:
    """The value of a setting, or None."""
    row = tx.fetch_one("SELECT value FROM settings WHERE name = :name", name=name)
    return row[0] if row else None


def all(tx: Tx) -> dict[str, str]:
    """All values by name."""
    return of(tx.connection)


def of(connection: Connection) -> dict[str, str]:
    """All values by name, read without a `Tx`, because opening an instance needs some of them."""
    return dict(connection.fetch_all("SELECT name, value FROM settings", {}))


def put(tx: Tx, name: str, value: str) -> None:
    """Store the value of a setting."""
    tx.execute(
        "INSERT INTO settings (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name=name,
        value=value,
    )


def delete(tx: Tx, name: str) -> None:
    """Delete a setting."""
    tx.execute("DELETE FROM settings WHERE name = :name", name=name)
