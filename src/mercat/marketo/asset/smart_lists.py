"""/rest/asset/v1/smartList, /rest/asset/v1/smartLists: smart lists of users. No operation changes their rules."""

from typing import Final

from mercat.domain.segments import smart_lists
from mercat.marketo.asset.schemas.smart_lists import (
    IncludeRules,
    SmartListAnswer,
    SmartListWithRules,
    smart_list,
    smart_list_with_rules,
)
from mercat.marketo.asset.versioned import READ, WRITE, CloneAsset
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, AssetName, ChangedAssets, IdAnswer, place_of, root_of
from mercat.model.documents import DocumentFilter
from mercat.wire.call import Call

NAMESAKES: Final = 200


@marketo.get("/rest/asset/v1/smartList/{id}.json", id="getSmartListByIdUsingGET", needs=READ, docs="smart-lists#by-id")
def get_smart_list(call: Call, path: AssetId, query: IncludeRules) -> Reply[SmartListWithRules]:
    """Get a smart list by its id, with its rules on request."""
    return smart_list_with_rules(call.tx, smart_lists.find(call.tx, path.id), query)


@marketo.get(
    "/rest/asset/v1/smartList/byName.json", id="getSmartListByNameUsingGET", needs=READ, docs="smart-lists#by-name"
)
def get_smart_list_by_name(call: Call, query: AssetName) -> Reply[SmartListAnswer]:
    """Get the smart lists with exactly this name; several places may have one."""
    criteria = DocumentFilter(name=query.name)
    return asset_reply([smart_list(one) for one in smart_lists.browse(call.tx, criteria, limit=NAMESAKES)])


@marketo.get(
    "/rest/asset/v1/smartLists.json", id="getSmartListsUsingGET", needs=READ, docs="smart-lists#browse", offload=True
)
def browse_smart_lists(call: Call, query: ChangedAssets) -> Reply[SmartListAnswer]:
    """List smart lists, by id: those in a folder or program, or changed in a range of time."""
    parent = root_of(query.folder)
    from_ms, to_ms = query.span()
    criteria = DocumentFilter(parent=parent, from_ms=from_ms, to_ms=to_ms)
    page = smart_lists.browse(call.tx, criteria, offset=query.offset, limit=query.max_return)
    return asset_reply([smart_list(one) for one in page])


@marketo.post(
    "/rest/asset/v1/smartList/{id}/clone.json", id="cloneSmartListUsingPOST", needs=WRITE, docs="smart-lists#clone"
)
def clone_smart_list(call: Call, path: AssetId, form: CloneAsset) -> list[SmartListAnswer]:
    """Create a smart list with the rules of another one."""
    copy = smart_lists.clone(call.tx, path.id, place_of(form.folder), form.name, form.description)
    return [smart_list(copy)]


@marketo.post(
    "/rest/asset/v1/smartList/{id}/delete.json",
    id="deleteSmartListByIdUsingPOST",
    needs=WRITE,
    docs="smart-lists#delete",
)
def delete_smart_list(call: Call, path: AssetId) -> list[IdAnswer]:
    """Delete a smart list that nothing uses."""
    smart_lists.delete(call.tx, path.id)
    return [IdAnswer(path.id)]
