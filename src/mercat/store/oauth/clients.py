"""Developer applications, advertising accounts, grants, and fingerprints of codes and tokens."""

from typing import Any

import msgspec

from mercat.model.oauth import Account, Application, Code, Grant, Token
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_APPLICATION = "id, name, description, redirect_domains, scopes, generation, created_ms"
_ACCOUNT = "account_id, name, uin, created_ms, role, agency_id"
_GRANT = "id, application_id, user_id, account_ids, scopes, created_ms, renewed_ms, serial"
_CODE = "fingerprint, grant_id, redirect_uri, expires_ms, used"
_ISSUED = "fingerprint, kind, grant_id, serial, expires_ms, ended"


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _tuple(text: str) -> tuple[Any, ...]:
    return tuple(msgspec.json.decode(text))


def _application(row: Row) -> Application:
    return Application(row[0], row[1], row[2], _tuple(row[3]), _tuple(row[4]), row[5], row[6])


def _grant(row: Row) -> Grant:
    return Grant(row[0], row[1], row[2], _tuple(row[3]), _tuple(row[4]), row[5], row[6], row[7])


# -- applications -----------------------------------------------------------------------------------------------------


def add_application(tx: Tx, name: str, description: str, domains: list[str], scopes: list[str]) -> int:
    """Insert an application. Its name must be unique."""
    return tx.insert(
        "INSERT INTO applications (name, description, redirect_domains, scopes, created_ms)"
        " VALUES (:name, :description, :domains, :scopes, :now) RETURNING id",
        name=name,
        description=description,
        domains=_text(domains),
        scopes=_text(scopes),
        now=tx.now,
    )


def list_applications(tx: Tx) -> list[Application]:
    """All applications, oldest first."""
    return [_application(row) for row in tx.fetch_all(f"SELECT {_APPLICATION} FROM applications ORDER BY id")]


def find_application(tx: Tx, **key: Any) -> Application | None:
    """The application with this `id` or `name`, or None."""
    ((column, value),) = key.items()
    assert column in ("id", "name")
    row = tx.fetch_one(f"SELECT {_APPLICATION} FROM applications WHERE {column} = :value", value=value)
    return _application(row) if row else None


def set_application(tx: Tx, application_id: int, description: str, domains: list[str], scopes: list[str]) -> None:
    """Change the registered domains and scopes of an application."""
    tx.execute(
        "UPDATE applications SET description = :description, redirect_domains = :domains, scopes = :scopes"
        " WHERE id = :id",
        id=application_id,
        description=description,
        domains=_text(domains),
        scopes=_text(scopes),
    )


def rotate_application(tx: Tx, application_id: int) -> None:
    """Give an application its next secret."""
    tx.execute("UPDATE applications SET generation = generation + 1 WHERE id = :id", id=application_id)


def delete_application(tx: Tx, application_id: int) -> None:
    """Delete an application with its grants, codes and tokens."""
    tx.execute("DELETE FROM applications WHERE id = :id", id=application_id)


# -- accounts ---------------------------------------------------------------------------------------------------------


def add_account(tx: Tx, account_id: int, name: str, uin: int, role: str, agency_id: int | None) -> None:
    """Insert an account. Its id must be unique."""
    tx.execute(
        "INSERT INTO accounts (account_id, name, uin, role, agency_id, created_ms)"
        " VALUES (:id, :name, :uin, :role, :agency, :now)",
        id=account_id,
        name=name,
        uin=uin,
        role=role,
        agency=agency_id,
        now=tx.now,
    )


def accounts(tx: Tx) -> list[Account]:
    """All accounts by id."""
    return [Account(*row) for row in tx.fetch_all(f"SELECT {_ACCOUNT} FROM accounts ORDER BY account_id")]


def find_account(tx: Tx, account_id: int) -> Account | None:
    """The account with this id, or None."""
    row = tx.fetch_one(f"SELECT {_ACCOUNT} FROM accounts WHERE account_id = :id", id=account_id)
    return Account(*row) if row else None


