"""Structs and spellings that several Marketo modules share."""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, UnsetType

from mercat.model.assets import Area, Kind, Node, Ref
from mercat.model.clock import from_datetime, to_datetime
from mercat.model.refusals import MalformedDate, WrongType
from mercat.wire import decode
from mercat.wire.operation import Answer, Schema

APPLICATION: Final = (
    "https://app-mercat.marketo.com/"  # the base of `url` members; its pages require signing in, as the vendor's do
)
ID_MAX: Final = 2**63 - 1
Id = Annotated[int, msgspec.Meta(ge=-ID_MAX, le=ID_MAX)]
OFFSET_MAX: Final = 2**53


class AssetId(Schema):
    """The id in the path of one asset."""

    id: int


class AssetName(Schema):
    """The query of a search by name."""

    name: str


class AssetPage(Schema):
    """The page of a list of assets."""

    max_return: Annotated[int, msgspec.Meta(ge=1, le=200)] = 20
    offset: Annotated[int, msgspec.Meta(ge=0, le=OFFSET_MAX)] = 0


class FolderReference(Schema):
    """A folder or program: its id and its type."""

    id: Id
    type: str


class IdAnswer(Answer):
    """The id of the asset that a call changed."""

    id: int


class FolderAnswer(Answer):
    """A folder or program: its id and its type."""

    id: int
    type: str


class PlaceAnswer(Answer):
    """The folder or program of an asset."""

    type: str
    value: int
    folder_name: str | UnsetType = UNSET


Folder = FolderReference | Id  # how a parameter names a folder or program; a bare id is that of a folder


class ChangedAssets(AssetPage):
    """A list of assets: those directly in a folder or program, or those that changed in a range of time."""

    folder: Folder | None = None
    earliest_updated_at: str | None = None
    latest_updated_at: str | None = None

    def span(self) -> tuple[int | None, int | None]:
        """Start and end of the range. Raises MalformedDate."""
        return parse_range(self.earliest_updated_at, self.latest_updated_at)


def kind_of(type: str) -> Kind:
    """`Folder` or `Program`, in any case. Raises WrongType."""
    for kind in Kind:
        if type.casefold() == kind.value.casefold():
            return kind
    raise WrongType("type", type[: decode.EXCERPT_LENGTH], "FolderVariantType")


def place_of(folder: FolderReference | int, type: str = "Folder") -> Ref:
    """The node that a parameter names. `type` applies to an id without a type. Raises WrongType."""
    if isinstance(folder, FolderReference):
        return Ref(kind_of(folder.type), folder.id)
    return Ref(kind_of(type), folder)


def root_of(folder: FolderReference | int | None, type: str = "Folder") -> Ref | None:
    """The folder or program that a search is limited to, or None. Raises WrongType."""
    return None if folder is None else place_of(folder, type)


_PAGES: Final = {"Marketing Event": "ME", "Nurture Program": "NP", "Email Batch Program": "EBP"}


def node_url(node: Node, view: str = "A1") -> str | None:
    """The URL of a folder or program in the vendor's application; None for system folders and the design area."""
    if node.is_system or node.area is Area.DESIGN:
        return None
    if node.area is Area.DATABASE:
        return f"{APPLICATION}#ML0A1ZN{node.ref.id}"
    page = "MF" if node.ref.kind is Kind.FOLDER else _PAGES.get(node.folder_type, "PG")
    return f"{APPLICATION}#{page}{node.ref.id}{view}"


def asset_time(at_ms: int) -> str:
    """A time as the asset API writes it."""
    return to_datetime(at_ms).strftime("%Y-%m-%dT%H:%M:%SZ+0000")


def parse_time(field: str, text: str | None) -> int | None:
    """The time of an ISO 8601 text. Without a time zone it is UTC. Raises MalformedDate."""
    if text is None:
        return None
    try:
        return from_datetime(datetime.fromisoformat(text.strip().removesuffix("+0000")))
    except (ValueError, OverflowError):
        raise MalformedDate(field, text[: decode.EXCERPT_LENGTH]) from None


def parse_range(earliest: str | None, latest: str | None) -> tuple[int | None, int | None]:
    """The times of `earliestUpdatedAt` and `latestUpdatedAt`. Raises MalformedDate."""
    return parse_time("earliestUpdatedAt", earliest), parse_time("latestUpdatedAt", latest)
