"""Steps that assets with a draft and an approved version share: finding them by id, by name, by folder and version."""

from collections.abc import Callable
from typing import Any, Final

from mercat.domain.assets import lifecycle
from mercat.marketo.protocol import Reply, asset_reply
from mercat.marketo.types import AssetPage, Folder, asset_time, root_of
from mercat.model.assets import DocumentKind
from mercat.model.documents import Content, Document, DocumentFilter, Version
from mercat.model.refusals import NotAllowed
from mercat.wire.call import Call
from mercat.wire.operation import Schema

MATCHES: Final = 200  # assets of one name that a search answers

Show = Callable[[Document, Version, Content], dict[str, Any]]  # how a kind writes one version of an asset

_VERSIONS: Final[dict[str, tuple[Version, ...]]] = {
    "": (),
    "approved": ("approved",),
    "draft": ("draft",),
    "approved with draft": ("approved", "draft"),
}


class AssetVersion(Schema):
    """Which version to show; without it the approved one, or else the draft."""

    status: str = ""


class AssetByName(Schema):
    """A search by name, anywhere or directly in a folder or program."""

    name: str
    status: str = ""
    folder: Folder | None = None


class BrowseAssets(AssetPage):
    """A list of assets, all of them or those directly in a folder or program."""

    status: str = ""
    folder: Folder | None = None


class CloneAsset(Schema):
    """A new asset like another one."""

    name: str
    folder: Folder
    description: str | None = None


def find(
    call: Call, kind: DocumentKind, asset_id: int, query: AssetVersion
) -> tuple[Document, Version, Content] | None:
    """The version asked for of the asset of an id, or None. Raises NotAllowed."""
    versions = versions_of(query.status)
    document = lifecycle.find(call.tx, kind, asset_id)
    if document is None or any(getattr(document, version) is None for version in versions):
        return None
    return _seen(document, versions)


def by_id(call: Call, kind: DocumentKind, asset_id: int, query: AssetVersion, show: Show) -> Reply[dict[str, Any]]:
    """One version of the asset of an id."""
    seen = find(call, kind, asset_id, query)
    return asset_reply([show(*seen)] if seen else [])


def by_name(call: Call, kind: DocumentKind, query: AssetByName, show: Show) -> Reply[dict[str, Any]]:
    """The assets of exactly a name: one in a folder has no namesake beside it, but may have some elsewhere."""
    versions = versions_of(query.status)
    criteria = DocumentFilter(versions, query.name, root_of(query.folder))
    documents = lifecycle.browse(call.tx, kind, criteria, offset=0, limit=MATCHES)
    return asset_reply([show(*_seen(document, versions)) for document in documents])


def browse(call: Call, kind: DocumentKind, query: BrowseAssets, show: Show) -> Reply[dict[str, Any]]:
    """A part of the assets, by id."""
    versions = versions_of(query.status)
    criteria = DocumentFilter(versions, parent=root_of(query.folder))
    documents = lifecycle.browse(call.tx, kind, criteria, offset=query.offset, limit=query.max_return)
    return asset_reply([show(*_seen(document, versions)) for document in documents])


def changed(document: Document, show: Show) -> dict[str, Any]:
    """The answer to a change: the draft, if there is one."""
    return show(*_seen(document, () if document.draft is None else ("draft",)))


def versions_of(status: str) -> tuple[Version, ...]:
    """The versions that an asset of a status has; the first one is shown. Raises NotAllowed."""
    versions = _VERSIONS.get(" ".join(status.split()).casefold())
    if versions is None:
        raise NotAllowed("status", status[:255], tuple(_VERSIONS)[1:])
    return versions


def heading(document: Document, version: Version) -> dict[str, Any]:
    """The first members of the answer about a version of an asset; they are the same for every kind."""
    title = document.title_of(version)
    return {
        "id": document.id,
        "name": title.name,
        "description": title.description,
        "createdAt": asset_time(document.created_ms),
        "updatedAt": asset_time(document.updated_ms),
    }


def place(document: Document) -> dict[str, Any]:
    """The folder or program of an asset, as the vendor writes it."""
    return {"type": document.parent.kind.value, "value": document.parent.id, "folderName": document.parent_name}


def _seen(document: Document, versions: tuple[Version, ...]) -> tuple[Document, Version, Content]:
    version_and_content = lifecycle.pick_version(document, next(iter(versions), None))
    assert version_and_content is not None, "the asset has the version"
    return (document, *version_and_content)
