"""Paths: which part of the API one belongs to, and how the router knows one that is spelled in several ways."""

import re
from typing import Final

from mercat.wire.http import Request
from mercat.wire.router import normalise

USERS_PREFIX: Final = "/userservice/"
ASSET_PREFIX: Final = "/rest/asset/"
_ACCOUNT_LISTS: Final = re.compile(r"^/rest/v1/namedaccountlist(s?)(/[^/]+/namedaccounts)?\b(.*)$", re.IGNORECASE)


def is_about_assets(request: Request) -> bool:
    """Whether a call goes to the asset API, which has a bound, an envelope and words of its own."""
    return normalise(request.path).startswith(ASSET_PREFIX)


def is_about_users(request: Request) -> bool:
    """Whether a call goes to user management, which answers bare documents, and errors with a status of their own."""
    return normalise(request.path).startswith(USERS_PREFIX)


def spelled(path: str) -> str:
    """Named account lists as the router knows them: their page and their OpenAPI file spell them differently."""
    found = _ACCOUNT_LISTS.match(path)
    if found is None:
        return path
    members = found[2] or ""
    return f"/rest/v1/namedAccountList{found[1].lower()}{members.rpartition('/')[0]}" + (
        f"/namedAccounts{found[3]}" if members else found[3]
    )
