"""/rest/asset/v1/channel, /rest/asset/v1/channels: channels, and the statuses of members that they define."""

import msgspec

from mercat.domain.assets import channels
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetPage, asset_time
from mercat.model.assets import Channel
from mercat.model.refusals import Missing
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Schema


class ChannelName(Schema):
    """The name of a channel. The guide and the OpenAPI file spell the parameter differently."""

    name: str = ""
    spelled_otherwise: str = msgspec.field(name="Name", default="")


class ProgressionStatus(Answer):
    """A status that members of a program can have."""

    name: str
    step: int
    success: bool
    hidden: bool
    description: str | None


class ChannelAnswer(Answer):
    """A channel with its statuses, in order of step."""

    id: int
    name: str
    applicable_program_type: str
    progression_statuses: list[ProgressionStatus]
    created_at: str
    updated_at: str


@marketo.get(
    "/rest/asset/v1/channels.json",
    id="getAllChannelsUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="channels#browse",
)
def browse_channels(call: Call, query: AssetPage) -> Reply[ChannelAnswer]:
    """List channels, by id."""
    page = channels.browse(call.tx, offset=query.offset, limit=query.max_return)
    return asset_reply([_channel(item) for item in page])


@marketo.get(
    "/rest/asset/v1/channel/byName.json",
    id="getChannelByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="channels#by-name",
)
def get_channel_by_name(call: Call, query: ChannelName) -> Reply[ChannelAnswer]:
    """Get the channel with exactly this name."""
    name = query.name or query.spelled_otherwise
    if not name:
        raise Missing("name")
    channel = channels.find(call.tx, name)
    return asset_reply([_channel(channel)] if channel else [])


def _channel(channel: Channel) -> ChannelAnswer:
    statuses = [
        ProgressionStatus(status.name, status.step, status.success, status.hidden, status.description)
        for status in channel.statuses
    ]
    return ChannelAnswer(
        channel.id,
        channel.name,
        channel.program_type.value,
        statuses,
        asset_time(channel.created_ms),
        asset_time(channel.updated_ms),
    )
