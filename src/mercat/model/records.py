"""Custom object types, their drafts, and records of typed objects."""

from typing import Any

import msgspec

from mercat.model.versions import Versions


class TypeField(msgspec.Struct, frozen=True, omit_defaults=True):
    """A field of a custom type. A link field names an object and the field of it whose values it holds."""

    name: str
    display_name: str
    data_type: str
    description: str | None = None
    dedupe: bool = False
    object: str | None = None
    object_field: str | None = None
    approved_with: int = 0  # fields of the first approval have 1, later ones 2


class Definition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a type."""

    display_name: str
    plural_name: str = ""
    description: str | None = None
    show_in_lead_detail: bool = False
    fields: tuple[TypeField, ...] = ()


class StoredType(msgspec.Struct, frozen=True):
    """A type with its versions."""

    id: int
    api_name: str
    versions: Versions[Definition]
    approved_ms: int | None
    created_ms: int
    updated_ms: int


class Record(msgspec.Struct):
    """One record. `values` holds every field except the system's own."""

    id: int
    guid: str
    dedupe_key: str
    created_ms: int
    updated_ms: int
    values: dict[str, Any]
