"""Users, roles and custom services; tokens that live an hour; passwords.

A service's secret and tokens are derived from the instance's key, its id and a number, so that an administrator can
see the secret and a second token request gets the same token, while the database holds neither.
"""

import re
from dataclasses import dataclass
from typing import Final

from mercat.model.caller import Caller
from mercat.model.clock import DAY, HOUR, SECOND
from mercat.model.keys import fingerprint, same
from mercat.model.refusals import (
    AlreadyExists,
    InUse,
    InvalidData,
    Missing,
    NotFound,
    Refusal,
    RuleBroken,
    TokenExpired,
    TokenInvalid,
    TooFew,
    TooLong,
)
from mercat.store import identity as rows
from mercat.store.identity import Role, Service, User
from mercat.store.tx import Tx

TOKEN_LIFE_MS: Final = HOUR
TOKEN_KEPT_MS: Final = 30 * DAY
ADMIN: Final = "Admin"
PASSWORD_SHORTEST: Final = 8
PASSWORD_LONGEST: Final = 256
_EMAIL: Final = re.compile(r"(?=.{3,255}$)[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]+")
_PERMISSIONS: Final = "identity.permissions"
_TOKENS: Final = "identity.tokens"
KNOWN_TOKENS: Final = 10_000


@dataclass
class CredentialsInvalid(Refusal):
    """Client id and secret fit no service. `client_id` is as it was sent."""

    client_id: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A token, the seconds it still lives, and the user it acts as."""

    token: str
    expires_in_seconds: int
    scope: str


# -- tokens ---------------------------------------------------------------------------------------------------------


def issue(tx: Tx, client_id: str, client_secret: str) -> Issued:
    """The service's living token, or a new one. Raises CredentialsInvalid."""
    service = rows.find_service(tx, client_id=client_id)
    if service is None or not same(secret(tx, service), client_secret):
        raise CredentialsInvalid(client_id)
    return issue_for(tx, service)


