"""`AssetKind`: the rules of one kind of assets, and the steps that every kind goes through by them.

Changes go into the draft, those of name and description too; a draft of an approved asset begins as a copy of the
approved version. A kind without approval has an approved version only.
"""

import builtins
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from mercat.domain import audit
from mercat.domain.assets import tree
from mercat.model.assets import Area, AssetRef, AssetType, Node, Ref
from mercat.model.documents import AssetSummary, Author, Document, DocumentFilter, DocumentSearch, Title
from mercat.model.outcomes import Page, page_of
from mercat.model.refusals import AlreadyExists, InUse, NotFound, RuleBroken, WrongFolder
from mercat.model.rules import Rule
from mercat.model.versions import Version, Versions
from mercat.store.assets import asset_links, document_bodies, documents
from mercat.store.tx import Tx

ID_MAX: Final = 2**63 - 1
CONTENT_BYTES: Final = 1_048_576  # of one version, and of its body

C = TypeVar("C", bound=msgspec.Struct)
Copies = Mapping[AssetRef, AssetRef]  # which asset became which when several were copied together


def _none(content: Any) -> Iterable[AssetRef]:
    return ()


def _same(content: C, copies: Copies) -> C:
    return content


def _copied(tx: Tx, content: C) -> C:
    return content


def _pass(tx: Tx, document: Document[Any]) -> None:
    return


