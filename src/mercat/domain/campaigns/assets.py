"""Smart campaigns as assets: creating, defining, activating, copying and deleting them."""

from collections.abc import Mapping
from typing import Final

from mercat.domain.assets import tree
from mercat.domain.campaigns import rules
from mercat.domain.lists import static_lists
from mercat.model.assets import Area, AssetRef, AssetType, Kind, Ref
from mercat.model.campaigns import Campaign, CampaignFilter, Content, Status
from mercat.model.outcomes import Page, page_of
from mercat.model.refusals import AlreadyExists, NotFound, RuleBroken, WrongFolder
from mercat.model.rules import Rule
from mercat.store.assets import asset_links, tree_nodes
from mercat.store.campaigns import campaigns
from mercat.store.tx import Tx

KIND: Final = AssetType.SMART_CAMPAIGN


# -- finding ----------------------------------------------------------------------------------------------------------


def find(tx: Tx, campaign_id: int) -> Campaign | None:
    """The campaign with this id, or None."""
    return campaigns.find(tx, campaign_id) if abs(campaign_id) < 2**63 else None


def get(tx: Tx, campaign_id: int) -> Campaign:
    """The campaign with this id. Raises NotFound."""
    campaign = find(tx, campaign_id)
    if campaign is None:
        raise NotFound(KIND, campaign_id)
    return campaign


def named(tx: Tx, name: str) -> Campaign | None:
    """The campaign with exactly this name; the oldest if several programs have one."""
    return campaigns.find_named(tx, name)


def browse(tx: Tx, criteria: CampaignFilter, *, after: int = 0, limit: int) -> Page[Campaign]:
    """Campaigns that match, by id."""
    batch = campaigns.browse(tx, criteria, after=after, limit=limit + 1)
    return page_of(batch, limit)


def search(tx: Tx, criteria: CampaignFilter, *, offset: int, limit: int) -> list[Campaign]:
    """A page of the campaigns that match, by id."""
    return campaigns.browse(tx, criteria, offset=offset, limit=limit)


# -- changing ---------------------------------------------------------------------------------------------------------


def create(tx: Tx, name: str, parent: Ref, description: str | None = None) -> int:
    """Create an empty campaign. Raises ParentNotFound, WrongFolder, AlreadyExists, Missing, TooLong."""
    name = tree.checked_name(name)
    tree.check_description(description)
    place = tree.get_parent(tx, parent)
    if place.area is not Area.MARKETING:
        raise WrongFolder
    program_id = next((ref.id for ref, _ in tree_nodes.ancestors(tx, parent) if ref.kind is Kind.PROGRAM), None)
    if campaigns.namesake(tx, program_id, name) is not None:
        raise AlreadyExists(KIND, name)
    return campaigns.add(tx, name, description or "", parent, program_id, place.workspace_id)


def change(tx: Tx, campaign_id: int, *, name: str | None = None, description: str | None = None) -> None:
    """Change the name or description; None leaves it as it is. Raises NotFound, AlreadyExists, Missing, TooLong."""
    campaign = get(tx, campaign_id)
    name = campaign.name if name is None else tree.checked_name(name)
    tree.check_description(description)
    if campaigns.namesake(tx, campaign.program_id, name) not in (None, campaign_id):
        raise AlreadyExists(KIND, name)
    campaigns.change(tx, campaign_id, name, campaign.description if description is None else description)


def define(tx: Tx, campaign_id: int, content: Content, *, limited: bool = True) -> None:
    """Replace a campaign's smart list and flow, and set whether communication limits apply to it.

    Raises NotFound (the campaign, a list), RuleBroken (it is active), NotAllowed, Missing, TooFew, TooMany.
    """
    if get(tx, campaign_id).active:
        raise RuleBroken(Rule.CAMPAIGN_ACTIVE)
    rules.check(content)
    named_lists = rules.list_ids(content)
    for list_id in named_lists:
        static_lists.get(tx, list_id)
    _fill(tx, campaign_id, content, limited=limited)


def clone(tx: Tx, campaign_id: int, name: str, parent: Ref, description: str | None = None) -> int:
    """Copy a campaign. The copy is not active, has not run and has no members.

    Raises NotFound, ParentNotFound, WrongFolder, AlreadyExists, Missing, TooLong.
    """
    source = get(tx, campaign_id)
    copy_id = create(tx, name, parent, source.description if description is None else description)
    _fill(tx, copy_id, source.content, limited=source.limited)
    return copy_id


def rewire(tx: Tx, campaign_id: int, copies: Mapping[AssetRef, AssetRef]) -> None:
    """Let a campaign name the copies of the lists and campaigns that it names."""
    campaign = get(tx, campaign_id)
    content = rules.rewired(campaign.content, copies)
    if content != campaign.content:
        _fill(tx, campaign_id, content, limited=campaign.limited)


def is_requestable(campaign: Campaign) -> bool:
    """Whether the API can request the campaign now."""
    return campaign.active and campaign.requested


def status_of(campaign: Campaign) -> Status:
    """The status: whether a trigger campaign is active, or whether a batch campaign has run."""
    if campaign.broken:
        return "Invalid"
    if campaign.type == "trigger":
        return "Active" if campaign.active else "Inactive"
    return "Never Run" if campaign.last_run_ms is None else "Single Run"


def activate(tx: Tx, campaign_id: int) -> None:
    """Activate a campaign, so that people enter through its triggers. Raises NotFound, RuleBroken."""
    campaign = get(tx, campaign_id)
    if campaign.active:
        raise RuleBroken(Rule.CAMPAIGN_ACTIVATED_TWICE)
    if not campaign.content.triggers:
        raise RuleBroken(Rule.CAMPAIGN_WITHOUT_TRIGGER)
    if not campaign.content.steps:
        raise RuleBroken(Rule.CAMPAIGN_WITHOUT_FLOW)
    if campaign.broken:
        raise RuleBroken(Rule.CAMPAIGN_BROKEN)
    campaigns.activate(tx, campaign_id, active=True)


def deactivate(tx: Tx, campaign_id: int) -> None:
    """Deactivate a campaign. Leads of earlier requests still go through it. Raises NotFound, RuleBroken."""
    if not get(tx, campaign_id).active:
        raise RuleBroken(Rule.CAMPAIGN_NOT_ACTIVE)
    campaigns.activate(tx, campaign_id, active=False)


def delete(tx: Tx, campaign_id: int) -> None:
    """Delete a campaign with its members and waiting runs. Raises NotFound."""
    campaigns.delete(tx, get(tx, campaign_id).id)
    asset_links.delete(tx, AssetRef(KIND, campaign_id))


def _fill(tx: Tx, campaign_id: int, content: Content, *, limited: bool) -> None:
    campaigns.fill(
        tx,
        campaign_id,
        content,
        rules.type_of(content),
        requested=rules.is_requested(content),
        limited=limited,
    )
    lists = [AssetRef(AssetType.STATIC_LIST, list_id) for list_id in rules.list_ids(content)]
    asset_links.replace(tx, AssetRef(KIND, campaign_id), {"approved": lists})
