"""Records of the asset tree: nodes, their My Tokens, channels, tag types, programs."""

from enum import StrEnum
from typing import Final

import msgspec


class Kind(StrEnum):
    """What a node of the tree is. Each kind counts its own ids."""

    FOLDER = "Folder"
    PROGRAM = "Program"


class AssetType(StrEnum):
    """What an asset is, in the vendor's words. Each type counts its own ids."""

    EMAIL = "Email"
    EMAIL_TEMPLATE = "Email Template"
    LANDING_PAGE_TEMPLATE = "Landing Page Template"
    LANDING_PAGE = "Landing Page"
    FORM = "Form"
    SNIPPET = "Snippet"
    SMART_LIST = "Smart List"
    SEGMENTATION = "Segmentation"
    FILE = "File"
    FRAGMENT = "Fragment"
    DESIGNER_TEMPLATE = "Designer Email Template"
    DESIGNER_EMAIL = "Designer Email"
    STATIC_LIST = "Static List"
    SMART_CAMPAIGN = "Smart Campaign"


class Area(StrEnum):
    """The part of the application that a tree belongs to."""

    MARKETING = "marketing"
    DESIGN = "design"
    DATABASE = "database"


class Ref(msgspec.Struct, frozen=True):
    """Names a node."""

    kind: Kind
    id: int


class AssetRef(msgspec.Struct, frozen=True):
    """Names an asset."""

    type: AssetType
    id: int


class NamedAsset(msgspec.Struct, frozen=True):
    """A folder, program or asset that a search matches. A root has no parent."""

    type: Kind | AssetType
    id: int
    name: str
    parent: Ref | None
    parent_name: str | None
    updated_ms: int


class Node(msgspec.Struct, frozen=True):
    """A folder, or a program as a place. `path` is only filled on request."""

    ref: Ref
    parent: Ref | None
    area: Area
    name: str
    description: str | None
    folder_type: str
    workspace_id: int
    is_system: bool
    is_archive: bool
    created_ms: int
    updated_ms: int
    path: str = ""


class TokenType(StrEnum):
    """The type of a My Token. Its value is stored as text, whatever the type is."""

    DATE = "date"
    NUMBER = "number"
    RICH_TEXT = "rich text"
    SCORE = "score"
    SFDC_CAMPAIGN = "sfdc campaign"
    TEXT = "text"


class MyToken(msgspec.Struct, frozen=True):
    """A token that a user defined on a folder or program."""

    name: str
    type: TokenType
    value: str


class ProgramType(StrEnum):
    """The five kinds of programs, as channels and tag types name them."""

    DEFAULT = "program"
    EVENT = "event"
    WEBINAR = "webinar"
    ENGAGEMENT = "nurture"
    EMAIL = "email_batch"


class Status(msgspec.Struct, frozen=True):
    """A status of members of a program. `success` counts them as won."""

    name: str
    step: int
    success: bool = False
    hidden: bool = False
    description: str | None = None


class Channel(msgspec.Struct, frozen=True):
    """A channel of programs. It defines the statuses of their members, in the order of steps."""

    id: int
    name: str
    program_type: ProgramType
    statuses: tuple[Status, ...]
    created_ms: int
    updated_ms: int


class TagType(msgspec.Struct, frozen=True):
    """A tag type of programs. An empty `allowed` allows any value."""

    id: int
    name: str
    program_types: tuple[ProgramType, ...]
    required: bool
    allowed: tuple[str, ...]


class Cost(msgspec.Struct, frozen=True):
    """What a program cost in the period from `start_date` (yyyy-mm-dd), in whole units of currency."""

    start_date: str
    cost: int
    note: str | None = None


class Program(msgspec.Struct, frozen=True):
    """A marketing initiative: a node of the tree with a type, a channel and members."""

    id: int
    name: str
    description: str | None
    type: ProgramType
    channel: str
    parent: Ref
    parent_name: str
    status: str
    workspace_id: int
    costs: tuple[Cost, ...]
    tags: tuple[tuple[str, str], ...]
    start_ms: int | None
    end_ms: int | None
    head_start: bool
    created_ms: int
    updated_ms: int


class ProgramFilter(msgspec.Struct, frozen=True):
    """The conditions of a search for programs; None matches all. `tag` is (tag type's id, value)."""

    ids: list[int] | None = None
    folder_ids: list[int] | None = None
    workspace_ids: list[int] | None = None
    status: str | None = None
    from_ms: int | None = None
    to_ms: int | None = None
    tag: tuple[int, str] | None = None


class AssetFilter(msgspec.Struct, frozen=True):
    """The conditions of a search for static lists or smart campaigns; None matches all. Times are inclusive."""

    ids: list[int] | None = None
    names: list[str] | None = None
    program_names: list[str] | None = None
    workspace_names: list[str] | None = None
    parent: Ref | None = None
    from_ms: int | None = None
    to_ms: int | None = None


LOCKED: Final = "locked"  # the status of an email program that is approved
UNLOCKED: Final = "unlocked"
WORKSPACES: Final = {1: "Default"}


def key_of(name: str) -> str:
    """The form of a name in which case and spacing do not matter. Siblings must not have the same form."""
    return " ".join(name.split()).casefold()
