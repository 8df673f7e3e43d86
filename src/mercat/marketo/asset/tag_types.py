"""/rest/asset/v1/tagType, /rest/asset/v1/tagTypes: the tags that programs may have."""

from msgspec import UNSET, UnsetType

from mercat.domain.assets import channels
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetName, AssetPage
from mercat.model.assets import TagType
from mercat.wire.call import Call
from mercat.wire.operation import Answer


class TagTypeAnswer(Answer):
    """A tag type. Its lists are written as strings; lists of tag types omit the allowed values."""

    tag_type: str
    applicable_program_types: str
    required: bool
    allowable_values: str | UnsetType = UNSET


@marketo.get(
    "/rest/asset/v1/tagTypes.json", id="getTagTypesUsingGET", needs=Permission.READ_ONLY_ASSETS, docs="tags#get-tags"
)
def browse_tag_types(call: Call, query: AssetPage) -> Reply[TagTypeAnswer]:
    """List tag types, without their allowed values."""
    every = channels.browse_tag_types(call.tx, offset=query.offset, limit=query.max_return)
    return asset_reply([_tag_type(tag_type) for tag_type in every])


@marketo.get(
    "/rest/asset/v1/tagType/byName.json",
    id="getTagByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="tags#by-name",
)
def get_tag_type_by_name(call: Call, query: AssetName) -> Reply[TagTypeAnswer]:
    """Get the tag type with exactly this name and its allowed values."""
    tag_type = channels.find_tag_type(call.tx, query.name)
    if tag_type is None:
        return asset_reply([])
    return asset_reply([_tag_type(tag_type, f"[{', '.join(tag_type.allowed)}]")])


def _tag_type(tag_type: TagType, allowable_values: str | UnsetType = UNSET) -> TagTypeAnswer:
    program_types = f"[{','.join(tag_type.program_types)}]"
    return TagTypeAnswer(tag_type.name, program_types, tag_type.required, allowable_values)
