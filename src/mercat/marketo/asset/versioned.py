"""The operations that kinds of assets share: search, clone, approve, unapprove, discard, delete, used by.

A kind declares each in a line of its module, with the literal path and the vendor's operation id.
"""

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.assets import tree
from mercat.domain.assets.asset_kind import AssetKind
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import (
    APPLICATION,
    AssetId,
    AssetPage,
    Folder,
    IdAnswer,
    PlaceAnswer,
    asset_time,
    parse_range,
    place_of,
    root_of,
)
from mercat.model.assets import WORKSPACES
from mercat.model.documents import AssetSummary, Document, DocumentFilter
from mercat.model.refusals import NotAllowed
from mercat.model.versions import VERSIONS_OF, Version
from mercat.store.tx import Tx
from mercat.wire.call import Call
from mercat.wire.operation import MIB, Answer, ClearableText, Limits, Schema

READ: Final = Permission.READ_ONLY_ASSETS
WRITE: Final = Permission.READ_WRITE_ASSETS
APPROVE: Final = (Permission.APPROVE_ASSETS, Permission.READ_WRITE_ASSETS)
CONTENT_LIMITS: Final = Limits(body_bytes=4 * MIB)  # of calls that send a content of up to 1 MiB, encoded for a form
MATCHES: Final = 200  # assets of one name that a search answers

C = TypeVar("C", bound=msgspec.Struct)
A = TypeVar("A", bound=Answer)
Handler = Callable[..., Any]


class AssetVersion(Schema):
    """The version to show; by default the approved one, or else the draft."""

    status: str = ""


class VersionByName(Schema):
    """A search by name, anywhere."""

    name: str
    status: str = ""


class PageByName(AssetPage, kw_only=True):
    """A search by name, anywhere, and the page of what it finds."""

    name: str
    status: str = ""


class AssetByName(VersionByName, kw_only=True):
    """A search by name, anywhere or directly in a folder or program."""

    folder: Folder | None = None


class BrowseVersions(AssetPage):
    """A list of all assets with some version."""

    status: str = ""


class BrowseAssets(BrowseVersions):
    """A list of assets, all of them or those directly in a folder or program."""

    folder: Folder | None = None


class BrowseChanges(BrowseAssets):
    """A list of assets, perhaps those that changed in a range of time."""

    earliest_updated_at: str | None = None
    latest_updated_at: str | None = None

    def span(self) -> tuple[int | None, int | None]:
        """Start and end of the range. Raises MalformedDate."""
        return parse_range(self.earliest_updated_at, self.latest_updated_at)


class AssetUser(Answer):
    """An asset that uses another one."""

    id: int
    name: str
    type: str
    status: str
    updated_at: str


class AssetAnswer(Answer, kw_only=True):
    """The first members of answers about a version of an asset, for all kinds."""

    id: int
    name: str
    description: str | UnsetType | None = UNSET
    created_at: str
    updated_at: str


class HtmlFile(Schema):
    """The HTML that takes the place of the old one, as a file."""

    content: str


class PlacedAnswer(AssetAnswer, kw_only=True):
    """What the answers about assets of most kinds go on with."""

    url: str
    folder: PlaceAnswer
    status: str
    workspace: str


class CloneAsset(Schema):
    """A copy of an asset."""

    name: str
    folder: Folder
    description: ClearableText | None = None