def issue_for(tx: Tx, service: Service) -> Issued:
    """The same, for those who need no secret."""
    last = rows.last_token(tx, service.id)
    number, expires = last if last else (0, 0)
    token = _token(tx, service, number)
    if expires <= tx.now or expires > tx.now + TOKEN_LIFE_MS:  # the latter: the clock was set back
        number, expires = number + 1, tx.now + TOKEN_LIFE_MS
        token = _token(tx, service, number)
        rows.add_token(tx, fingerprint(token), service.id, number, expires)
    return Issued(token, (expires - tx.now - 1) // SECOND, rows.get_user(tx, service.user_id).email)


def authenticate(tx: Tx, token: str) -> Caller:
    """Who a token acts as. Raises TokenInvalid or TokenExpired."""
    known = tx.remembered(_TOKENS, _no_tokens)
    found = known.get(token)
    if found is None or found[0] <= tx.now:
        found = rows.find_token(tx, fingerprint(token))
        if found is None:
            raise TokenInvalid(token)
        if found[0] <= tx.now:
            raise TokenExpired
        if len(known) >= KNOWN_TOKENS:
            known.clear()
        known[token] = found
    _, service_id, user_id, email = found
    return Caller(user_id=user_id, name=email, permissions=permissions(tx, user_id), service_id=service_id)


def _no_tokens(tx: Tx) -> dict[str, tuple[int, int, int, str]]:
    """Where living tokens are remembered as they come: expiry, service, user, e-mail address."""
    return {}


def forget_tokens(tx: Tx) -> None:
    """Forget tokens that expired so long ago that nobody can expect to hear that they were good once."""
    rows.delete_tokens(tx, tx.now - TOKEN_KEPT_MS)


def permissions(tx: Tx, user_id: int) -> frozenset[str]:
    """All permissions of a user's roles."""
    return tx.remembered(_PERMISSIONS, _all_permissions).get(user_id, frozenset())


def _all_permissions(tx: Tx) -> dict[int, frozenset[str]]:
    return {
        user.id: frozenset(name for role, _ in rows.roles_of(tx, user.id) for name in role.permissions)
        for user in rows.users(tx)
    }


def secret(tx: Tx, service: Service) -> str:
    """A service's present client secret."""
    return tx.keys.text("service-secret", service.id, service.generation)


def _token(tx: Tx, service: Service, number: int) -> str:
    return tx.keys.uuid("service-token", service.id, service.generation, number) + ":int"


# -- administration -------------------------------------------------------------------------------------------------


def prepare(tx: Tx) -> None:
    """The two roles that every instance has."""
    create_role(tx, ADMIN, [], "May do everything in the console", kind="system")
    create_role(tx, "Standard User", [], "May log in to the console", kind="system")


def administers(tx: Tx, user_id: int) -> bool:
    """Whether a user has the role Admin."""
    return any(role.name == ADMIN for role, _ in rows.roles_of(tx, user_id))


def create_role(tx: Tx, name: str, permissions: list[str], description: str = "", kind: str = "custom") -> int:
    """A new role. Raises AlreadyExists."""
    if rows.find_role(tx, name):
        raise AlreadyExists("role", name)
    tx.forget(_PERMISSIONS)
    return rows.add_role(tx, name, permissions, description, kind)


def change_role(tx: Tx, name: str, permissions: list[str], description: str = "") -> None:
    """Give a role other permissions; they hold from the next call on. Raises NotFound."""
    role = get_role(tx, name)
    tx.forget(_PERMISSIONS)
    rows.set_role(tx, role.id, permissions, description or role.description)


def delete_role(tx: Tx, name: str) -> None:
    """Remove a role. Raises NotFound, InUse."""
    role = get_role(tx, name)
    if rows.role_is_used(tx, role.id):
        raise InUse("role", name)
    rows.delete_role(tx, role.id)


def get_role(tx: Tx, name: str) -> Role:
    """The role of a name. Raises NotFound."""
    role = rows.find_role(tx, name)
    if role is None:
        raise NotFound("role", name)
    return role


def role_of_id(tx: Tx, role_id: int) -> Role:
    """The role of an id. Raises NotFound."""
    role = next((role for role in rows.roles(tx) if role.id == role_id), None)
    if role is None:
        raise NotFound("role", role_id)
    return role


def create_user(
    tx: Tx,
    email: str,
    *,
    roles: list[str],
    first_name: str = "",
    last_name: str = "",
    api_only: bool = False,
    password: str | None = None,
) -> int:
    """A new user with roles in the default workspace. Raises AlreadyExists, NotFound (a role)."""
    if rows.find_user(tx, email):
        raise AlreadyExists("user", email)
    wanted = [get_role(tx, name) for name in roles]
    hashed = hash_password(password) if password is not None else None
    user_id = rows.add_user(tx, email, first_name, last_name, api_only=api_only, password_hash=hashed)
    for role in wanted:
        rows.grant(tx, user_id, role.id)
    tx.forget(_PERMISSIONS)
    return user_id


def get_user(tx: Tx, email: str) -> User:
    """The user of an e-mail address. Raises NotFound."""
    user = rows.find_user(tx, email)
    if user is None:
        raise NotFound("user", email)
    return user


def find_user(tx: Tx, email: str) -> User | None:
    """The user of an e-mail address, or None."""
    return rows.find_user(tx, email)


def user_of_id(tx: Tx, user_id: int) -> User:
    """The user of an id. Raises NotFound."""
    user = rows.find_user_of_id(tx, user_id)
    if user is None:
        raise NotFound("user", user_id)
    return user


def delete_user(tx: Tx, email: str) -> None:
    """Remove a user. Raises NotFound, InUse (a service acts as this user), RuleBroken (nobody else administers)."""
    user = get_user(tx, email)
    if rows.user_has_service(tx, user.id):
        raise InUse("user", email)
    _keep_an_administrator(tx, user)
    rows.delete_user(tx, user.id)
    tx.forget(_PERMISSIONS)


def set_roles(tx: Tx, email: str, roles: list[str]) -> None:
    """Give a user these roles in the default workspace. Raises NotFound, RuleBroken (nobody else administers)."""
    user = get_user(tx, email)
    wanted = {get_role(tx, name).id for name in roles}
    held = {role.id for role, _ in rows.roles_of(tx, user.id)}
    if ADMIN not in roles:
        _keep_an_administrator(tx, user)
    for role_id in held - wanted:
        rows.revoke(tx, user.id, role_id)
    for role_id in wanted - held:
        rows.grant(tx, user.id, role_id)
    tx.forget(_PERMISSIONS)


def grant(tx: Tx, user: User, grants: list[tuple[int, int]]) -> None:
    """Give a user roles in workspaces; both must exist."""
    for role_id, workspace in grants:
        rows.grant(tx, user.id, role_id, workspace)
    tx.forget(_PERMISSIONS)


def revoke(tx: Tx, user: User, grants: list[tuple[int, int]]) -> None:
    """Take roles in workspaces from a user. Raises RuleBroken (nobody else administers)."""
    leaving = {role.id for role in rows.roles(tx) if role.name == ADMIN} & {role_id for role_id, _ in grants}
    if leaving:
        _keep_an_administrator(tx, user)
    for role_id, workspace in grants:
        rows.revoke(tx, user.id, role_id, workspace)
    tx.forget(_PERMISSIONS)


def _keep_an_administrator(tx: Tx, leaving: User) -> None:
    if leaving.password_hash is None or not administers(tx, leaving.id):
        return
    others = (user for user in rows.users(tx) if user.id != leaving.id and user.password_hash is not None)
    if not any(administers(tx, user.id) for user in others):
        raise RuleBroken("The last administrator has to stay")


def create_service(tx: Tx, name: str, user_email: str, description: str = "") -> Service:
    """New credentials for an API-Only user. Raises AlreadyExists, NotFound."""
    if rows.find_service(tx, name=name):
        raise AlreadyExists("service", name)
    user = get_user(tx, user_email)
    if not user.api_only:
        raise NotFound("API Only user", user_email)
    client_id = tx.chance.uuid()
    rows.add_service(tx, name, description, user.id, client_id)
    return get_service(tx, name)


def get_service(tx: Tx, name: str) -> Service:
    """The service of a name. Raises NotFound."""
    service = rows.find_service(tx, name=name)
    if service is None:
        raise NotFound("service", name)
    return service


def service_of_id(tx: Tx, service_id: int) -> Service:
    """The service of an id. Raises NotFound."""
    service = rows.find_service(tx, id=service_id)
    if service is None:
        raise NotFound("service", service_id)
    return service


def rotate_service(tx: Tx, name: str) -> Service:
    """Give a service another secret; the old one and its tokens end at once. Raises NotFound."""
    tx.forget(_TOKENS)
    rows.rotate_service(tx, get_service(tx, name).id)
    return get_service(tx, name)


def delete_service(tx: Tx, name: str) -> None:
    """Remove a service; its tokens end at once. Raises NotFound."""
    tx.forget(_TOKENS)
    rows.delete_service(tx, get_service(tx, name).id)


def users(tx: Tx) -> list[tuple[User, list[Role]]]:
    """All users with their roles, oldest first."""
    return [(user, roles_of(tx, user.id)) for user in rows.users(tx)]


def roles_of(tx: Tx, user_id: int) -> list[Role]:
    """A user's roles, in whatever workspace."""
    return [role for role, _ in rows.roles_of(tx, user_id)]


def checked_email(email: str) -> str:
    """The address without blanks around it, if it looks like one. Raises Missing, InvalidData."""
    email = email.strip()
    if not email:
        raise Missing("email")
    if not _EMAIL.fullmatch(email):
        raise InvalidData(f"'{email[:255]}' is not an e-mail address")
    return email


def roles(tx: Tx) -> list[Role]:
    """All roles, oldest first."""
    return rows.roles(tx)


def services(tx: Tx) -> list[tuple[Service, User]]:
    """All services with the users they act as, oldest first."""
    return [(service, rows.get_user(tx, service.user_id)) for service in rows.services(tx)]


# -- passwords ------------------------------------------------------------------------------------------------------


def hash_password(password: str) -> str:
    """An argon2id hash. Raises TooFew or TooMany characters."""
    from argon2 import PasswordHasher  # a password is rare, and a start must not pay for it

    if len(password) < PASSWORD_SHORTEST:
        raise TooFew("password", PASSWORD_SHORTEST)
    if len(password) > PASSWORD_LONGEST:
        raise TooLong("password", PASSWORD_LONGEST)
    return PasswordHasher().hash(password)


def password_matches(user: User | None, password: str) -> bool:
    """Whether the password is the user's; never for an API-Only user. Takes as long for nobody as for somebody."""
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    stored = user.password_hash if user and not user.api_only else None
    try:
        matches = PasswordHasher().verify(stored or _NOBODY, password[: PASSWORD_LONGEST + 1])
    except VerificationError:
        return False
    return matches and stored is not None


def log_in(tx: Tx, email: str, password: str) -> User | None:
    """The user with this password, or None; API-Only users never."""
    user = rows.find_user(tx, email)
    return user if password_matches(user, password) else None


def set_password(tx: Tx, email: str, password: str) -> None:
    """Give a user another password. Raises NotFound, TooFew, TooLong."""
    rows.set_password(tx, get_user(tx, email).id, hash_password(password))


def set_generated_password(tx: Tx, email: str, password: str) -> None:
    """Give a user a password that nobody can guess, so that its hash need not be slow. Raises NotFound."""
    from argon2 import PasswordHasher

    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    rows.set_password(tx, get_user(tx, email).id, quick.hash(password, salt=tx.chance.bytes(16)))


# The hash of a text that nobody knows: an unknown address takes as long as a wrong password.
_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$bHq1oqSMgS4yvR0l8sVqZcZ8Zr1hY4kq0J0zJvO2v1A"
