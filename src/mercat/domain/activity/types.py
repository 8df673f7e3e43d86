"""The standard activity types with their attributes: facts in `standard_types.json`."""

import functools
from importlib import resources

import msgspec


class ActivityType(msgspec.Struct, frozen=True):
    """One type. `attributes` maps names to data types.

    `primary` is the name and data type of the primary attribute; a few types have none.
    """

    id: int
    name: str
    description: str
    attributes: dict[str, str]
    primary: tuple[str, str] | None = None


@functools.cache
def standard() -> dict[int, ActivityType]:
    """The standard types by id."""
    text = (resources.files("mercat.domain.activity") / "standard_types.json").read_bytes()
    return {kind.id: kind for kind in msgspec.json.decode(text, type=list[ActivityType])}
