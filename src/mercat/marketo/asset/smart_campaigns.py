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
from mercat.wire.call import Call
from mercat.wire.operation import Schema


class BrowseCampaigns(ChangedAssets):
    """Conditions that a campaign has to meet, all of them."""

    is_active: bool = False

    def wanted(self) -> CampaignFilter:
        """The same for the engine. Raises WrongType, MalformedDate, InvalidData."""
        from_ms, to_ms = self.span()
        if from_ms is not None and to_ms is not None and from_ms >= to_ms:
            raise InvalidData("earliestUpdatedAt has to be before latestUpdatedAt")
        return CampaignFilter(parent=root_of(self.folder), active=self.is_active, from_ms=from_ms, to_ms=to_ms)


class CreateCampaign(Schema):
    """A new campaign, or a copy of one."""

    name: str
    folder: Folder
    description: str | None = None


class UpdateCampaign(Schema):
    """What changes in a campaign; what is absent stays."""

    name: str | None = None
    description: str | None = None


@marketo.get(
    "/rest/asset/v1/smartCampaign/{id}.json",
    id="getSmartCampaignByIdUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#by-id",
)
def get_smart_campaign(call: Call, path: AssetId) -> Reply[dict[str, Any]]:
    """A smart campaign by its id."""
    return asset_reply([_shown(one) for one in [assets.find(call.tx, path.id)] if one])


@marketo.get(
    "/rest/asset/v1/smartCampaign/byName.json",
    id="getSmartCampaignByNameUsingGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#by-name",
)
def get_smart_campaign_by_name(call: Call, query: AssetName) -> Reply[dict[str, Any]]:
    """The smart campaign of exactly this name."""
    return asset_reply([_shown(one) for one in [assets.named(call.tx, query.name)] if one])


@marketo.get(
    "/rest/asset/v1/smartCampaigns.json",
    id="getAllSmartCampaignsGET",
    needs=Permission.READ_ONLY_ASSETS,
    docs="smart-campaigns#browse",
)
def browse_smart_campaigns(call: Call, query: BrowseCampaigns) -> Reply[dict[str, Any]]:
    """Smart campaigns by folder and time of change, or the active ones, by id."""
    matching = assets.search(call.tx, query.wanted(), offset=query.offset, limit=query.max_return)
    return asset_reply([_shown(one) for one in matching])


@marketo.post(
    "/rest/asset/v1/smartCampaigns.json",
    id="createSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#create",
)
def create_smart_campaign(call: Call, form: CreateCampaign) -> list[dict[str, Any]]:
    """A new smart campaign in a folder or program, without triggers, filters and flow steps."""
    made = assets.create(call.tx, form.name, place_of(form.folder), form.description)
    return [_shown(assets.get(call.tx, made))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}.json",
    id="updateSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#update",
)
def update_smart_campaign(call: Call, path: AssetId, form: UpdateCampaign) -> list[dict[str, Any]]:
    """Another name or description."""
    assets.change(call.tx, path.id, name=form.name, description=form.description)
    return [_shown(assets.get(call.tx, path.id))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/clone.json",
    id="cloneSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#clone",
)
def clone_smart_campaign(call: Call, path: AssetId, form: CreateCampaign) -> list[dict[str, Any]]:
    """A copy with the same triggers, filters and flow steps; it is not active."""
    made = assets.clone(call.tx, path.id, form.name, place_of(form.folder), form.description)
    return [_shown(assets.get(call.tx, made))]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/delete.json",
    id="deleteSmartCampaignUsingPOST",
    needs=Permission.READ_WRITE_ASSETS,
    docs="smart-campaigns#delete",
)
def delete_smart_campaign(call: Call, path: AssetId) -> list[dict[str, Any]]:
    """Remove a smart campaign; what was scheduled of it does not run."""
    assets.delete(call.tx, path.id)
    return [{"id": path.id}]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/activate.json",
    id="activateSmartCampaignUsingPOST",
    needs=Permission.ACTIVATE_CAMPAIGN,
    docs="smart-campaigns#activate",
)
def activate_smart_campaign(call: Call, path: AssetId) -> list[dict[str, Any]]:
    """Let the triggers of a smart campaign work."""
    assets.activate(call.tx, path.id)
    return [{"id": path.id}]


@marketo.post(
    "/rest/asset/v1/smartCampaign/{id}/deactivate.json",
    id="deactivateSmartCampaignUsingPOST",
    needs=Permission.DEACTIVATE_CAMPAIGN,
    docs="smart-campaigns#deactivate",
)
def deactivate_smart_campaign(call: Call, path: AssetId) -> list[dict[str, Any]]:
    """Let the triggers of a smart campaign rest."""
    assets.deactivate(call.tx, path.id)
    return [{"id": path.id}]


# -- how they are written -------------------------------------------------------------------------------------------


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
        "isSystem": False,  # an instance brings none along
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
        "smartListId": one.id,  # each campaign has one smart list and one flow, so its number does for theirs
        "flowId": one.id,
        "computedUrl": f"{APPLICATION}#SC{one.id}A1",
    }
