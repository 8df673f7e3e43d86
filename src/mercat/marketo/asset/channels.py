"""/rest/asset/v1/channel, /rest/asset/v1/channels: channels, and the statuses of members that they define."""

from typing import Any

import msgspec

from mercat.domain.assets import channels
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetPage, asset_time
from mercat.model.assets import Channel
from mercat.model.refusals import Missing
from mercat.wire.call import Call
from mercat.wire.operation import Schema


class ChannelName(Schema):
    """The name sought; the guide and the OpenAPI file spell the parameter differently."""

    name: str = ""
    spelled_otherwise: str = msgspec.field(name="Name", default="")


@marketo.get(
    "/rest/asset/v1/channels.json",
    id="getAllChannelsUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="channels#browse",
)
def browse_channels(call: Call, query: AssetPage) -> Reply:
    """All channels, by id."""
    page = channels.browse(call.tx, offset=query.offset, limit=query.max_return)
    return asset_reply([_channel(item) for item in page])


@marketo.get(
    "/rest/asset/v1/channel/byName.json",
    id="getChannelByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="channels#by-name",
)
def get_channel_by_name(call: Call, query: ChannelName) -> Reply:
    """The channel of exactly this name."""
    name = query.name or query.spelled_otherwise
    if not name:
        raise Missing("name")
    channel = channels.find(call.tx, name)
    return asset_reply([_channel(channel)] if channel else [])


def _channel(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "applicableProgramType": channel.program_type.value,
        "progressionStatuses": [msgspec.to_builtins(status) for status in channel.statuses],
        "createdAt": asset_time(channel.created_ms),
        "updatedAt": asset_time(channel.updated_ms),
    }
