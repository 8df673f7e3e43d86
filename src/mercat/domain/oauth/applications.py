"""Developer applications, and their grants, authorization codes and tokens.

Secrets, codes and tokens are derived from the instance's key, their row and a number. The client id is one number made
of the instance's id and the application's, so that it identifies the instance as well.
"""

import re
from typing import Final

import msgspec

from mercat.domain import audit
from mercat.domain.oauth.ad_accounts import checked_name, get_account
from mercat.domain.oauth.redirect_uris import RedirectRefused, checked_domains
from mercat.model.audit import Facts
from mercat.model.caller import Caller
from mercat.model.clock import DAY, MINUTE
from mercat.model.keys import same
from mercat.model.oauth import Application, Grant, Token
from mercat.model.refusals import (
    AlreadyExists,
    Missing,
    NotFound,
    Refusal,
    TokenExpired,
    TokenInvalid,
    TooMany,
)
from mercat.store.oauth import clients
from mercat.store.tx import Tx

CODE_LIFE_MS: Final = 5 * MINUTE
ACCESS_LIFE_MS: Final = DAY
REFRESH_LIFE_MS: Final = 30 * DAY
KEPT_MS: Final = 30 * DAY  # how long a token is answered as expired; after that it is unknown
APPLICATIONS: Final = 10_000  # the most of an instance; also the factor in client ids

_INSTANCE: Final = re.compile(r"^(\d{3})-([A-Z])([A-Z])([A-Z])-(\d{3})$")
_TOKEN: Final = re.compile(r"[0-9A-Za-z._~:-]{1,256}")


class TokenMalformed(Refusal):
    """The text does not have the form of an access token."""


class ApplicationInvalid(Refusal):
    """No application has this client id and secret."""

    client_id: int = 0


class CodeMalformed(Refusal):
    """The application was not given this authorization code."""


class CodeExpired(Refusal):
    """The authorization code expired."""


class CodeUsed(Refusal):
    """The authorization code has been exchanged before."""


class RefreshTokenMalformed(Refusal):
    """The application was not given this refresh token."""


class RefreshTokenExpired(Refusal):
    """The refresh token expired, or was replaced by another one."""


class Issued(msgspec.Struct, frozen=True):
    """A pair of tokens with their remaining lifetimes in milliseconds, and their grant."""

    access_token: str
    refresh_token: str
    access_life_ms: int
    refresh_life_ms: int
    grant: Grant


# -- ids and instances ------------------------------------------------------------------------------------------------


def _number(instance_id: str) -> int:
    parts = _INSTANCE.fullmatch(instance_id)
    assert parts, instance_id
    letters = 0
    for letter in parts.group(2, 3, 4):
        letters = letters * 26 + ord(letter) - 65
    return (int(parts[1]) * 17_576 + letters) * 1_000 + int(parts[5])


