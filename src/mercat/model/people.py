"""People, their fields and the partitions they are in."""

from typing import Any

import msgspec


class Person(msgspec.Struct, gc=False):
    """One person. `document` holds the fields with a value, by name, except the system's own."""

    id: int
    partition_id: int
    created_ms: int
    updated_ms: int
    document: dict[str, Any]

    @property
    def name(self) -> str:
        """What the person is called in lists: its full name, or its address, or its id."""
        get = self.document.get
        first, last = get("firstName"), get("lastName")
        if first and last:
            return f"{first} {last}"
        return first or last or get("email") or str(self.id)


Key = tuple[str, int]  # a folded value and the id of its person


class Partition(msgspec.Struct, frozen=True):
    """A part of the lead database. Every person is in one."""

    id: int
    name: str
    description: str


class FieldRow(msgspec.Struct, frozen=True):
    """One field as it is stored."""

    id: int
    name: str
    soap_name: str | None
    display_name: str
    data_type: str
    length: int | None
    description: str | None
    read_only: bool
    searchable: bool
    hidden: bool = False
    html_encoded: bool = True
    sensitive: bool = False
    custom: bool = False
    api_created: bool = False
