"""Assets whose content is a document, and a search for them."""

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from mercat.model.assets import AssetRef, AssetType, Ref
from mercat.model.versions import Version, Versions

C = TypeVar("C")


class Title(msgspec.Struct, frozen=True):
    """The name and description of a version."""

    name: str
    description: str | None


class Author(msgspec.Struct, frozen=True):
    """Who made or changed something: the id of the user, 0 if it was none, and the name at that time."""

    id: int
    name: str


class Document(msgspec.Struct, Generic[C], frozen=True):
    """One asset. `draft_title` is set if the draft of an approved asset has a title of its own."""

    type: AssetType
    id: int
    title: Title
    draft_title: Title | None
    parent: Ref
    parent_name: str
    workspace_id: int
    versions: Versions[C]
    created_ms: int
    updated_ms: int
    created_by: Author
    updated_by: Author

    @property
    def ref(self) -> AssetRef:
        """The reference to the asset."""
        return AssetRef(self.type, self.id)

    def title_of(self, version: Version) -> Title:
        """The title of one version."""
        return self.draft_title if version == "draft" and self.draft_title is not None else self.title


class DocumentFilter(msgspec.Struct, frozen=True):
    """The conditions of a search for documents: all of these versions, a name, and a place that directly contains them.

    The name is that of the first of these versions; without versions, of the approved one, or else of the draft.
    Times bound the last change and are inclusive.
    """

    versions: tuple[Version, ...] = ()
    name: str | None = None
    parent: Ref | None = None
    from_ms: int | None = None
    to_ms: int | None = None


class SortKey(StrEnum):
    """What a search sorts documents by."""

    ID = "id"
    NAME = "name"
    CREATED_AT = "created at"
    CREATED_BY = "created by"
    UPDATED_AT = "updated at"
    UPDATED_BY = "updated by"


class DocumentSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which documents a search with a count wants: those with one of these versions, in one workspace.

    A name contains the text, whatever case. Places are folders and programs that the document is directly in. Times are
    inclusive. An author is a user's id or name. `content` are members of the version shown, `uses` is an asset that the
    document uses. What is in an archived folder is found with `archived` only.
    """

    workspace_id: int
    versions: frozenset[Version] = frozenset()
    name: str | None = None
    parents: tuple[Ref, ...] | None = None
    created_from_ms: int | None = None
    created_to_ms: int | None = None
    updated_from_ms: int | None = None
    updated_to_ms: int | None = None
    created_by: str | None = None
    updated_by: str | None = None
    created_by_id: int | None = None
    updated_by_id: int | None = None
    content: tuple[tuple[str, str], ...] = ()
    uses: AssetRef | None = None
    archived: bool = False
    sort: SortKey = SortKey.ID
    descending: bool = False

    @property
    def shown(self) -> Version:
        """The version that the search shows, if the document has both."""
        return "draft" if self.versions == {"draft"} else "approved"


class AssetSummary(msgspec.Struct, frozen=True):
    """An asset in a list, without its content. A campaign has no versions."""

    type: AssetType
    id: int
    name: str
    versions: tuple[Version, ...]
    parent: Ref
    updated_ms: int
