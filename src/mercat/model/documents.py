"""Assets whose content is a document, and a search for them."""

from typing import Generic, TypeVar

import msgspec

from mercat.model.assets import AssetRef, AssetType, Ref
from mercat.model.versions import Version, Versions

C = TypeVar("C")


class Title(msgspec.Struct, frozen=True):
    """The name and description of a version."""

    name: str
    description: str | None


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


class AssetSummary(msgspec.Struct, frozen=True):
    """An asset in a list, without its content. A campaign has no versions."""

    type: AssetType
    id: int
    name: str
    versions: tuple[Version, ...]
    parent: Ref
    updated_ms: int
