"""Assets with a draft and an approved version, and a search for them."""

from typing import Any, Literal

import msgspec

from mercat.model.assets import DocumentKind, Ref

Version = Literal["draft", "approved"]
Content = dict[str, Any]  # what a kind keeps of one version


def versions_of(*, approved: bool, draft: bool) -> tuple[Version, ...]:
    """The versions that there are, the approved one first."""
    return (*(("approved",) if approved else ()), *(("draft",) if draft else ()))


class Title(msgspec.Struct, frozen=True):
    """What a version of an asset is called, and what is said of it."""

    name: str
    description: str | None


class Document(msgspec.Struct, frozen=True):
    """One asset. There is always a draft, an approved version, or both.

    `draft_title` is there if the draft of an approved asset has a title of its own.
    """

    kind: DocumentKind
    id: int
    title: Title
    draft_title: Title | None
    parent: Ref
    parent_name: str
    workspace_id: int
    draft: Content | None
    approved: Content | None
    created_ms: int
    updated_ms: int

    @property
    def versions(self) -> tuple[Version, ...]:
        """Those that there are."""
        return versions_of(approved=self.approved is not None, draft=self.draft is not None)

    def title_of(self, version: Version) -> Title:
        """The title of one version."""
        return self.draft_title if version == "draft" and self.draft_title is not None else self.title


class DocumentFilter(msgspec.Struct, frozen=True):
    """Which documents a search wants: those with all of these versions, of one name, directly in one place.

    The name is that of the first of these versions; without versions, of the approved one, or else of the draft.
    """

    versions: tuple[Version, ...] = ()
    name: str | None = None
    parent: Ref | None = None


class AssetSummary(msgspec.Struct, frozen=True):
    """What a list shows of a document, without what its versions hold."""

    id: int
    name: str
    versions: tuple[Version, ...]
    updated_ms: int
