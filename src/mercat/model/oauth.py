"""Developer applications, advertising accounts, what accounts granted to applications, their codes and tokens."""

import msgspec


class Application(msgspec.Struct, frozen=True):
    """A developer application: what it may ask for, and where its users may be sent back to."""

    id: int
    name: str
    description: str
    redirect_domains: tuple[str, ...]
    scopes: tuple[str, ...]
    generation: int
    created_ms: int


class Account(msgspec.Struct, frozen=True):
    """An advertising account."""

    account_id: int
    name: str
    uin: int
    created_ms: int


class Grant(msgspec.Struct, frozen=True):
    """What a user allowed an application to do: `scopes`, on `account_ids`. `serial` counts the tokens issued."""

    id: int
    application_id: int
    user_id: int
    account_ids: tuple[int, ...]
    scopes: tuple[str, ...]
    created_ms: int
    renewed_ms: int
    serial: int


class Code(msgspec.Struct, frozen=True):
    """An authorization code that was given out."""

    fingerprint: str
    grant_id: int
    redirect_uri: str
    expires_ms: int
    used: bool


class Token(msgspec.Struct, frozen=True):
    """A token that was given out; `kind` is `access` or `refresh`."""

    fingerprint: str
    kind: str
    grant_id: int
    serial: int
    expires_ms: int
    ended: bool
