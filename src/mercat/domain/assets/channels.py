"""Channels and tag types: the ones that every instance starts with, and finding them."""

from typing import Final

from mercat.model.assets import Channel, ProgramType, Status, TagType
from mercat.store.assets import channels
from mercat.store.tx import Tx

# Name, type, then the statuses with their steps. A star marks success.
_CHANNELS: Final = (
    ("Nurture", ProgramType.ENGAGEMENT, "Not in Program, Member 10, Engaged 20*"),
    ("Email Send", ProgramType.EMAIL, "Not in Program, Sent 10, Opened 20, Clicked 30*, Unsubscribed 40"),
    ("Blog", ProgramType.DEFAULT, "Not in Program, Invited 10, Visited Booth 20, Influenced 30*"),
    ("Online Advertising", ProgramType.DEFAULT, "Not in Program, Invited 10, Registered 20, No Show 30, Attended 40*"),
    ("Email Blast", ProgramType.DEFAULT, "Not in Program, Sent 10, Opened 20, Clicked 30*"),
    ("Content", ProgramType.DEFAULT, "Not in Program, Engaged 10, Downloaded 20*"),
    ("List Import", ProgramType.DEFAULT, "Not in Program, Member 10, Influenced 20*"),
    ("Operational", ProgramType.DEFAULT, "Not in Program, Member 10"),
    ("Tradeshow", ProgramType.EVENT, "Not in Program, Invited 10, Visited Booth 20, Influenced 30*"),
    ("Live Event", ProgramType.EVENT, "Not in Program, Invited 10, Registered 20, No Show 30, Attended 40*"),
    (
        "Webinar",
        ProgramType.WEBINAR,
        "Not in Program, Invited 10, Registered 20, No Show 30, Attended 40*, Attended On-demand 50*",
    ),
)
TAG_TYPE: Final = "Presenter"
MANY: Final = 10_000


def prepare(tx: Tx) -> None:
    """Create channels for every type of program, and one optional tag type for default programs."""
    for name, program_type, statuses in _CHANNELS:
        channels.add_channel(tx, name, program_type, tuple(_status(text) for text in statuses.split(", ")))
    channels.add_tag_type(tx, TAG_TYPE, (ProgramType.DEFAULT,), required=False, allowed=("David", "Dennis"))


def _status(text: str) -> Status:
    name, _, step = text.rpartition(" ")
    if not step.rstrip("*").isdecimal():
        return Status(text, 0)
    return Status(name, int(step.rstrip("*")), success=step.endswith("*"))


def browse(tx: Tx, *, offset: int, limit: int) -> list[Channel]:
    """A page of channels, by id."""
    return channels.channels(tx, offset=offset, limit=limit)


def find(tx: Tx, name: str) -> Channel | None:
    """The channel with this name, or None."""
    return channels.find_channel(tx, name)


def browse_tag_types(tx: Tx, *, offset: int, limit: int) -> list[TagType]:
    """A page of tag types, by id."""
    return channels.tag_types(tx, offset=offset, limit=limit)


def find_tag_type(tx: Tx, name: str) -> TagType | None:
    """The tag type with this name, or None."""
    return channels.find_tag_type(tx, name)


def required_of(tx: Tx, type: ProgramType) -> list[str]:
    """The tag types that are required for programs of a type."""
    every = channels.tag_types(tx, offset=0, limit=MANY)
    return [tag_type.name for tag_type in every if tag_type.required and type in tag_type.program_types]
