"""Leads of advertising accounts, and what they are recognized by."""

from enum import StrEnum
from typing import Any

import msgspec


class Key(StrEnum):
    """The kind of a value that a lead is recognized by. An outer id and an import belong to one lead of an account."""

    OUTER = "outer"
    IMPORT = "import"
    CLICK = "click"
    TELEPHONE = "telephone"
    QQ = "qq"
    WECHAT = "wechat"
    USER = "user"


class Lead(msgspec.Struct, frozen=True):
    """One lead. `document` is a fresh dict; `ad_group_id` is 0 if no ad brought the lead. Times are whole seconds."""

    id: int
    account_id: int
    ad_group_id: int
    submitted_ms: int
    created_ms: int
    document: dict[str, Any]


class Order(StrEnum):
    """The time by which leads are listed, the newest first."""

    CREATED = "created_ms"
    SUBMITTED = "submitted_ms"