def _instance(number: int) -> str | None:
    rest, last = divmod(number, 1_000)
    first, letters = divmod(rest, 17_576)
    if not 0 <= first < 1_000:
        return None
    text = "".join(chr(65 + letters // unit % 26) for unit in (676, 26, 1))
    return f"{first:03d}-{text}-{last:03d}"


def client_id(tx: Tx, application: Application) -> int:
    """An application's client id, which contains the number of its instance."""
    return _number(tx.instance_id) * APPLICATIONS + application.id


def instance_of_client(client_id: int) -> str | None:
    """The id of the instance in a client id."""
    return _instance(client_id // APPLICATIONS) if client_id > 0 else None


def instance_of_token(token: str) -> str | None:
    """The id of the instance in an access or refresh token, from its first nine digits."""
    try:
        return _instance(int(token[:9], 16)) if len(token) == 40 else None
    except ValueError:
        return None


# -- tokens -----------------------------------------------------------------------------------------------------------


def authenticate(tx: Tx, token: str) -> Caller:
    """The caller behind an access token: the application, its scopes as permissions, its accounts.

    Raises TokenMalformed, TokenInvalid or TokenExpired.
    """
    if not _TOKEN.fullmatch(token):
        raise TokenMalformed
    row = clients.find_access(tx, _fingerprint(tx, token))
    if row is None or row[1]:
        raise TokenInvalid(token)
    expires, _, application_id, name, user_id, scopes, account_ids = row
    if expires <= tx.now:
        raise TokenExpired
    return Caller(user_id=user_id, name=name, permissions=scopes, service_id=application_id, account_ids=account_ids)


def expire(tx: Tx, token: str) -> None:
    """Let an access token expire now."""
    clients.prolong_token(tx, _fingerprint(tx, token), tx.now)


def forget_stale(tx: Tx) -> None:
    """Delete codes and grants that expired long ago. After that they are answered as malformed instead of expired."""
    clients.delete_stale(tx, tx.now - KEPT_MS)


def authorize(
    tx: Tx, application: Application, user_id: int, account_ids: list[int], scopes: list[str], redirect_uri: str
) -> str:
    """Store a user's grant to an application. Answers the authorization code, which works once, within five minutes."""
    grant_id = _add_grant(tx, application, user_id, account_ids, scopes)
    code = _code(tx, grant_id)
    clients.add_code(tx, _fingerprint(tx, code), grant_id, redirect_uri, tx.now + CODE_LIFE_MS)
    return code


def issue_grant(tx: Tx, application: Application, user_id: int, account_ids: list[int], scopes: list[str]) -> Issued:
    """Create a grant with its first tokens, without a code. Raises NotFound (an account)."""
    return _issue(tx, clients.get_grant(tx, _add_grant(tx, application, user_id, account_ids, scopes)))


def exchange(tx: Tx, application: Application, code: str, redirect_uri: str) -> Issued:
    """Exchange an authorization code for tokens. Raises CodeMalformed, CodeUsed, CodeExpired, RedirectRefused."""
    authorization = clients.find_code(tx, _fingerprint(tx, code))
    grant = clients.get_grant(tx, authorization.grant_id) if authorization else None
    if authorization is None or grant is None or grant.application_id != application.id:
        raise CodeMalformed
    if authorization.used:
        raise CodeUsed
    if authorization.expires_ms <= tx.now:
        raise CodeExpired
    if authorization.redirect_uri != redirect_uri:
        raise RedirectRefused
    if not clients.use_code(tx, authorization.fingerprint):
        raise CodeUsed
    return _issue(tx, grant)


def refresh(tx: Tx, application: Application, refresh_token: str) -> Issued:
    """Issue another access token. The refresh token's lifetime restarts; older access tokens keep theirs.

    Raises RefreshTokenMalformed, RefreshTokenExpired.
    """
    token, grant = _refreshable(tx, application, refresh_token)
    clients.prolong_token(tx, token.fingerprint, tx.now + REFRESH_LIFE_MS)
    access = _add_token(tx, grant, "access", clients.renew_grant(tx, grant.id), ACCESS_LIFE_MS)
    return Issued(access, refresh_token, ACCESS_LIFE_MS, REFRESH_LIFE_MS, grant)


def replace(tx: Tx, application: Application, refresh_token: str) -> Issued:
    """Issue a new pair. The refresh token and every access token of the grant expire at once.

    Raises RefreshTokenMalformed, RefreshTokenExpired.
    """
    _, grant = _refreshable(tx, application, refresh_token)
    clients.end_tokens(tx, grant.id)
    return _issue(tx, grant)


def current(tx: Tx, grant: Grant) -> Issued | None:
    """The current tokens of a grant, or None if one of them has expired."""
    access = clients.last_token(tx, grant.id, "access")
    renewal = clients.last_token(tx, grant.id, "refresh")
    if access is None or renewal is None or min(access.expires_ms, renewal.expires_ms) <= tx.now:
        return None
    return Issued(
        _derive(tx, grant, "access", access.serial),
        _derive(tx, grant, "refresh", renewal.serial),
        access.expires_ms - tx.now,
        renewal.expires_ms - tx.now,
        grant,
    )


def _refreshable(tx: Tx, application: Application, refresh_token: str) -> tuple[Token, Grant]:
    token = clients.find_token(tx, _fingerprint(tx, refresh_token), "refresh")
    grant = clients.get_grant(tx, token.grant_id) if token else None
    if token is None or grant is None or grant.application_id != application.id:
        raise RefreshTokenMalformed
    if token.ended or token.expires_ms <= tx.now:
        raise RefreshTokenExpired
    return token, grant


def _add_grant(tx: Tx, application: Application, user_id: int, account_ids: list[int], scopes: list[str]) -> int:
    for account_id in account_ids:
        get_account(tx, account_id)
    if not account_ids:
        raise Missing("account_id")
    admitted = [scope for scope in application.scopes if scope in scopes]
    if not admitted:
        raise Missing("scope")
    forget_stale(tx)
    unique_ids = sorted(set(account_ids))
    audit.note(tx, "grant.made", application.name, after={"account_ids": unique_ids, "scopes": admitted})
    return clients.add_grant(tx, application.id, user_id, unique_ids, admitted)


def _issue(tx: Tx, grant: Grant) -> Issued:
    serial = clients.renew_grant(tx, grant.id)
    access = _add_token(tx, grant, "access", serial, ACCESS_LIFE_MS)
    renewal = _add_token(tx, grant, "refresh", serial, REFRESH_LIFE_MS)
    return Issued(access, renewal, ACCESS_LIFE_MS, REFRESH_LIFE_MS, grant)


def _add_token(tx: Tx, grant: Grant, kind: str, serial: int, life_ms: int) -> str:
    clients.delete_tokens(tx, grant.id, tx.now - KEPT_MS)
    token = _derive(tx, grant, kind, serial)
    clients.add_token(tx, _fingerprint(tx, token), kind, grant.id, serial, tx.now + life_ms)
    return token


def secrets(tx: Tx) -> list[str]:
    """All client secrets, and the codes and tokens of grants."""
    values = []
    for application in clients.list_applications(tx):
        values.append(secret(tx, application))
        for grant in clients.living_grants(tx, application.id):
            values += [_derive(tx, grant, token.kind, token.serial) for token in clients.living_tokens(tx, grant.id)]
    return values + [_code(tx, grant_id) for grant_id in clients.unused_codes(tx)]


def _code(tx: Tx, grant_id: int) -> str:
    return tx.keys.hex("authorization-code", grant_id, count=40)


def _derive(tx: Tx, grant: Grant, kind: str, serial: int) -> str:
    return f"{_number(tx.instance_id):09x}" + tx.keys.hex(f"{kind}-token", grant.id, serial, count=31)


def _fingerprint(tx: Tx, secret: str) -> str:
    # Keyed, so that a copy of this database under another key accepts none of these tokens.
    return tx.keys.hex("token-fingerprint", secret.encode("utf-8", "replace").decode(), count=64)


# -- administration ---------------------------------------------------------------------------------------------------


def identify(tx: Tx, client_id: int) -> Application:
    """The application with this client id. Raises ApplicationInvalid."""
    base, application_id = divmod(client_id, APPLICATIONS)
    application = base == _number(tx.instance_id) and clients.find_application(tx, id=application_id)
    if not application:
        raise ApplicationInvalid(client_id)
    return application


def check_credentials(tx: Tx, client_id: int, client_secret: str) -> Application:
    """The application with this client id and secret. Raises ApplicationInvalid."""
    application = identify(tx, client_id)
    if not same(secret(tx, application), client_secret):
        raise ApplicationInvalid(client_id)
    return application


def secret(tx: Tx, application: Application) -> str:
    """The current client secret of an application."""
    return tx.keys.text("application-secret", application.id, application.generation)


def create_application(
    tx: Tx, name: str, *, scopes: list[str], redirect_domains: list[str], description: str = ""
) -> Application:
    """Create an application. Raises AlreadyExists, Missing, TooLong, TooMany, RedirectRefused (not a domain)."""
    name = checked_name(name)
    if clients.find_application(tx, name=name):
        raise AlreadyExists("application", name)
    application_id = clients.add_application(tx, name, description, checked_domains(redirect_domains), scopes)
    if application_id >= APPLICATIONS:
        raise TooMany("application", APPLICATIONS - 1)
    made = get_application(tx, application_id)
    audit.note(tx, "application.created", name, after=_registered(made))
    return made


def change_application(
    tx: Tx, application_id: int, *, scopes: list[str], redirect_domains: list[str], description: str
) -> Application:
    """Change the domains or scopes. Existing grants keep theirs. Raises NotFound, TooMany, RedirectRefused."""
    before = get_application(tx, application_id)
    clients.set_application(tx, application_id, description, checked_domains(redirect_domains), scopes)
    after = get_application(tx, application_id)
    audit.note(tx, "application.changed", before.name, before=_registered(before), after=_registered(after))
    return after


def _registered(application: Application) -> Facts:
    return {
        "description": application.description,
        "redirect_domains": list(application.redirect_domains),
        "scopes": list(application.scopes),
    }


def get_application(tx: Tx, application_id: int) -> Application:
    """The application with this id. Raises NotFound."""
    application = clients.find_application(tx, id=application_id)
    if application is None:
        raise NotFound("application", application_id)
    return application


def list_applications(tx: Tx) -> list[Application]:
    """All applications, oldest first."""
    return clients.list_applications(tx)


def rotate_application(tx: Tx, application_id: int) -> Application:
    """Give an application a new secret. The old one stops working at once; tokens stay. Raises NotFound."""
    application = get_application(tx, application_id)
    clients.rotate_application(tx, application.id)
    audit.note(tx, "application.rotated", application.name)
    return get_application(tx, application_id)


def delete_application(tx: Tx, application_id: int) -> None:
    """Delete an application. Its tokens expire at once. Raises NotFound."""
    application = get_application(tx, application_id)
    audit.note(tx, "application.deleted", application.name, before=_registered(application))
    clients.delete_application(tx, application.id)


def grants(tx: Tx, application: Application) -> list[Grant]:
    """The valid grants of an application, oldest first."""
    return clients.living_grants(tx, application.id)


def living_tokens(tx: Tx, grant: Grant) -> list[Token]:
    """The valid tokens of a grant, the one that expires last first. The tokens themselves cannot be read."""
    return clients.living_tokens(tx, grant.id)


def revoke(tx: Tx, application: Application, grant_id: int) -> None:
    """Revoke a grant. Its tokens expire at once. Raises NotFound."""
    grant = clients.find_grant(tx, grant_id)
    if grant is None or grant.application_id != application.id:
        raise NotFound("grant", grant_id)
    facts = {"account_ids": list(grant.account_ids), "scopes": list(grant.scopes)}
    audit.note(tx, "grant.revoked", application.name, before=facts)
    clients.delete_grant(tx, grant_id)
