"""My Tokens of folders and programs."""

from mercat.model.assets import MyToken, Ref, TokenType, key_of
from mercat.store.tx import Tx


def of_node(tx: Tx, owner: Ref) -> list[MyToken]:
    """The tokens that are defined on a node itself, oldest first."""
    rows = tx.fetch_all(
        "SELECT name, type, value FROM my_tokens WHERE kind = :kind AND owner_id = :id ORDER BY id",
        kind=owner.kind.value,
        id=owner.id,
    )
    return [MyToken(row[0], TokenType(row[1]), row[2]) for row in rows]


def count(tx: Tx, owner: Ref) -> int:
    """The number of tokens that are defined on a node itself."""
    row = tx.fetch_one(
        "SELECT COUNT(*) FROM my_tokens WHERE kind = :kind AND owner_id = :id", kind=owner.kind.value, id=owner.id
    )
    return row[0] if row else 0


def find(tx: Tx, owner: Ref, name: str) -> MyToken | None:
    """The node's own token with this name, in any case, or None."""
    row = tx.fetch_one(
        "SELECT name, type, value FROM my_tokens WHERE kind = :kind AND owner_id = :id AND name_key = :key",
        kind=owner.kind.value,
        id=owner.id,
        key=key_of(name),
    )
    return MyToken(row[0], TokenType(row[1]), row[2]) if row else None


def save(tx: Tx, owner: Ref, token: MyToken) -> None:
    """Insert a token, or replace the one with its name."""
    tx.execute(
        "INSERT INTO my_tokens (kind, owner_id, name, name_key, type, value, created_ms, updated_ms)"
        " VALUES (:kind, :id, :name, :key, :type, :value, :now, :now)"
        " ON CONFLICT (kind, owner_id, name_key) DO UPDATE SET name = excluded.name, type = excluded.type,"
        " value = excluded.value, updated_ms = excluded.updated_ms",
        kind=owner.kind.value,
        id=owner.id,
        name=token.name,
        key=key_of(token.name),
        type=token.type.value,
        value=token.value,
        now=tx.now,
    )


def delete(tx: Tx, owner: Ref, name: str) -> None:
    """Delete a node's own token."""
    tx.execute(
        "DELETE FROM my_tokens WHERE kind = :kind AND owner_id = :id AND name_key = :key",
        kind=owner.kind.value,
        id=owner.id,
        key=key_of(name),
    )
