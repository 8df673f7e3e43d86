"""Roles, users, the custom services that act as them, and invitations."""

import msgspec


class Role(msgspec.Struct, frozen=True):
    """A named set of permissions."""

    id: int
    name: str
    description: str
    kind: str
    permissions: tuple[str, ...]
    created_ms: int
    updated_ms: int


class User(msgspec.Struct, frozen=True):
    """A person who signs in, or an API-only user of services."""

    id: int
    email: str
    first_name: str
    last_name: str
    api_only: bool
    password_hash: str | None
    expires_ms: int | None
    last_login_ms: int | None
    created_ms: int
    updated_ms: int
    language: str = ""  # of the console, if the user has chosen one


class Service(msgspec.Struct, frozen=True):
    """A custom service: credentials that act as an API-Only user."""

    id: int
    name: str
    description: str
    user_id: int
    client_id: str
    generation: int
    created_ms: int


class Invitation(msgspec.Struct, frozen=True):
    """An invitation of a user. `roles` are pairs of role and workspace. Access expires at `user_expires_ms`."""

    id: int
    login: str
    address: str
    first_name: str
    last_name: str
    reason: str
    roles: list[tuple[int, int]]
    user_expires_ms: int | None
    expires_ms: int
    created_ms: int
    updated_ms: int
    serial: int


class InvitationMail(msgspec.Struct, frozen=True):
    """The facts of the mail with an invitation's link. `link_word` is secret: anyone who knows it can accept."""

    address: str
    login: str
    instance_id: str
    link_word: str
    expires_ms: int