def accounts_by_id(tx: Tx, account_ids: list[int]) -> list[Account]:
    """The accounts with these ids, by id."""
    rows = tx.fetch_all(
        f"SELECT {_ACCOUNT} FROM accounts WHERE {tx.dialect.in_list('account_id', 'ids')} ORDER BY account_id",
        ids=_text(account_ids),
    )
    return [Account(*row) for row in rows]


def clients_of(tx: Tx, agency_ids: list[int]) -> list[Account]:
    """The accounts whose agency is one of these, by id."""
    rows = tx.fetch_all(
        f"SELECT {_ACCOUNT} FROM accounts WHERE {tx.dialect.in_list('agency_id', 'agencies')} ORDER BY account_id",
        agencies=_text(agency_ids),
    )
    return [Account(*row) for row in rows]


# -- grants -----------------------------------------------------------------------------------------------------------


def add_grant(tx: Tx, application_id: int, user_id: int, account_ids: list[int], scopes: list[str]) -> int:
    """Insert a grant."""
    return tx.insert(
        "INSERT INTO grants (application_id, user_id, account_ids, scopes, created_ms, renewed_ms)"
        " VALUES (:application, :user, :accounts, :scopes, :now, :now) RETURNING id",
        application=application_id,
        user=user_id,
        accounts=_text(account_ids),
        scopes=_text(scopes),
        now=tx.now,
    )


def get_grant(tx: Tx, grant_id: int) -> Grant:
    """The grant with an id that exists."""
    return _grant(tx.fetch_all(f"SELECT {_GRANT} FROM grants WHERE id = :id", id=grant_id)[0])


def find_grant(tx: Tx, grant_id: int) -> Grant | None:
    """The grant with this id, or None."""
    row = tx.fetch_one(f"SELECT {_GRANT} FROM grants WHERE id = :id", id=grant_id)
    return _grant(row) if row else None


def living_grants(tx: Tx, application_id: int) -> list[Grant]:
    """The grants of an application with a valid refresh token, oldest first."""
    rows = tx.fetch_all(
        f"SELECT {_GRANT} FROM grants WHERE application_id = :application AND EXISTS (SELECT 1 FROM grant_tokens t"
        " WHERE t.grant_id = grants.id AND t.kind = 'refresh' AND t.ended = 0 AND t.expires_ms > :now) ORDER BY id",
        application=application_id,
        now=tx.now,
    )
    return [_grant(row) for row in rows]


def renew_grant(tx: Tx, grant_id: int) -> int:
    """Count another issue of tokens. Answers its number."""
    rows = tx.fetch_all(
        "UPDATE grants SET serial = serial + 1, renewed_ms = :now WHERE id = :id RETURNING serial",
        id=grant_id,
        now=tx.now,
    )
    serial: int = rows[0][0]
    return serial


def delete_grant(tx: Tx, grant_id: int) -> None:
    """Delete a grant with its codes and tokens."""
    tx.execute("DELETE FROM grants WHERE id = :id", id=grant_id)


def delete_stale(tx: Tx, before_ms: int) -> None:
    """Delete codes that expired before a time, and grants without a token."""
    tx.execute("DELETE FROM authorization_codes WHERE expires_ms < :before", before=before_ms)
    tx.execute(
        "DELETE FROM grants WHERE renewed_ms < :before"
        " AND NOT EXISTS (SELECT 1 FROM authorization_codes c WHERE c.grant_id = grants.id)"
        " AND NOT EXISTS (SELECT 1 FROM grant_tokens t WHERE t.grant_id = grants.id AND t.expires_ms >= :before)",
        before=before_ms,
    )


# -- codes and tokens -------------------------------------------------------------------------------------------------


def add_code(tx: Tx, fingerprint: str, grant_id: int, redirect_uri: str, expires_ms: int) -> None:
    """Insert a code by its fingerprint."""
    tx.execute(
        "INSERT INTO authorization_codes (fingerprint, grant_id, redirect_uri, expires_ms)"
        " VALUES (:fingerprint, :grant, :redirect_uri, :expires)",
        fingerprint=fingerprint,
        grant=grant_id,
        redirect_uri=redirect_uri,
        expires=expires_ms,
    )


def find_code(tx: Tx, fingerprint: str) -> Code | None:
    """The code with this fingerprint, or None."""
    row = tx.fetch_one(f"SELECT {_CODE} FROM authorization_codes WHERE fingerprint = :f", f=fingerprint)
    return Code(row[0], row[1], row[2], row[3], bool(row[4])) if row else None


