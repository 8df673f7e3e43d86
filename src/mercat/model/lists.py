"""Static lists."""

import msgspec

from mercat.model.assets import Ref


class StaticList(msgspec.Struct, frozen=True):
    """One list. `program_name` is set if the list is in a program."""

    id: int
    name: str
    description: str | None
    parent: Ref
    program_name: str | None
    workspace_id: int
    workspace_name: str
    created_ms: int
    updated_ms: int
