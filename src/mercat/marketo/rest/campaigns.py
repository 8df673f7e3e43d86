"""/rest/v1/campaigns: smart campaigns in the lead database, where they are scheduled and requested."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.campaigns import assets, runs
from mercat.marketo import paging
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.rest.schemas.leads import FindAssets, time_of
from mercat.marketo.types import IdAnswer
from mercat.model import iso8601
from mercat.model.campaigns import Campaign, CampaignFilter
from mercat.wire.call import Call
from mercat.wire.operation import Answer, Schema, present


class CampaignPath(Schema):
    """The path of one campaign."""

    campaign_id: int


class FindCampaigns(FindAssets):
    """A search for campaigns."""

    is_triggerable: bool = False


class CampaignToken(Schema):
    """A My Token, written `{{my.name}}`, and its value for one run."""

    name: str
    value: str


Tokens = Annotated[list[CampaignToken], msgspec.Meta(max_length=100)]


class RequestedLead(Schema):
    """A lead by its id."""

    id: Any = None


class CampaignSchedule(Schema):
    """When a batch campaign runs, with which tokens, and whether in a copy of its program."""

    run_at: str | None = None
    tokens: Tokens | None = None
    clone_to_program: str | None = None
    clone_to_program_name: str | None = None


class ScheduleCampaign(Schema):
    """A schedule. Without one the campaign runs in five minutes."""

    input: CampaignSchedule = msgspec.field(default_factory=CampaignSchedule)


class CampaignRequest(Schema):
    """The leads to send through a trigger campaign, and the tokens."""

    leads: Annotated[list[RequestedLead], msgspec.Meta(min_length=1, max_length=100)]
    tokens: Tokens | None = None


class RequestCampaign(Schema):
    """A request to run a trigger campaign."""

    input: CampaignRequest


class CampaignAnswer(Answer, kw_only=True):
    """A smart campaign; it names its program if it is in one."""

    id: int
    name: str
    description: str
    type: str
    program_id: int | UnsetType = UNSET
    program_name: str | UnsetType = UNSET
    workspace_name: str
    created_at: str
    updated_at: str
    active: bool


@marketo.get(
    "/rest/v1/campaigns.json", id="getCampaignsUsingGET", needs=Permission.READ_ONLY_CAMPAIGN, docs="smart-campaigns"
)
def get_campaigns(call: Call, query: FindCampaigns) -> Reply[CampaignAnswer]:
    """List campaigns, a page at a time: by id, name, program or workspace, or those that can be requested."""
    criteria = CampaignFilter(
        query.id, query.name, query.program_name, query.workspace_name, requestable=query.is_triggerable
    )
    after = paging.position(call, query.next_page_token)
    page = assets.browse(call.tx, criteria, after=after, limit=query.batch_size)
    return paging.reply(call, [_written(campaign) for campaign in page.items], page.cursor)


@marketo.get(
    "/rest/v1/campaigns/{campaignId}.json",
    id="getCampaignByIdUsingGET",
    needs=Permission.READ_ONLY_CAMPAIGN,
    docs="smart-campaigns",
)
def get_campaign(call: Call, path: CampaignPath) -> list[CampaignAnswer]:
    """Get one campaign."""
    return [_written(assets.get(call.tx, path.campaign_id))]


@marketo.post(
    "/rest/v1/campaigns/{campaignId}/schedule.json",
    id="scheduleCampaignUsingPOST",
    needs=(Permission.EXECUTE_CAMPAIGN, Permission.READ_WRITE_CAMPAIGN),
    docs="smart-campaigns#schedule",
)
def schedule_campaign(call: Call, path: CampaignPath, body: ScheduleCampaign) -> list[IdAnswer]:
    """Schedule a batch campaign, at a time or in five minutes. Answers the campaign that will run."""
    order = body.input
    at_ms = None if order.run_at is None else time_of("runAt", order.run_at, 0)
    program = order.clone_to_program_name or order.clone_to_program
    run = runs.schedule(call.tx, path.campaign_id, at_ms=at_ms, tokens=_values(order.tokens), program=program)
    return [IdAnswer(run.campaign_id)]


@marketo.post(
    "/rest/v1/campaigns/{campaignId}/trigger.json",
    id="triggerCampaignUsingPOST",
    needs=(Permission.EXECUTE_CAMPAIGN, Permission.READ_WRITE_CAMPAIGN),
    docs="smart-campaigns#request",
)
def request_campaign(call: Call, path: CampaignPath, body: RequestCampaign) -> list[IdAnswer]:
    """Send up to 100 leads through an active trigger campaign."""
    ids = [lead.id for lead in body.input.leads]
    run = runs.request(call.tx, path.campaign_id, ids, _values(body.input.tokens))
    return [IdAnswer(run.campaign_id)]


def _values(tokens: list[CampaignToken] | None) -> dict[str, str]:
    return {token.name: token.value for token in tokens or ()}


def _written(campaign: Campaign) -> CampaignAnswer:
    return CampaignAnswer(
        id=campaign.id,
        name=campaign.name,
        description=campaign.description,
        type=campaign.type,
        program_id=present(campaign.program_id),
        program_name=present(campaign.program_name),
        workspace_name=campaign.workspace_name,
        created_at=iso8601.text(campaign.created_ms),
        updated_at=iso8601.text(campaign.updated_ms),
        active=campaign.active,
    )
