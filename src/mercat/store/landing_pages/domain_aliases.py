"""The hostnames that serve landing pages beside the instance's own domain."""

from mercat.store.tx import Tx


def add(tx: Tx, hostname: str) -> bool:
    """Store an alias; whether it is a new one."""
    return bool(
        tx.execute(
            "INSERT INTO domain_aliases (hostname) VALUES (:hostname) ON CONFLICT (hostname) DO NOTHING",
            hostname=hostname,
        )
    )


def holds(tx: Tx, hostname: str) -> bool:
    """Whether there is this alias."""
    return tx.fetch_one("SELECT 1 FROM domain_aliases WHERE hostname = :hostname", hostname=hostname) is not None


def browse(tx: Tx, *, offset: int, limit: int) -> list[str]:
    """A page of the aliases, by hostname."""
    rows = tx.fetch_all(
        "SELECT hostname FROM domain_aliases ORDER BY hostname LIMIT :limit OFFSET :offset", limit=limit, offset=offset
    )
    return [row[0] for row in rows]
