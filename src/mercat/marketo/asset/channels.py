"""/rest/asset/v1/channel, /rest/asset/v1/channels: channels, and the statuses of members that they define."""

from typing import Any

import msgspec

from mercat.domain.assets import channels
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, found, marketo
from mercat.marketo.types import AssetName, AssetPage, asset_time
from mercat.model.assets import Channel
from mercat.wire.call import Call


@marketo.get(
    "/rest/asset/v1/channels.json",
    id="getAllChannelsUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="channels#browse",
)
def browse_channels(call: Call, query: AssetPage) -> Reply:
    """All channels, by id."""
    return found([_channel(item) for item in channels.browse(call.tx, offset=query.offset, limit=query.max_return)])


@marketo.get(
    "/rest/asset/v1/channel/byName.json",
    id="getChannelByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="channels#by-name",
)
def get_channel_by_name(call: Call, query: AssetName) -> Reply:
    """The channel of exactly this name."""
    channel = channels.find(call.tx, query.name)
    return found([_channel(channel)] if channel else [])


def _channel(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "applicableProgramType": channel.program_type.value,
        "progressionStatuses": [msgspec.to_builtins(status) for status in channel.statuses],
        "createdAt": asset_time(channel.created_ms),
        "updatedAt": asset_time(channel.updated_ms),
    }
