"""Paths that the vendor spells in several ways."""

import re
from typing import Final

_ACCOUNT_LISTS: Final = re.compile(r"^/rest/v1/namedaccountlist(s?)(/[^/]+/namedaccounts)?\b(.*)$", re.IGNORECASE)


def spelled(path: str) -> str:
    """The router's spelling of a named account list's path: the vendor's page and OpenAPI file differ."""
    match = _ACCOUNT_LISTS.match(path)
    if match is None:
        return path
    members = match[2] or ""
    return f"/rest/v1/namedAccountList{match[1].lower()}{members.rpartition('/')[0]}" + (
        f"/namedAccounts{match[3]}" if members else match[3]
    )