class AssetOperations(msgspec.Struct, Generic[C, A], frozen=True):
    """Declares shared operations of one kind. `show` writes one version of an asset as an `answer`.

    `page` is that of the vendor's guide, `noun` names an asset of the kind in summaries.
    """

    module: str
    kind: AssetKind[C]
    show: Callable[[Document[C], Version, C], A] | None
    answer: type[A]
    page: str
    noun: str

    # -- what modules with operations of their own use ----------------------------------------------------------------

    def find(self, call: Call, asset_id: int, query: AssetVersion) -> tuple[Document[C], Version, C] | None:
        """The version asked for of the asset of an id, or None. Raises NotAllowed."""
        versions = versions_of(query.status)
        document = self.kind.find(call.tx, asset_id)
        if document is None or not set(versions).issubset(document.versions.names):
            return None
        return _pick(document, versions)

    def changed(self, document: Document[C], call: Call | None = None) -> list[A]:
        """The answer to a change: the draft, if there is one. A kind without `show` needs the call."""
        version = _pick(document, () if document.versions.draft is None else ("draft",))
        if call is not None:
            return [self.written(call, *version)]
        assert self.show is not None, self.noun
        return [self.show(*version)]

    def written(self, call: Call, document: Document[C], version: Version, content: C) -> A:
        """The answer about a version. A kind without `show` has its own, since it needs the call."""
        assert self.show is not None, self.noun
        return self.show(document, version, content)

    # -- search -------------------------------------------------------------------------------------------------------

    def by_id(self, path: str, *, id: str, anchor: str = "by-id") -> None:
        """One version of the asset of an id."""

        def get(call: Call, path: AssetId, query: AssetVersion) -> Reply[A]:
            version = self.find(call, path.id, query)
            return asset_reply([self.written(call, *version)] if version else [])

        self._declare("GET", path, id, READ, anchor, get, f"Get a version of a {self.noun} by its id.")

    def by_name(
        self, path: str, *, id: str, anchor: str = "by-name", by_folder: bool = True, is_paged: bool = False
    ) -> None:
        """The assets of exactly a name: one in a folder has no namesake beside it, but may have some elsewhere."""

        def find(call: Call, query: VersionByName | PageByName) -> Reply[A]:
            parent = root_of(query.folder) if isinstance(query, AssetByName) else None
            criteria = DocumentFilter(versions_of(query.status), query.name, parent)
            part = (query.offset, query.max_return) if isinstance(query, PageByName) else (0, MATCHES)
            return self._page(call, criteria, offset=part[0], limit=part[1])

        find.__annotations__["query"] = PageByName if is_paged else AssetByName if by_folder else VersionByName
        self._declare(
            "GET", path, id, READ, anchor, find, f"Get the {self.noun}s with exactly this name.", offload=True
        )

    def browse(
        self, path: str, *, id: str, anchor: str = "browse", by_folder: bool = True, by_time: bool = False
    ) -> None:
        """A part of the assets, by id."""

        def browse(call: Call, query: BrowseVersions) -> Reply[A]:
            parent = root_of(query.folder) if isinstance(query, BrowseAssets) else None
            start, end = query.span() if isinstance(query, BrowseChanges) else (None, None)
            criteria = DocumentFilter(versions_of(query.status), None, parent, start, end)
            return self._page(call, criteria, offset=query.offset, limit=query.max_return)

        if by_folder:
            browse.__annotations__["query"] = BrowseChanges if by_time else BrowseAssets
        summary = f"List {self.noun}s by version{' and folder' if by_folder else ''}, in the order of their ids."
        self._declare("GET", path, id, READ, anchor, browse, summary, offload=True)

    def used_by(self, path: str, *, id: str, anchor: str) -> None:
        """The assets that use one, by type and id."""

        def users(call: Call, path: AssetId, query: AssetPage) -> Reply[AssetUser]:
            document = self.kind.get(call.tx, path.id)
            summaries = self.kind.users(call.tx, document, offset=query.offset, limit=query.max_return)
            return asset_reply([_user(call.tx, summary) for summary in summaries])

        self._declare("GET", path, id, READ, anchor, users, f"List the assets that use a {self.noun}.")

    # -- life ---------------------------------------------------------------------------------------------------------

    def clone(self, path: str, *, id: str, anchor: str = "clone") -> None:
        """A copy of an asset."""

        def clone(call: Call, path: AssetId, form: CloneAsset) -> list[A]:
            source = self.kind.get(call.tx, path.id)
            description = form.description or ""
            return self.changed(self.kind.clone(call.tx, source, place_of(form.folder), form.name, description))

        self._declare("POST", path, id, WRITE, anchor, clone, f"Clone a {self.noun}.")

    def approve(self, path: str, *, id: str, anchor: str = "approve", answers_id: bool = False) -> None:
        """The draft takes the place of the approved version."""

        def approve(call: Call, path: AssetId) -> list[A]:
            return self._step(call, self.kind.approve(call.tx, self.kind.get(call.tx, path.id)), answers_id)

        if answers_id:
            approve.__annotations__["return"] = list[IdAnswer]
        self._declare("POST", path, id, APPROVE, anchor, approve, f"Approve the draft of a {self.noun}.")

    def unapprove(self, path: str, *, id: str, anchor: str = "unapprove", answers_id: bool = False) -> None:
        """The approved version is the draft again."""

        def unapprove(call: Call, path: AssetId) -> list[A]:
            return self._step(call, self.kind.unapprove(call.tx, self.kind.get(call.tx, path.id)), answers_id)

        if answers_id:
            unapprove.__annotations__["return"] = list[IdAnswer]
        self._declare("POST", path, id, APPROVE, anchor, unapprove, f"Make an approved {self.noun} a draft again.")

    def discard_draft(self, path: str, *, id: str, anchor: str = "discard-draft") -> None:
        """Discard the changes since the approval."""

        def discard(call: Call, path: AssetId) -> list[IdAnswer]:
            return [IdAnswer(self.kind.discard_draft(call.tx, self.kind.get(call.tx, path.id)).id)]

        self._declare("POST", path, id, WRITE, anchor, discard, f"Discard the draft of an approved {self.noun}.")

    def delete(self, path: str, *, id: str, anchor: str = "delete") -> None:
        """Remove an asset with its versions."""

        def delete(call: Call, path: AssetId) -> list[IdAnswer]:
            self.kind.delete(call.tx, self.kind.get(call.tx, path.id))
            return [IdAnswer(path.id)]

        self._declare("POST", path, id, WRITE, anchor, delete, f"Delete a {self.noun}.")

    # -- what the operations share ------------------------------------------------------------------------------------

    def _step(self, call: Call, document: Document[C], answers_id: bool) -> list[Any]:
        return [IdAnswer(document.id)] if answers_id else self.changed(document, call)

    def _page(self, call: Call, criteria: DocumentFilter, *, offset: int, limit: int) -> Reply[A]:
        documents = self.kind.browse(call.tx, criteria, offset=offset, limit=limit)
        return asset_reply([self.written(call, *_pick(document, criteria.versions)) for document in documents])

    def _declare(
        self, method: str, path: str, id: str, needs: Any, anchor: str, handler: Handler, summary: str, **more: Any
    ) -> None:
        returns = handler.__annotations__["return"]
        if returns.__parameters__:  # it answers what the kind answers
            handler.__annotations__["return"] = returns[self.answer]
        docs = f"{self.page}#{anchor}"
        marketo.add(method, path, id=id, needs=needs, docs=docs, module=self.module, summary=summary, **more)(handler)


