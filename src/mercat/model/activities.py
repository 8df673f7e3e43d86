"""Custom activity types, their drafts, and what happened to people."""

from typing import Any

import msgspec


class Attribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """An attribute of a type; the primary one is what an activity is about."""

    api_name: str
    name: str
    data_type: str
    description: str | None = None
    primary: bool = False


class Definition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a type. While the primary attribute is being changed, a draft may have none."""

    name: str
    trigger_name: str
    filter_name: str
    attributes: tuple[Attribute, ...]
    description: str | None = None


class StoredType(msgspec.Struct, frozen=True):
    """A type with the versions it has; at least one is there."""

    id: int
    api_name: str
    approved: Definition | None
    draft: Definition | None
    created_ms: int
    updated_ms: int


class ActivityRow(msgspec.Struct, gc=False):
    """One row. `details` holds the secondary attributes by name; of data value changes, see `people.history`."""

    type_id: int
    at_ms: int
    person_id: int
    details: dict[str, Any]
    asset_id: int | None = None
    asset_name: str | None = None
    campaign_id: int | None = None
    id: int = 0
