"""The life of an asset: a draft, an approved version, or both. What a version holds and has to be is its kind's affair.

Changes go into the draft, those of name and description too; a draft of an approved asset begins as a copy of the
approved version.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from mercat.domain.assets import tree
from mercat.model.assets import Area, DocumentKind, Node, Ref
from mercat.model.documents import AssetSummary, Content, Document, DocumentFilter, Title, Version
from mercat.model.outcomes import Page, page_of
from mercat.model.refusals import AlreadyExists, NotFound, RuleBroken, WrongFolder
from mercat.model.rules import Rule
from mercat.store.assets import documents
from mercat.store.tx import Tx

ID_MAX: Final = 2**63 - 1
CONTENT_BYTES: Final = 1_048_576  # of one version

# The type of the folders in the design area that hold a kind.
_FOLDER_TYPES: Final[Mapping[DocumentKind, str]] = {DocumentKind.FORM: "Landing Page Form"}


# -- finding --------------------------------------------------------------------------------------------------------


def find(tx: Tx, kind: DocumentKind, document_id: int) -> Document | None:
    """The asset of an id, or None."""
    return documents.find(tx, kind, document_id) if abs(document_id) <= ID_MAX else None


def get(tx: Tx, kind: DocumentKind, document_id: int) -> Document:
    """The asset of an id. Raises NotFound."""
    document = find(tx, kind, document_id)
    if document is None:
        raise NotFound(kind.value, document_id)
    return document


def browse(tx: Tx, kind: DocumentKind, criteria: DocumentFilter, *, offset: int, limit: int) -> list[Document]:
    """A part of the assets of a kind that match, by id."""
    return documents.browse(tx, kind, criteria, offset=offset, limit=limit)


def inside(tx: Tx, kind: DocumentKind, parent: Ref, *, after: int, limit: int) -> Page[AssetSummary]:
    """Assets of a kind directly in a folder or program, by id."""
    return page_of(documents.headings(tx, kind, parent, after=after, limit=limit + 1), limit)


def pick_version(document: Document, version: Version | None = None) -> tuple[Version, Content] | None:
    """The version asked for, or else the approved one before the draft; None if there is no such version."""
    if document.approved is not None and version != "draft":
        return "approved", document.approved
    if document.draft is not None and version != "approved":
        return "draft", document.draft
    return None


# -- changing -------------------------------------------------------------------------------------------------------


def create(tx: Tx, kind: DocumentKind, parent: Ref, name: str, description: str | None, draft: Content) -> Document:
    """A new asset with a draft. Raises Missing, TooLong, ParentNotFound, WrongFolder, AlreadyExists, RuleBroken."""
    _check_size(kind, draft)
    name = tree.checked_name(name)
    tree.check_description(description)
    place = tree.get_parent(tx, parent)
    _check_place(tx, kind, place)
    if documents.named_in(tx, kind, parent, name) is not None:
        raise AlreadyExists(kind.value, name)
    number = documents.add(tx, kind, parent, Title(name, description), workspace_id=place.workspace_id, draft=draft)
    return get(tx, kind, number)


def clone(tx: Tx, document: Document, parent: Ref, name: str, description: str | None) -> Document:
    """A new draft with the content of an asset: of its approved version, if it has one. Raises what `create` does."""
    version = pick_version(document)
    assert version is not None, "an asset has a version"
    return create(tx, document.kind, parent, name, description, version[1])


def describe(tx: Tx, document: Document, *, name: str | None = None, description: str | None = None) -> Document:
    """Another name or description of the draft; None leaves it. Raises Missing, TooLong, AlreadyExists."""
    title = document.title_of("draft")
    name = title.name if name is None else tree.checked_name(name)
    description = title.description if description is None else description
    tree.check_description(description)
    if documents.named_in(tx, document.kind, document.parent, name) not in (None, document.id):
        raise AlreadyExists(document.kind.value, name)
    title = Title(name, description)
    if document.approved is None:
        return _keep(tx, replace(document, title=title))
    return _keep(tx, replace(document, draft=draft_of(document), draft_title=title))


def draft_of(document: Document) -> Content:
    """What a change begins with: the draft, or the approved version where there is none."""
    content = document.approved if document.draft is None else document.draft
    assert content is not None, "an asset has a version"
    return content


def save(tx: Tx, document: Document, draft: Content) -> Document:
    """Store a changed draft; an approved version does not change. Raises RuleBroken if it is too large."""
    _check_size(document.kind, draft)
    return _keep(tx, replace(document, draft=draft))


def approve(tx: Tx, document: Document) -> Document:
    """The draft takes the place of the approved version. Its kind has checked it. Raises RuleBroken without a draft."""
    if document.draft is None:
        raise RuleBroken(Rule.NO_DRAFT_TO_APPROVE, kind=document.kind.value)
    title = document.title_of("draft")
    return _keep(tx, replace(document, draft=None, approved=document.draft, title=title, draft_title=None))


def unapprove(tx: Tx, document: Document) -> Document:
    """The approved version becomes the draft, and takes the place of one. Raises RuleBroken without it."""
    if document.approved is None:
        raise RuleBroken(Rule.NOT_APPROVED, kind=document.kind.value)
    return _keep(tx, replace(document, draft=document.approved, approved=None, draft_title=None))


def discard_draft(tx: Tx, document: Document) -> Document:
    """Discard the changes since the approval. Raises RuleBroken unless there are both versions."""
    if document.draft is None:
        raise RuleBroken(Rule.NO_DRAFT_TO_DISCARD, kind=document.kind.value)
    if document.approved is None:
        raise RuleBroken(Rule.ONLY_DRAFT_DISCARDED, kind=document.kind.value)
    return _keep(tx, replace(document, draft=None, draft_title=None))


def delete(tx: Tx, document: Document) -> None:
    """Remove an asset with its versions."""
    documents.delete(tx, document.kind, document.id)


def _keep(tx: Tx, document: Document) -> Document:
    documents.put(tx, document)
    return replace(document, updated_ms=tx.now)


def _check_size(kind: DocumentKind, content: Content) -> None:
    if len(msgspec.json.encode(content)) > CONTENT_BYTES:
        raise RuleBroken(Rule.ASSET_TOO_LARGE, kind=kind.value, limit=CONTENT_BYTES)


def _check_place(tx: Tx, kind: DocumentKind, place: Node) -> None:
    """In the design area the folder has to be of the kind's type, in the marketing area a program's."""
    if place.area is Area.DESIGN:
        fits = place.folder_type == _FOLDER_TYPES[kind]
    else:
        fits = place.area is Area.MARKETING and tree.program_around(tx, place.ref) is not None
    if not fits:
        raise WrongFolder
