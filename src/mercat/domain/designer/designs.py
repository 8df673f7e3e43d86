"""What emails, email templates and fragments of the new designer share: their places, their data, their states."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from mercat.domain.assets import tree
from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.designer import references
from mercat.domain.markup import markup
from mercat.model.assets import WORKSPACES, AssetRef, AssetType, Kind, Ref
from mercat.model.designer import Data, Design, HtmlPart, Part, TextPart
from mercat.model.documents import Document
from mercat.model.refusals import Missing, NotFound, ParentNotFound, RuleBroken, WrongFolder
from mercat.model.rules import Rule
from mercat.model.versions import Version
from mercat.store.tx import Tx

DIGITS: Final = 18  # of an id
P = TypeVar("P", bound=Part)
D = TypeVar("D", bound=Design)


# -- ids and places ----------------------------------------------------------------------------------------------------


def number_of(text: str) -> int | None:
    """The number that the text of an id is; None if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def get(tx: Tx, kind: AssetKind[D], text: str) -> Document[D]:
    """The asset of an id. Raises NotFound."""
    number = number_of(text)
    document = None if number is None else kind.find(tx, number)
    if document is None:
        raise NotFound(kind.type, text[:255])
    return document


def find_all(tx: Tx, kind: AssetKind[D], texts: Iterable[str]) -> list[Document[D]]:
    """The assets of some ids, in their order, each once; without those that do not exist."""
    numbers = dict.fromkeys(number for text in texts if (number := number_of(text)) is not None)
    return [document for number in numbers if (document := kind.find(tx, number)) is not None]


def place(
    tx: Tx, kind: AssetKind[Any], *, folder_id: str | None, workspace_id: str | None, program_id: str | None = None
) -> Ref:
    """Where a new asset goes: into the folder, or the program, or the first folder of its kind in the workspace.

    Raises Missing (none of the ids), NotFound (the workspace), ParentNotFound, WrongFolder (they do not fit together).
    """
    if folder_id is None and workspace_id is None and program_id is None:
        raise Missing("appData")
    workspace = None if workspace_id is None else number_of(workspace_id)
    if workspace_id is not None and workspace not in WORKSPACES:
        raise NotFound("Workspace", workspace_id[:255])
    program = None if program_id is None else _node(Kind.PROGRAM, program_id)
    folder = None if folder_id is None else _node(Kind.FOLDER, folder_id)
    parent = folder or program
    if parent is None:
        return tree.system_folder(tx, kind.folder_type)
    node = tree.get_parent(tx, parent)
    if workspace is not None and node.workspace_id != workspace:
        raise WrongFolder
    if folder is not None and program is not None and tree.program_around(tx, folder) != program:
        raise WrongFolder
    return parent


def _node(kind: Kind, text: str) -> Ref:
    number = number_of(text)
    if number is None:
        raise ParentNotFound
    return Ref(kind, number)


# -- data --------------------------------------------------------------------------------------------------------------


def merge(part: P, change: P | None) -> P:
    """A part with the members that a change sets; the others stay."""
    if change is None:
        return part
    values = {name: getattr(change, name) for name in change.__struct_fields__}
    return replace(part, **{name: value for name, value in values.items() if value is not None})


def data_of(tx: Tx, kind: AssetKind[D], document: Document[D], version: Version) -> Data:
    """The HTML and the text of a version."""
    html = kind.body(tx, document, version)
    return Data(html=HtmlPart(html) if html else None, text=getattr(document.versions, version).text)


def changed(data: Data, change: Data | None) -> Data:
    """The data after a change. A text that follows the HTML is made anew."""
    if change is None:
        return data
    html = merge(data.html or HtmlPart(), change.html)
    text = merge(data.text or TextPart(), change.text)
    if text.sync_from_html:
        text = replace(text, body=markup.to_text(html.body or ""))
    return Data(html=None if html == HtmlPart() else html, text=None if text == TextPart() else text)


def create(
    tx: Tx, kind: AssetKind[D], parent: Ref, name: str, description: str | None, content: D, data: Data
) -> Document[D]:
    """A new draft with its data. Raises what `AssetKind.create` does."""
    content = replace(content, fragment_ids=references.fragments_in(data), text=data.text)
    return kind.create(tx, parent, name, description, content, _html(data))


def save(tx: Tx, kind: AssetKind[D], document: Document[D], content: D, data: Data) -> Document[D]:
    """Store a changed draft with its data. Raises RuleBroken."""
    own_id = document.id if kind.type is AssetType.FRAGMENT else None
    fragments = tuple(number for number in references.fragments_in(data) if number != own_id)
    return kind.save(tx, document, replace(content, fragment_ids=fragments, text=data.text), _html(data))


def _html(data: Data) -> str:
    return (data.html and data.html.body) or ""


def renamed(
    tx: Tx, kind: AssetKind[D], document: Document[D], name: str | None, description: str | None
) -> Document[D]:
    """Another name or description of the draft; None leaves it. Raises Missing, TooLong, AlreadyExists."""
    if name is None and description is None:
        return document
    return kind.describe(tx, document, name=name, description=description)


def latest_data(tx: Tx, kind: AssetKind[D], document: Document[D]) -> Data:
    """The data that a change begins with."""
    return data_of(tx, kind, document, "approved" if document.versions.draft is None else "draft")


# -- life --------------------------------------------------------------------------------------------------------------


def transition(tx: Tx, kind: AssetKind[D], text: str, action: str) -> Document[D]:
    """Approve, unapprove, discard the draft or begin one. Raises NotFound, RuleBroken, InUse."""
    steps = {
        "approve": kind.approve,
        "unapprove": kind.unapprove,
        "discard": kind.discard_draft,
        "create_draft": kind.begin_draft,
    }
    return steps[action](tx, get(tx, kind, text))


def clone(tx: Tx, kind: AssetKind[D], text: str, name: str, description: str | None) -> Document[D]:
    """A copy beside an asset; without a description of its own it has that of the original. Raises NotFound, ..."""
    source = get(tx, kind, text)
    return kind.clone(tx, source, source.parent, name, source.title.description if description is None else description)


def delete(tx: Tx, kind: AssetKind[D], texts: Iterable[str], *, though_used: bool = False) -> None:
    """Remove assets, all or none. Raises NotFound, InUse."""
    for text in dict.fromkeys(texts):
        kind.delete(tx, get(tx, kind, text), though_used=though_used)


def fragments_used(content: Design) -> list[AssetRef]:
    """The fragments that a version refers to."""
    return [AssetRef(AssetType.FRAGMENT, number) for number in content.fragment_ids]


def check_fragments(tx: Tx, document: Document[Any], fragments: AssetKind[Any]) -> None:
    """Refuse a draft that refers to a fragment without an approved version. Raises RuleBroken."""
    for number in document.versions.latest.fragment_ids:
        fragment = fragments.find(tx, number)
        if fragment is None or fragment.versions.approved is None:
            raise RuleBroken(Rule.FRAGMENT_NOT_APPROVED, fragment=number)
