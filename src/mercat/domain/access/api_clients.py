"""Custom services: the credentials of programs, and their tokens, which are valid for an hour.

A service acts as its user. Its secret and tokens are derived from the instance's key, its id and a number. So the
database holds neither, and yet an administrator can see the secret, and a second token request gets the same token.
"""

from typing import Final

import msgspec

from mercat.domain import audit
from mercat.domain.access.users import get_user, permissions
from mercat.model.access import Service, User
from mercat.model.caller import Caller
from mercat.model.clock import DAY, HOUR, SECOND
from mercat.model.keys import fingerprint, same
from mercat.model.refusals import AlreadyExists, NotFound, Refusal, TokenExpired, TokenInvalid
from mercat.store.access import principals
from mercat.store.tx import Tx

TOKEN_LIFE_MS: Final = HOUR
TOKEN_KEPT_MS: Final = 30 * DAY
KNOWN_TOKENS: Final = 10_000
_TOKENS: Final = "services.tokens"


class CredentialsInvalid(Refusal):
    """No service has this client id and secret. `client_id` is the text of the call."""

    client_id: str


class Issued(msgspec.Struct, frozen=True):
    """A token, its remaining seconds, and the user that it acts as."""

    token: str
    expires_in_seconds: int
    scope: str


# -- tokens -----------------------------------------------------------------------------------------------------------


def issue(tx: Tx, client_id: str, client_secret: str) -> Issued:
    """The service's current token, or a new one. Raises CredentialsInvalid."""
    service = principals.find_service(tx, client_id=client_id)
    if service is None or not same(secret(tx, service), client_secret):
        raise CredentialsInvalid(client_id)
    return issue_for(tx, service)


def issue_for(tx: Tx, service: Service) -> Issued:
    """The service's current token, or a new one, without a check of the secret."""
    last = principals.last_token(tx, service.id)
    number, expires = last if last else (0, 0)
    token = _token(tx, service, number)
    if expires <= tx.now or expires > tx.now + TOKEN_LIFE_MS:  # the latter if the clock was set back
        number, expires = number + 1, tx.now + TOKEN_LIFE_MS
        token = _token(tx, service, number)
        principals.add_token(tx, fingerprint(token), service.id, number, expires)
    return Issued(token, (expires - tx.now - 1) // SECOND, principals.get_user(tx, service.user_id).email)


def show_token(tx: Tx, service: Service) -> Issued:
    """The service's current token, or a new one, for an administrator. The audit trail gets an entry."""
    audit.note(tx, "service.token", service.name)
    return issue_for(tx, service)


def authenticate(tx: Tx, token: str, address: str = "") -> Caller:
    """The caller behind a token, with the address that the call comes from. Raises TokenInvalid or TokenExpired."""
    cache = tx.cached(_TOKENS, _no_tokens)
    entry = cache.get(token)
    if entry is None or entry[0] <= tx.now:
        entry = principals.find_token(tx, fingerprint(token))
        if entry is None:
            raise TokenInvalid(token)
        if entry[0] <= tx.now:
            raise TokenExpired
        if len(cache) >= KNOWN_TOKENS:
            cache.clear()
        cache[token] = entry
    _, service_id, user_id, email = entry
    names = permissions(tx, user_id)
    return Caller(user_id=user_id, name=email, permissions=names, service_id=service_id, address=address)


def expire(tx: Tx, token: str) -> None:
    """Let an access token expire now."""
    principals.expire_token(tx, fingerprint(token), tx.now)
    tx.invalidate(_TOKENS)


def _no_tokens(tx: Tx) -> dict[str, tuple[int, int, int, str]]:
    """An empty cache of valid tokens: expiry, service, user, email address."""
    return {}


def forget_tokens(tx: Tx) -> None:
    """Delete tokens that expired long ago. After that they are answered as invalid instead of expired."""
    principals.delete_tokens(tx, tx.now - TOKEN_KEPT_MS)


def secret(tx: Tx, service: Service) -> str:
    """The current client secret of a service."""
    return tx.keys.text("service-secret", service.id, service.generation)


def secrets(tx: Tx) -> list[str]:
    """All client secrets and valid access tokens."""
    clients = principals.services(tx)
    tokens = [_token(tx, service, number) for service in clients for number in principals.living_issues(tx, service.id)]
    return [*(secret(tx, service) for service in clients), *tokens]


def _token(tx: Tx, service: Service, number: int) -> str:
    return tx.keys.uuid("service-token", service.id, service.generation, number) + ":int"


# -- administration ---------------------------------------------------------------------------------------------------


def create_service(tx: Tx, name: str, user_email: str, description: str = "") -> Service:
    """Create credentials for an API-only user. Raises AlreadyExists, NotFound."""
    if principals.find_service(tx, name=name):
        raise AlreadyExists("service", name)
    user = get_user(tx, user_email)
    if not user.api_only:
        raise NotFound("API Only user", user_email)
    client_id = tx.randomness.uuid()
    principals.add_service(tx, name, description, user.id, client_id)
    audit.note(tx, "service.created", name, after={"user": user.email, "description": description})
    return get_service(tx, name)


def get_service(tx: Tx, name: str) -> Service:
    """The service with this name. Raises NotFound."""
    service = principals.find_service(tx, name=name)
    if service is None:
        raise NotFound("service", name)
    return service


def service_of_id(tx: Tx, service_id: int) -> Service:
    """The service with this id. Raises NotFound."""
    service = principals.find_service(tx, id=service_id)
    if service is None:
        raise NotFound("service", service_id)
    return service


def rotate_service(tx: Tx, name: str) -> Service:
    """Give a service a new secret. The old one and its tokens expire at once. Raises NotFound."""
    tx.invalidate(_TOKENS)
    principals.rotate_service(tx, get_service(tx, name).id)
    audit.note(tx, "service.rotated", name)
    return get_service(tx, name)


def delete_service(tx: Tx, name: str) -> None:
    """Delete a service. Its tokens expire at once. Raises NotFound."""
    tx.invalidate(_TOKENS)
    service = get_service(tx, name)
    audit.note(tx, "service.deleted", name, before={"user": principals.get_user(tx, service.user_id).email})
    principals.delete_service(tx, service.id)


def services(tx: Tx) -> list[tuple[Service, User]]:
    """All services with the users they act as, oldest first."""
    return [(service, principals.get_user(tx, service.user_id)) for service in principals.services(tx)]
