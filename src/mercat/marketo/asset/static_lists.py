"""/rest/asset/v1/staticList, /rest/asset/v1/staticLists: static lists as assets; /rest/v1/lists has the members."""

from typing import Any

from mercat.domain.lists import static_lists
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import (
    APPLICATION,
    AssetId,
    AssetName,
    ChangedAssets,
    Folder,
    asset_time,
    place_of,
    root_of,
)
from mercat.model.assets import AssetFilter
from mercat.model.lists import StaticList
from mercat.wire.call import Call
from mercat.wire.operation import Schema


class CreateList(Schema):
    """A new list."""

    name: str
    folder: Folder
    description: str | None = None


class UpdateList(Schema):
    """What changes in a list; what is absent stays."""

    name: str | None = None
    description: str | None = None


@marketo.get(
    "/rest/asset/v1/staticList/{id}.json",
    id="getStaticListByIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="static-lists#by-id",
)
def get_static_list(call: Call, path: AssetId) -> list[dict[str, Any]]:
    """A static list by its id; 702 without such a list, where other assets answer a warning."""
    return [_shown(static_lists.get(call.tx, path.id))]


@marketo.get(
    "/rest/asset/v1/staticList/byName.json",
    id="getStaticListByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="static-lists#by-name",
)
def get_static_list_by_name(call: Call, query: AssetName) -> Reply:
    """The static list of exactly this name."""
    return asset_reply([_shown(one) for one in [static_lists.named(call.tx, query.name)] if one])


@marketo.get(
    "/rest/asset/v1/staticLists.json",
    id="getStaticListsUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="static-lists#browse",
)
def browse_static_lists(call: Call, query: ChangedAssets) -> Reply:
    """Static lists by folder and time of change, by id."""
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
def create_static_list(call: Call, form: CreateList) -> list[dict[str, Any]]:
    """A new static list in a folder or program."""
    list_id = static_lists.create(call.tx, form.name, place_of(form.folder), form.description)
    return [_shown(static_lists.get(call.tx, list_id))]


@marketo.post(
    "/rest/asset/v1/staticList/{id}.json",
    id="updateStaticListUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="static-lists#create-and-update",
)
def update_static_list(call: Call, path: AssetId, form: UpdateList) -> list[dict[str, Any]]:
    """Another name or description."""
    static_lists.change(call.tx, path.id, name=form.name, description=form.description)
    return [_shown(static_lists.get(call.tx, path.id))]


@marketo.post(
    "/rest/asset/v1/staticList/{id}/delete.json",
    id="deleteStaticListByIdUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="static-lists#delete",
)
def delete_static_list(call: Call, path: AssetId) -> list[dict[str, Any]]:
    """Remove a static list; its members stay leads."""
    static_lists.delete(call.tx, path.id)
    return [{"id": path.id}]


def _shown(one: StaticList) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": one.id, "name": one.name}
    if one.description is not None:
        answer["description"] = one.description
    return answer | {
        "createdAt": asset_time(one.created_ms),
        "updatedAt": asset_time(one.updated_ms),
        "folder": {"id": one.parent.id, "type": one.parent.kind.value},
        "workspace": one.workspace_name,
        "url": f"{APPLICATION}#ST{one.id}A1",
        "computedUrl": f"{APPLICATION}#ST{one.id}A1",
    }
