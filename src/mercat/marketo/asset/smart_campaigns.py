"""/rest/asset/v1/smartCampaign, /rest/asset/v1/smartCampaigns: smart campaigns as assets."""

from msgspec import UNSET, UnsetType

from mercat.domain.campaigns import assets
from mercat.domain.segments import smart_lists
from mercat.marketo.asset.schemas.smart_lists import IncludeRules, SmartListWithRules, smart_list_with_rules
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
from mercat.model.campaigns import Campaign, CampaignFilter
from mercat.model.refusals import InvalidData
from mercat.model.rules import Rule
from mercat.wire.call import Call
from mercat.wire.operation import Answer, ClearableText, Schema, present


class BrowseCampaigns(ChangedAssets):
    """Conditions on campaigns. A campaign has to meet all of them."""

    is_active: bool = False

    def wanted(self) -> CampaignFilter:
        """The conditions as the engine's filter. Raises WrongType, MalformedDate, InvalidData."""
        from_ms, to_ms = self.span()
        if from_ms is not None and to_ms is not None and from_ms >= to_ms:
            raise InvalidData(Rule.UPDATED_RANGE_REVERSED)
        return CampaignFilter(parent=root_of(self.folder), active=self.is_active, from_ms=from_ms, to_ms=to_ms)


class CreateCampaign(Schema):
    """A campaign to create, or a copy to make."""

    name: str
    folder: Folder
    description: ClearableText | None = None


class UpdateCampaign(Schema):
    """Changes to a campaign. What is absent stays as it is."""

    name: ClearableText | None = None
    description: ClearableText | None = None


class Recurrence(Answer):
    """When a scheduled campaign runs again."""

    weekday_only: bool


class SmartCampaignAnswer(Answer, kw_only=True):
    """A smart campaign, without its triggers, filters and flow steps."""

    id: int
    name: str
    description: str
    created_at: str
    updated_at: str
    folder: FolderAnswer
    status: str
    type: str
    is_system: bool
    is_active: bool
    is_requestable: bool
    is_communication_limit_enabled: bool
    recurrence: Recurrence
    qualification_rule_type: str
    qualification_rule_interval: int | UnsetType | None = UNSET
    qualification_rule_unit: str | UnsetType | None = UNSET
    parent_program_id: int | UnsetType = UNSET
    workspace: str
    smart_list_id: int
    flow_id: int
    computed_url: str


@marketo.get(
    "/rest/asset/v1/smartCampaign/{id}.json",
    id="getSmartCampaignByIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#by-id",
)
def get_smart_campaign(call: Call, path: AssetId) -> Reply[SmartCampaignAnswer]:
    """Get a smart campaign by its id."""
    return asset_reply([_written(one) for one in [assets.find(call.tx, path.id)] if one])


@marketo.get(
    "/rest/asset/v1/smartCampaign/byName.json",
    id="getSmartCampaignByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#by-name",
)
def get_smart_campaign_by_name(call: Call, query: AssetName) -> Reply[SmartCampaignAnswer]:
    """Get the smart campaign with exactly this name."""
    return asset_reply([_written(one) for one in [assets.named(call.tx, query.name)] if one])


@marketo.get(
    "/rest/asset/v1/smartCampaigns.json",
    id="getAllSmartCampaignsGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#browse",
)
def browse_smart_campaigns(call: Call, query: BrowseCampaigns) -> Reply[SmartCampaignAnswer]:
    """List smart campaigns, by id: those in a folder, changed in a range of time, or active."""
    matching = assets.search(call.tx, query.wanted(), offset=query.offset, limit=query.max_return)
    return asset_reply([_written(one) for one in matching])


@marketo.post(
    "/rest/asset/v1/smartCampaigns.json",
    id="createSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#create",
)
def create_smart_campaign(call: Call, form: CreateCampaign) -> list[SmartCampaignAnswer]:
    """Create a smart campaign in a folder or program, without triggers, filters and flow steps."""
    made = assets.create(call.tx, form.name, place_of(form.folder), form.description)
    return [_written(assets.get(call.tx, made))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}.json",
    id="updateSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#update",
)
def update_smart_campaign(call: Call, path: AssetId, form: UpdateCampaign) -> list[SmartCampaignAnswer]:
    """Change the name or description of a smart campaign."""
    assets.change(call.tx, path.id, name=form.name, description=form.description)
    return [_written(assets.get(call.tx, path.id))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/clone.json",
    id="cloneSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#clone",
)
def clone_smart_campaign(call: Call, path: AssetId, form: CreateCampaign) -> list[SmartCampaignAnswer]:
    """Copy a smart campaign with its triggers, filters and flow steps. The copy is not active."""
    made = assets.clone(call.tx, path.id, form.name, place_of(form.folder), form.description)
    return [_written(assets.get(call.tx, made))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/delete.json",
    id="deleteSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#delete",
)
def delete_smart_campaign(call: Call, path: AssetId) -> list[IdAnswer]:
    """Delete a smart campaign. Its scheduled runs are cancelled."""
    assets.delete(call.tx, path.id)
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/activate.json",
    id="activateSmartCampaignUsingPOST",
    needs=Permission.ACTIVATE_CAMPAIGN,
    docs="smart-campaigns#activate",
)
def activate_smart_campaign(call: Call, path: AssetId) -> list[IdAnswer]:
    """Activate a smart campaign, so that its triggers apply."""
    assets.activate(call.tx, path.id)
    return [IdAnswer(path.id)]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/deactivate.json",
    id="deactivateSmartCampaignUsingPOST",
    needs=Permission.DEACTIVATE_CAMPAIGN,
    docs="smart-campaigns#deactivate",
)
def deactivate_smart_campaign(call: Call, path: AssetId) -> list[IdAnswer]:
    """Deactivate a smart campaign, so that its triggers no longer apply."""
    assets.deactivate(call.tx, path.id)
    return [IdAnswer(path.id)]


@marketo.get(
    "/rest/asset/v1/smartCampaign/{id}/smartList.json",
    id="getSmartListBySmartCampaignIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-lists#by-smart-campaign-id",
)
def get_smart_list_of_campaign(call: Call, path: AssetId, query: IncludeRules) -> Reply[SmartListWithRules]:
    """Get the smart list of a smart campaign, with its rules on request."""
    return smart_list_with_rules(call.tx, smart_lists.of_campaign(call.tx, path.id), query)


# -- answers ----------------------------------------------------------------------------------------------------------


def _written(one: Campaign) -> SmartCampaignAnswer:
    rule = one.content.qualification
    is_interval = rule.type == "interval"
    return SmartCampaignAnswer(
        id=one.id,
        name=one.name,
        description=one.description,
        created_at=asset_time(one.created_ms),
        updated_at=asset_time(one.updated_ms),
        folder=FolderAnswer(one.parent.id, one.parent.kind.value),
        status=assets.status_of(one),
        type=one.type,
        is_system=False,  # mercat has no system campaigns
        is_active=one.active,
        is_requestable=assets.is_requestable(one),
        is_communication_limit_enabled=one.limited,
        recurrence=Recurrence(weekday_only=False),  # no operation sets one
        qualification_rule_type=rule.type,
        qualification_rule_interval=rule.interval if is_interval else UNSET,
        qualification_rule_unit=rule.unit if is_interval else UNSET,
        parent_program_id=present(one.program_id),
        workspace=one.workspace_name,
        smart_list_id=one.smart_list_id,
        flow_id=one.id,  # each campaign has one flow
        computed_url=f"{APPLICATION}#SC{one.id}A1",
    )
