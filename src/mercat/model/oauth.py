"""Developer applications, advertising accounts, grants, codes and tokens."""

from typing import Final

import msgspec


class Application(msgspec.Struct, frozen=True):
    """A developer application: its scopes, and the domains that it may redirect users to."""

    id: int
    name: str
    description: str
    redirect_domains: tuple[str, ...]
    scopes: tuple[str, ...]
    generation: int
    created_ms: int


ADVERTISER: Final = "advertiser"
AGENCY: Final = "agency"


class Account(msgspec.Struct, frozen=True):
    """An account: of an advertiser or an agency. `agency_id` is the agency whose client it is, if it is one's."""

    account_id: int
    name: str
    uin: int
    created_ms: int
    role: str = ADVERTISER
    agency_id: int | None = None


class Grant(msgspec.Struct, frozen=True):
    """A user's grant to an application: `scopes` on `account_ids`. `serial` counts the issued tokens."""

    id: int
    application_id: int
    user_id: int
    account_ids: tuple[int, ...]
    scopes: tuple[str, ...]
    created_ms: int
    renewed_ms: int
    serial: int


class Code(msgspec.Struct, frozen=True):
    """An issued authorization code."""

    fingerprint: str
    grant_id: int
    redirect_uri: str
    expires_ms: int
    used: bool


class Token(msgspec.Struct, frozen=True):
    """An issued token. `kind` is `access` or `refresh`."""

    fingerprint: str
    kind: str
    grant_id: int
    serial: int
    expires_ms: int
    ended: bool
