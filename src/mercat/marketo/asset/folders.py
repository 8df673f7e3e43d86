"""/rest/asset/v1/folder, /rest/asset/v1/folders: folders, and the My Tokens of folders and programs."""

from typing import Annotated

import msgspec

from mercat.domain.assets import my_tokens, tree
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import (
    OFFSET_MAX,
    AssetId,
    AssetPage,
    Folder,
    FolderAnswer,
    IdAnswer,
    PlaceAnswer,
    asset_time,
    kind_of,
    node_url,
    place_of,
    root_of,
)
from mercat.model.assets import WORKSPACES, MyToken, Node, Ref, TokenType
from mercat.model.refusals import InvalidData, NotAllowed, WrongType
from mercat.model.rules import Rule
from mercat.wire.call import Call
from mercat.wire.operation import Answer, ClearableText, Schema


class FolderType(Schema):
    """Whether an id is that of a folder or of a program."""

    type: str


class OptionalFolderType(Schema):
    """Whether an id is that of a folder or of a program; by default of a folder."""

    type: str = "Folder"


class ContentsQuery(AssetPage):
    """A folder or program, and the page of its content."""

    type: str = "Folder"


class ByNameQuery(Schema):
    """A search by name, everywhere or below a root."""

    name: str
    type: str = "Folder"
    root: Folder | None = None
    work_space: str = ""
    workspace: str = ""  # as the guide spells it


class BrowseQuery(AssetPage):
    """A list of the folders below a root, and its depth."""

    root: Folder | None = None
    max_depth: Annotated[int, msgspec.Meta(ge=0, le=OFFSET_MAX)] = 2
    work_space: str = ""


class FolderContentAnswer(Answer):
    """A folder, program or asset: its id and its type."""

    id: int
    type: str


class CreateFolder(Schema):
    """A folder to create."""

    name: str
    parent: Folder
    description: str | None = None


class UpdateFolder(Schema):
    """Changes to a folder. What is absent stays as it is."""

    type: str
    name: ClearableText | None = None
    description: ClearableText | None = None
    is_archive: bool | None = None


class FolderNodeAnswer(Answer):
    """A folder or program in the tree."""

    name: str
    description: str | None
    created_at: str
    updated_at: str
    url: str | None
    folder_id: FolderAnswer
    folder_type: str
    parent: FolderAnswer | None
    path: str
    is_archive: bool
    is_system: bool
    access_zone_id: int
    workspace: str
    id: int


@marketo.get(
    "/rest/asset/v1/folder/{id}.json",
    id="getFolderByIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="folders#by-id",
)
def get_folder(call: Call, path: AssetId, query: FolderType) -> Reply[FolderNodeAnswer]:
    """Get a folder or program by its id."""
    node = tree.find(call.tx, Ref(kind_of(query.type), path.id))
    return asset_reply([folder(node)] if node else [])


@marketo.get(
    "/rest/asset/v1/folder/byName.json",
    id="getFolderByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="folders#by-name",
)
def get_folders_by_name(call: Call, query: ByNameQuery) -> Reply[FolderNodeAnswer]:
    """Get all folders with exactly this name."""
    try:
        kind = kind_of(query.type)
    except WrongType:
        raise InvalidData(Rule.FOLDER_TYPE_UNKNOWN) from None
    root = root_of(query.root, query.type)
    nodes = tree.named(call.tx, query.name, kind=kind, root=root, workspace=query.work_space or query.workspace)
    return asset_reply([folder(node) for node in nodes])


@marketo.get(
    "/rest/asset/v1/folders.json", id="getFolderUsingGET", needs=Permission.READ_ONLY_ASSETS, docs="folders#browse"
)
def browse_folders(call: Call, query: BrowseQuery) -> Reply[FolderNodeAnswer]:
    """List the folders and programs below a root, level by level, including the root."""
    nodes = tree.browse(
        call.tx,
        root_of(query.root),
        depth=query.max_depth,
        offset=query.offset,
        limit=query.max_return,
        workspace=query.work_space,
    )
    return asset_reply([folder(node) for node in nodes])


@marketo.get(
    "/rest/asset/v1/folder/{id}/content.json",
    id="getFolderContentUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="folders#query",
)
def get_folder_contents(call: Call, path: AssetId, query: ContentsQuery) -> Reply[FolderContentAnswer]:
    """List the ids and types of what is directly in a folder or program."""
    place = Ref(kind_of(query.type), path.id)
    page = tree.everything_in(call.tx, place, offset=query.offset, limit=query.max_return)
    return asset_reply([FolderContentAnswer(id, type) for type, id in page])


@marketo.post(
    "/rest/asset/v1/folders.json",
    id="createFolderUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="folders#create-and-update",
)
def create_folder(call: Call, form: CreateFolder) -> list[FolderNodeAnswer]:
    """Create a folder in a folder or program."""
    return [folder(tree.create_folder(call.tx, place_of(form.parent), form.name, form.description))]