def unused_codes(tx: Tx) -> list[int]:
    """The grants with a valid code."""
    sql = "SELECT grant_id FROM authorization_codes WHERE used = 0 AND expires_ms > :now ORDER BY grant_id"
    return [grant_id for (grant_id,) in tx.fetch_all(sql, now=tx.now)]


def use_code(tx: Tx, fingerprint: str) -> bool:
    """Mark a code as used. False if it was used before."""
    return tx.execute("UPDATE authorization_codes SET used = 1 WHERE fingerprint = :f AND used = 0", f=fingerprint) == 1


def add_token(tx: Tx, fingerprint: str, kind: str, grant_id: int, serial: int, expires_ms: int) -> None:
    """Insert a token by its fingerprint."""
    tx.execute(
        "INSERT INTO grant_tokens (fingerprint, kind, grant_id, serial, expires_ms)"
        " VALUES (:fingerprint, :kind, :grant, :serial, :expires)",
        fingerprint=fingerprint,
        kind=kind,
        grant=grant_id,
        serial=serial,
        expires=expires_ms,
    )


def find_token(tx: Tx, fingerprint: str, kind: str) -> Token | None:
    """The token with this fingerprint, or None."""
    sql = f"SELECT {_ISSUED} FROM grant_tokens WHERE fingerprint = :f AND kind = :kind"
    row = tx.fetch_one(sql, f=fingerprint, kind=kind)
    return Token(row[0], row[1], row[2], row[3], row[4], bool(row[5])) if row else None


def find_access(tx: Tx, fingerprint: str) -> tuple[int, bool, int, str, int, frozenset[str], frozenset[int]] | None:
    """An access token: expiry, whether it was ended, application id and name, user, scopes, account ids."""
    row = tx.fetch_one(
        "SELECT t.expires_ms, t.ended, a.id, a.name, g.user_id, g.scopes, g.account_ids FROM grant_tokens t"
        " JOIN grants g ON g.id = t.grant_id JOIN applications a ON a.id = g.application_id"
        " WHERE t.fingerprint = :f AND t.kind = 'access'",
        f=fingerprint,
    )
    if row is None:
        return None
    return row[0], bool(row[1]), row[2], row[3], row[4], frozenset(_tuple(row[5])), frozenset(_tuple(row[6]))


def living_tokens(tx: Tx, grant_id: int) -> list[Token]:
    """The valid tokens of a grant, the one that expires last first."""
    rows = tx.fetch_all(
        f"SELECT {_ISSUED} FROM grant_tokens WHERE grant_id = :grant AND ended = 0 AND expires_ms > :now"
        " ORDER BY expires_ms DESC, serial DESC",
        grant=grant_id,
        now=tx.now,
    )
    return [Token(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]


def last_token(tx: Tx, grant_id: int, kind: str) -> Token | None:
    """The last token of a kind in a grant that was not ended, or None."""
    row = tx.fetch_one(
        f"SELECT {_ISSUED} FROM grant_tokens WHERE grant_id = :grant AND kind = :kind AND ended = 0"
        " ORDER BY serial DESC LIMIT 1",
        grant=grant_id,
        kind=kind,
    )
    return Token(row[0], row[1], row[2], row[3], row[4], bool(row[5])) if row else None


def prolong_token(tx: Tx, fingerprint: str, expires_ms: int) -> None:
    """Change the expiry of a token."""
    tx.execute(
        "UPDATE grant_tokens SET expires_ms = :expires WHERE fingerprint = :f", f=fingerprint, expires=expires_ms
    )


def end_tokens(tx: Tx, grant_id: int) -> None:
    """End all tokens of a grant."""
    tx.execute("UPDATE grant_tokens SET ended = 1 WHERE grant_id = :grant", grant=grant_id)


def delete_tokens(tx: Tx, grant_id: int, before_ms: int) -> None:
    """Delete the tokens of a grant that expired before a time."""
    tx.execute(
        "DELETE FROM grant_tokens WHERE grant_id = :grant AND expires_ms < :before", grant=grant_id, before=before_ms
    )
