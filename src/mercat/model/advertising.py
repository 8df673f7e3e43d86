"""Objects of advertising accounts, and the conditions of a search for them."""

from typing import Any

import msgspec


class AdObject(msgspec.Struct, frozen=True):
    """One object of an account. `document` is a fresh dict."""

    id: int
    account_id: int
    document: dict[str, Any]
    created_ms: int
    updated_ms: int
    deleted: bool

    def with_members(self, members: dict[str, Any]) -> "AdObject":
        """The object with more members, which are not stored."""
        return msgspec.structs.replace(self, document=self.document | members)


class Condition(msgspec.Struct, frozen=True):
    """`member` compared with `values`: a member of the document, or one of COLUMNS. `kind` says how values compare."""

    member: str
    operator: str
    values: tuple[Any, ...]
    kind: str = "text"  # text, integer, number, boolean


ID, CREATED, UPDATED = "#id", "#created", "#updated"