def versions_of(status: str) -> tuple[Version, ...]:
    """The versions that an asset of a status has; the first one is shown. Raises NotAllowed."""
    name = " ".join(status.split()).casefold()
    for state, versions in VERSIONS_OF.items():
        if name == state:
            return versions
    if name:
        raise NotAllowed("status", status[:255], tuple(VERSIONS_OF))
    return ()


def heading(document: Document[Any], version: Version) -> dict[str, Any]:
    """The members of an `AssetAnswer` about a version of an asset."""
    title = document.title_of(version)
    return {
        "id": document.id,
        "name": title.name,
        "description": title.description,
        "created_at": asset_time(document.created_ms),
        "updated_at": asset_time(document.updated_ms),
    }


def placed_heading(document: Document[Any], version: Version, page: str) -> dict[str, Any]:
    """The members of a `PlacedAnswer` about a version of an asset; `page` is what its pages in the application have."""
    return heading(document, version) | {
        "url": f"{APPLICATION}#{page}{document.id}{'A1' if version == 'approved' else 'B2'}ZN{document.parent.id}",
        "folder": place(document),
        "status": version,
        "workspace": WORKSPACES[document.workspace_id],
    }


def place(document: Document[Any]) -> PlaceAnswer:
    """The folder or program of an asset."""
    return PlaceAnswer(document.parent.kind.value, document.parent.id, document.parent_name)


def _pick(document: Document[C], versions: tuple[Version, ...]) -> tuple[Document[C], Version, C]:
    version = document.versions.pick(next(iter(versions), None))
    assert version is not None, "the asset has the version"
    return (document, *version)


def _user(tx: Tx, summary: AssetSummary) -> AssetUser:
    """An asset that uses another one. The name of one in a program begins with the program's."""
    program = tree.program_around(tx, summary.parent)
    qualified = f"{tree.get(tx, program).name}.{summary.name}" if program else summary.name
    status = next(iter(summary.versions), "approved")  # a campaign has no draft
    return AssetUser(summary.id, qualified, summary.type.value, status, asset_time(summary.updated_ms))
