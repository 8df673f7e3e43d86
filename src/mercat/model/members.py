"""Members of programs and the custom fields that they have."""

from typing import Any

import msgspec


class Member(msgspec.Struct):
    """One person in one program. `values` holds the custom fields; `success_ms` is when it was won."""

    id: int
    program_id: int
    person_id: int
    status: str
    step: int
    success_ms: int | None
    acquired: bool
    exhausted: bool
    cadence: str | None
    stream: str | None
    member_ms: int
    updated_ms: int
    values: dict[str, Any]


class MemberField(msgspec.Struct, frozen=True):
    """A custom field of members."""

    id: int
    name: str
    display_name: str
    data_type: str
    length: int | None
    description: str | None
    hidden: bool
    html_encoded: bool
    sensitive: bool
    api_created: bool
