"""/rest/asset/v1/smartCampaign, /rest/asset/v1/smartCampaigns: smart campaigns as assets."""

from typing import Any

from mercat.domain.campaigns import assets
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
from mercat.model.campaigns import Campaign, CampaignFilter
from mercat.model.refusals import InvalidData
from mercat.model.rules import Rule
from mercat.wire.call import Call
from mercat.wire.operation import Schema


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
    description: str | None = None


class UpdateCampaign(Schema):
    """Changes to a campaign. What is absent stays as it is."""

    name: str | None = None
    description: str | None = None


@marketo.get(
    "/rest/asset/v1/smartCampaign/{id}.json",
    id="getSmartCampaignByIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#by-id",
)
def get_smart_campaign(call: Call, path: AssetId) -> Reply[dict[str, Any]]:
    """Get a smart campaign by its id."""
    return asset_reply([_shown(one) for one in [assets.find(call.tx, path.id)] if one])


@marketo.get(
    "/rest/asset/v1/smartCampaign/byName.json",
    id="getSmartCampaignByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#by-name",
)
def get_smart_campaign_by_name(call: Call, query: AssetName) -> Reply[dict[str, Any]]:
    """Get the smart campaign with exactly this name."""
    return asset_reply([_shown(one) for one in [assets.named(call.tx, query.name)] if one])


@marketo.get(
    "/rest/asset/v1/smartCampaigns.json",
    id="getAllSmartCampaignsGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#browse",
)
def browse_smart_campaigns(call: Call, query: BrowseCampaigns) -> Reply[dict[str, Any]]:
    """List smart campaigns, by id: those in a folder, changed in a range of time, or active."""
    matching = assets.search(call.tx, query.wanted(), offset=query.offset, limit=query.max_return)
    return asset_reply([_shown(one) for one in matching])


@marketo.post(
    "/rest/asset/v1/smartCampaigns.json",
    id="createSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#create",
)
def create_smart_campaign(call: Call, form: CreateCampaign) -> list[dict[str, Any]]:
    """Create a smart campaign in a folder or program, without triggers, filters and flow steps."""
    made = assets.create(call.tx, form.name, place_of(form.folder), form.description)
    return [_shown(assets.get(call.tx, made))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}.json",
    id="updateSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#update",
)
def update_smart_campaign(call: Call, path: AssetId, form: UpdateCampaign) -> list[dict[str, Any]]:
    """Change the name or description of a smart campaign."""
    assets.change(call.tx, path.id, name=form.name, description=form.description)
    return [_shown(assets.get(call.tx, path.id))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/clone.json",
    id="cloneSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#clone",
)
def clone_smart_campaign(call: Call, path: AssetId, form: CreateCampaign) -> list[dict[str, Any]]:
    """Copy a smart campaign with its triggers, filters and flow steps. The copy is not active."""
    made = assets.clone(call.tx, path.id, form.name, place_of(form.folder), form.description)
    return [_shown(assets.get(call.tx, made))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/delete.json",
    id="deleteSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#delete",
)
def delete_smart_campaign(call: Call, path: AssetId) -> list[dict[str, Any]]:
    """Delete a smart campaign. Its scheduled runs are cancelled."""
    assets.delete(call.tx, path.id)
    return [{"id": path.id}]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/activate.json",
    id="activateSmartCampaignUsingPOST",
    needs=Permission.ACTIVATE_CAMPAIGN,
    docs="smart-campaigns#activate",
)
def activate_smart_campaign(call: Call, path: AssetId) -> list[dict[str, Any]]:
    """Activate a smart campaign, so that its triggers apply."""
    assets.activate(call.tx, path.id)
    return [{"id": path.id}]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/deactivate.json",
    id="deactivateSmartCampaignUsingPOST",
    needs=Permission.DEACTIVATE_CAMPAIGN,
    docs="smart-campaigns#deactivate",
)
def deactivate_smart_campaign(call: Call, path: AssetId) -> list[dict[str, Any]]:
    """Deactivate a smart campaign, so that its triggers no longer apply."""
    assets.deactivate(call.tx, path.id)
    return [{"id": path.id}]


# -- answers --------------------------------------------------------------------------------------------------------


def _shown(one: Campaign) -> dict[str, Any]:
    rule = one.content.qualification
    answer: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "createdAt": asset_time(one.created_ms),
        "updatedAt": asset_time(one.updated_ms),
        "folder": {"id": one.parent.id, "type": one.parent.kind.value},
        "status": assets.status_of(one),
        "type": one.type,
        "isSystem": False,  # mercat has no system campaigns
        "isActive": one.active,
        "isRequestable": assets.is_requestable(one),
        "isCommunicationLimitEnabled": one.limited,
        "recurrence": {"weekdayOnly": False},  # no operation sets one
        "qualificationRuleType": rule.type,
    }
    if rule.type == "interval":
        answer |= {"qualificationRuleInterval": rule.interval, "qualificationRuleUnit": rule.unit}
    if one.program_id is not None:
        answer["parentProgramId"] = one.program_id
    return answer | {
        "workspace": one.workspace_name,
        "smartListId": one.id,  # each campaign has one smart list and one flow, which share its id
        "flowId": one.id,
        "computedUrl": f"{APPLICATION}#SC{one.id}A1",
    }