def _noted(document: Document[Any]) -> dict[str, Any]:
    """What the audit trail says of an asset."""
    return {"type": document.type.value, "id": document.id, "folder": document.parent_name}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AssetKind(Generic[C]):
    """One kind. What its versions hold is a `content`; `has_body` says that each has a long text beside it.

    In Marketing Activities an asset lies in a program, in the other areas in a folder of `folder_type`. `uses` names
    the assets that a content refers to, `rewire` makes it refer to their copies. `copy` is the content of a clone.
    `check_draft` refuses a draft that cannot be approved, `check_place` an asset that cannot lie where it lies. Names
    are unique in a folder, or with `has_unique_names` in the instance.
    """

    type: AssetType
    content: builtins.type[C]
    folder_type: str
    areas: frozenset[Area] = frozenset((Area.DESIGN, Area.MARKETING))
    first_id: int = 1
    has_body: bool = False
    needs_approval: bool = True
    has_unique_names: bool = False
    may_delete_approved: bool = False
    uses: Callable[[C], Iterable[AssetRef]] = _none
    rewire: Callable[[C, Copies], C] = _same
    copy: Callable[[Tx, C], C] = _copied
    check_draft: Callable[[Tx, Document[C]], None] = _pass
    check_place: Callable[[Tx, Document[C]], None] = _pass

    # -- finding ------------------------------------------------------------------------------------------------------

    def find(self, tx: Tx, document_id: int) -> Document[C] | None:
        """The asset of an id, or None."""
        return documents.find(tx, self.type, self.content, document_id) if abs(document_id) <= ID_MAX else None

    def get(self, tx: Tx, document_id: int) -> Document[C]:
        """The asset of an id. Raises NotFound."""
        document = self.find(tx, document_id)
        if document is None:
            raise NotFound(self.type, document_id)
        return document

    def browse(self, tx: Tx, criteria: DocumentFilter, *, offset: int, limit: int) -> list[Document[C]]:
        """A part of the assets that match, by id."""
        return documents.browse(tx, self.type, self.content, criteria, offset=offset, limit=limit)

    def search(self, tx: Tx, criteria: DocumentSearch, *, offset: int, limit: int) -> Page[Document[C]]:
        """A part of the assets that match, in the order of the search, and how many match."""
        items, count = documents.search(tx, self.type, self.content, criteria, offset=offset, limit=limit)
        return Page(items, total=count)

    def inside(self, tx: Tx, parent: Ref, *, after: int, limit: int) -> Page[AssetSummary]:
        """Assets directly in a folder or program, by id."""
        return page_of(documents.summaries(tx, self.type, parent, after=after, limit=limit + 1), limit)

    def fits(self, tx: Tx, place: Node) -> bool:
        """Whether assets of the kind may lie in a folder or program."""
        if place.area not in self.areas:
            return False
        if place.area is Area.MARKETING:
            return tree.program_around(tx, place.ref) is not None
        return place.folder_type == self.folder_type

    def body(self, tx: Tx, document: Document[C], version: Version) -> str:
        """The long text of a version; empty if it has none."""
        return document_bodies.find(tx, document.ref, version) or ""

    def users(
        self,
        tx: Tx,
        document: Document[C],
        *,
        offset: int,
        limit: int,
        types: tuple[AssetType, ...] | None = None,
    ) -> list[AssetSummary]:
        """A part of the assets that use this one in some version, by type and id; of these types, or of any."""
        return asset_links.users(tx, document.ref, offset=offset, limit=limit, types=types)

    def count_users(self, tx: Tx, document: Document[C], types: tuple[AssetType, ...] | None = None) -> int:
        """How many assets use this one in some version; of these types, or of any."""
        return asset_links.count_users(tx, document.ref, types)

    # -- changing -----------------------------------------------------------------------------------------------------

    def create(
        self, tx: Tx, parent: Ref, name: str, description: str | None, content: C, body: str | None = None
    ) -> Document[C]:
        """A new asset. Raises Missing, TooLong, ParentNotFound, WrongFolder, AlreadyExists, RuleBroken."""
        self._check_size(content, body)
        name = tree.checked_name(name)
        tree.check_description(description)
        place = tree.get_parent(tx, parent)
        self._check_folder(tx, place)
        if self._namesake(tx, parent, name) is not None:
            raise AlreadyExists(self.type, name)
        versions = Versions(draft=content) if self.needs_approval else Versions(approved=content)
        title = Title(name, description)
        workspace_id = place.workspace_id
        number = documents.add(
            tx, self.type, parent, title, workspace_id=workspace_id, versions=versions, first_id=self.first_id
        )
        document = self.get(tx, number)
        self.check_place(tx, document)
        if body is not None:
            document_bodies.save(tx, document.ref, versions.names[0], body)
        self._link(tx, document)
        audit.note(tx, "asset.created", name, after=_noted(document))
        return document

    def clone(self, tx: Tx, document: Document[C], parent: Ref, name: str, description: str | None) -> Document[C]:
        """A new asset with the content of another, the approved one if there is one. Raises what `create` does."""
        version = document.versions.pick()
        assert version is not None, "an asset has a version"
        body = self.body(tx, document, version[0]) if self.has_body else None
        return self.create(tx, parent, name, description, self.copy(tx, version[1]), body)

    def describe(
        self, tx: Tx, document: Document[C], *, name: str | None = None, description: str | None = None
    ) -> Document[C]:
        """Another name or description of the draft; None leaves it. Raises Missing, TooLong, AlreadyExists."""
        title = document.title_of("draft")
        name = title.name if name is None else tree.checked_name(name)
        description = title.description if description is None else description
        tree.check_description(description)
        if self._namesake(tx, document.parent, name) not in (None, document.id):
            raise AlreadyExists(self.type, name)
        title = Title(name, description)
        if document.versions.approved is None or not self.needs_approval:
            return self._put(tx, replace(document, title=title))
        self._begin_draft(tx, document)
        versions = document.versions.edit(document.versions.latest)
        return self._put(tx, replace(document, versions=versions, draft_title=title))

    def save(self, tx: Tx, document: Document[C], content: C, body: str | None = None) -> Document[C]:
        """Store a changed draft; an approved version stays. Without `body`, so does the body. Raises RuleBroken."""
        self._check_size(content, body)
        versions = document.versions.edit(content) if self.needs_approval else Versions(approved=content)
        self._begin_draft(tx, document)
        if body is not None:
            document_bodies.save(tx, document.ref, "draft" if self.needs_approval else "approved", body)
        return self._put(tx, replace(document, versions=versions))

    def approve(self, tx: Tx, document: Document[C]) -> Document[C]:
        """The draft takes the place of the approved version. Raises RuleBroken without a draft that can."""
        if document.versions.draft is None:
            raise RuleBroken(Rule.NO_DRAFT_TO_APPROVE, kind=self.type.value)
        self.check_draft(tx, document)
        if self.has_body:
            document_bodies.move(tx, document.ref, "draft", "approved")
        title, versions = document.title_of("draft"), document.versions.approve()
        audit.note(tx, "asset.approved", title.name, after=_noted(document))
        return self._put(tx, replace(document, versions=versions, title=title, draft_title=None))

    def unapprove(self, tx: Tx, document: Document[C]) -> Document[C]:
        """The approved version becomes the draft, and takes the place of one. Raises RuleBroken without it, InUse."""
        if document.versions.approved is None:
            raise RuleBroken(Rule.NOT_APPROVED, kind=self.type.value)
        self._check_unused(tx, document)
        if self.has_body:
            document_bodies.move(tx, document.ref, "approved", "draft")
        audit.note(tx, "asset.unapproved", document.title.name, after=_noted(document))
        return self._put(tx, replace(document, versions=document.versions.unapprove(), draft_title=None))

    def discard_draft(self, tx: Tx, document: Document[C]) -> Document[C]:
        """Discard the changes since the approval. Raises RuleBroken unless there are both versions."""
        versions = document.versions
        if versions.draft is None:
            raise RuleBroken(Rule.NO_DRAFT_TO_DISCARD, kind=self.type.value)
        if versions.approved is None:
            raise RuleBroken(Rule.ONLY_DRAFT_DISCARDED, kind=self.type.value)
        document_bodies.delete(tx, document.ref, "draft")
        audit.note(tx, "asset.discarded", document.title.name, after=_noted(document))
        return self._put(tx, replace(document, versions=versions.discard(), draft_title=None))

    def begin_draft(self, tx: Tx, document: Document[C]) -> Document[C]:
        """Put a draft beside the approved version, as a copy of it. Raises RuleBroken if there is a draft."""
        if document.versions.draft is not None:
            raise RuleBroken(Rule.DRAFT_EXISTS, kind=self.type.value)
        return self.save(tx, document, document.versions.latest)

    def delete(self, tx: Tx, document: Document[C], *, though_used: bool = False) -> None:
        """Remove an asset with its versions. Raises InUse, and RuleBroken if it has to be unapproved first."""
        if not though_used:
            self._check_unused(tx, document)
        if self.needs_approval and not self.may_delete_approved and document.versions.approved is not None:
            raise RuleBroken(Rule.APPROVED, kind=self.type.value)
        asset_links.delete(tx, document.ref)
        documents.delete(tx, self.type, document.id)
        audit.note(tx, "asset.deleted", document.title.name, before=_noted(document))

    # -- what the steps share -----------------------------------------------------------------------------------------

    def _put(self, tx: Tx, document: Document[C]) -> Document[C]:
        documents.put(tx, document)
        self._link(tx, document)
        return replace(document, updated_ms=tx.now, updated_by=Author(tx.caller.user_id, tx.caller.name))

    def _link(self, tx: Tx, document: Document[C]) -> None:
        if self.uses is not _none:
            used = {name: self.uses(getattr(document.versions, name)) for name in document.versions.names}
            asset_links.replace(tx, document.ref, used)

    def _begin_draft(self, tx: Tx, document: Document[C]) -> None:
        """The body of a draft that begins is that of the approved version."""
        if self.has_body and self.needs_approval and document.versions.draft is None:
            document_bodies.save(tx, document.ref, "draft", self.body(tx, document, "approved"))

    def _check_size(self, content: C, body: str | None) -> None:
        too_long = body is not None and len(body.encode()) > CONTENT_BYTES
        if too_long or len(msgspec.json.encode(content)) > CONTENT_BYTES:
            raise RuleBroken(Rule.ASSET_TOO_LARGE, kind=self.type.value, limit=CONTENT_BYTES)

    def _namesake(self, tx: Tx, parent: Ref, name: str) -> int | None:
        """The id of the asset that keeps another one in this place from having this name."""
        if self.has_unique_names:
            return documents.namesake(tx, self.type, name)
        return documents.named_in(tx, self.type, parent, name)

    def _check_unused(self, tx: Tx, document: Document[C]) -> None:
        if asset_links.is_used(tx, document.ref):
            raise InUse(self.type, document.title.name)

    def _check_folder(self, tx: Tx, place: Node) -> None:
        if not self.fits(tx, place):
            raise WrongFolder