@marketo.post(
    "/rest/asset/v1/folder/{id}.json",
    id="updateFolderUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="folders#create-and-update",
)
def update_folder(call: Call, path: AssetId, form: UpdateFolder) -> list[FolderNodeAnswer]:
    """Change the name, the description or the archive flag of a folder."""
    ref = Ref(kind_of(form.type), path.id)
    changed = tree.update_folder(call.tx, ref, name=form.name, description=form.description, archived=form.is_archive)
    return [folder(changed)]


@marketo.post(
    "/rest/asset/v1/folder/{id}/delete.json",
    id="deleteFolderUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="folders#delete",
)
def delete_folder(call: Call, path: AssetId, form: OptionalFolderType) -> list[IdAnswer]:
    """Delete an empty folder."""
    tree.delete_folder(call.tx, Ref(kind_of(form.type), path.id))
    return [IdAnswer(path.id)]


# -- My Tokens --------------------------------------------------------------------------------------------------------


class TokensQuery(Schema):
    """The folder or program whose tokens are listed."""

    folder_type: str = "Folder"


class TokenForm(Schema):
    """A token to define on a folder or program."""

    name: str
    type: str
    value: str
    folder_type: str


class TokenKey(Schema):
    """A token to delete."""

    name: str
    type: str
    folder_type: str = "Folder"


class MyTokenAnswer(Answer):
    """A My Token."""

    name: str
    type: str
    value: str
    computed_url: str | None


class TokensAnswer(Answer):
    """The My Tokens of a folder or program."""

    folder: PlaceAnswer
    tokens: list[MyTokenAnswer]


@marketo.get(
    "/rest/asset/v1/folder/{id}/tokens.json",
    id="getTokensByFolderIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="tokens#query",
)
def get_tokens(call: Call, path: AssetId, query: TokensQuery) -> Reply[TokensAnswer]:
    """List the My Tokens that are defined on a folder or program itself."""
    owner = Ref(kind_of(query.folder_type), path.id)
    defined = my_tokens.local(call.tx, owner)
    return asset_reply([_tokens(call, owner, defined)] if defined else [])


@marketo.post(
    "/rest/asset/v1/folder/{id}/tokens.json",
    id="addTokenTOFolderUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="tokens#create-and-update",
)
def save_token(call: Call, path: AssetId, form: TokenForm) -> list[TokensAnswer]:
    """Create a My Token, or replace the type and value of the one with this name."""
    owner = Ref(kind_of(form.folder_type), path.id)
    token = my_tokens.define(call.tx, owner, form.name, _token_type(form.type), form.value)
    return [_tokens(call, owner, [token])]


@marketo.post(
    "/rest/asset/v1/folder/{id}/tokens/delete.json",
    id="deleteTokenByNameUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="tokens#delete",
)
def delete_token(call: Call, path: AssetId, form: TokenKey) -> list[IdAnswer]:
    """Delete a My Token by name and type. Answers the id of its folder or program."""
    my_tokens.delete(call.tx, Ref(kind_of(form.folder_type), path.id), form.name, _token_type(form.type))
    return [IdAnswer(path.id)]


# -- answers ----------------------------------------------------------------------------------------------------------


def folder(node: Node) -> FolderNodeAnswer:
    """A node of the tree as the vendor writes it."""
    return FolderNodeAnswer(
        name=node.name,
        description=node.description,
        created_at=asset_time(node.created_ms),
        updated_at=asset_time(node.updated_ms),
        url=node_url(node),
        folder_id=ref_of(node.ref),
        folder_type=node.folder_type,
        parent=ref_of(node.parent) if node.parent else None,
        path=node.path,
        is_archive=node.is_archive,
        is_system=node.is_system,
        access_zone_id=node.workspace_id,
        workspace=WORKSPACES[node.workspace_id],
        id=node.ref.id,
    )


def ref_of(ref: Ref) -> FolderAnswer:
    """The id of a node with its type."""
    return FolderAnswer(ref.id, ref.kind.value)


def _tokens(call: Call, owner: Ref, defined: list[MyToken]) -> TokensAnswer:
    url = node_url(tree.get(call.tx, owner), "C3")
    tokens = [MyTokenAnswer(token.name, token.type.value, token.value, url) for token in defined]
    return TokensAnswer(PlaceAnswer(owner.kind.value, owner.id), tokens)


def _token_type(text: str) -> TokenType:
    """The type of this name, in any case. Raises NotAllowed."""
    name = " ".join(text.split()).casefold()
    for kind in TokenType:
        if kind.value == name:
            return kind
    raise NotAllowed("type", text[:255], tuple(TokenType))
