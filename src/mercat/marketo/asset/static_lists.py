"""/rest/asset/v1/staticList, /rest/asset/v1/staticLists: static lists as assets; /rest/v1/lists has the members."""

from msgspec import UNSET, UnsetType

from mercat.domain.lists import static_lists
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import (
    APPLICATION,
    AssetId,
    AssetName,
    ChangedAssets,
    Folder,
    FolderAnswer,
    IdAnswer,
    asset_time,
    place_of,
    root_of,
)
from mercat.model.assets import AssetFilter
from mercat.model.lists import StaticList
from mercat.wire.call import Call
from mercat.wire.operation import Answer, ClearableText, Schema


class CreateList(Schema):
    """A static list to create."""

    name: str
    folder: Folder
    description: str | None = None


class UpdateList(Schema):
    """Changes to a static list. What is absent stays as it is."""

    name: ClearableText | None = None
    description: ClearableText | None = None


class StaticListAnswer(Answer, kw_only=True):
    """A static list, without its members."""

    id: int
    name: str
    description: str | UnsetType = UNSET
    created_at: str
    updated_at: str
    folder: FolderAnswer
    workspace: str
    url: str
    computed_url: str


@marketo.get(
    "/rest/asset/v1/staticList/{id}.json",
    id="getStaticListByIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="static-lists#by-id",
)
def get_static_list(call: Call, path: AssetId) -> list[StaticListAnswer]:
    """Get a static list by its id. Answers 702 if there is none, where other assets answer a warning."""
    return [_shown(static_lists.get(call.tx, path.id))]


@marketo.get(
    "/rest/asset/v1/staticList/byName.json",
    id="getStaticListByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="static-lists#by-name",
)
def get_static_list_by_name(call: Call, query: AssetName) -> Reply[StaticListAnswer]:
    """Get the static list with exactly this name."""
    return asset_reply([_shown(one) for one in [static_lists.named(call.tx, query.name)] if one])


@marketo.get(
    "/rest/asset/v1/staticLists.json",
    id="getStaticListsUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="static-lists#browse",
)
def browse_static_lists(call: Call, query: ChangedAssets) -> Reply[StaticListAnswer]:
    """List static lists, by id: those in a folder or changed in a range of time."""
    parent = root_of(query.folder)
    from_ms, to_ms = query.span()
    criteria = AssetFilter(parent=parent, from_ms=from_ms, to_ms=to_ms)
    matching = static_lists.search(call.tx, criteria, offset=query.offset, limit=query.max_return)
    return asset_reply([_shown(one) for one in matching])


@marketo.post(
    "/rest/asset/v1/staticLists.json",
    id="createStaticListUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="static-lists#create-and-update",
)
def create_static_list(call: Call, form: CreateList) -> list[StaticListAnswer]:
    """Create a static list in a folder or program."""
    list_id = static_lists.create(call.tx, form.name, place_of(form.folder), form.description)
    return [_shown(static_lists.get(call.tx, list_id))]


@marketo.post(
    "/rest/asset/v1/staticList/{id}.json",
    id="updateStaticListUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="static-lists#create-and-update",
)
def update_static_list(call: Call, path: AssetId, form: UpdateList) -> list[StaticListAnswer]:
    """Change the name or description of a static list."""
    static_lists.change(call.tx, path.id, name=form.name, description=form.description)
    return [_shown(static_lists.get(call.tx, path.id))]


@marketo.post(
    "/rest/asset/v1/staticList/{id}/delete.json",
    id="deleteStaticListByIdUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="static-lists#delete",
)
def delete_static_list(call: Call, path: AssetId) -> list[IdAnswer]:
    """Delete a static list. Its members remain leads."""
    static_lists.delete(call.tx, path.id)
    return [IdAnswer(path.id)]


def _shown(one: StaticList) -> StaticListAnswer:
    url = f"{APPLICATION}#ST{one.id}A1"
    return StaticListAnswer(
        id=one.id,
        name=one.name,
        description=UNSET if one.description is None else one.description,
        created_at=asset_time(one.created_ms),
        updated_at=asset_time(one.updated_ms),
        folder=FolderAnswer(one.parent.id, one.parent.kind.value),
        workspace=one.workspace_name,
        url=url,
        computed_url=url,
    )
