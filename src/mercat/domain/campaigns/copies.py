"""Copies of campaigns together with their programs."""

from dataclasses import dataclass
from typing import Final

from mercat.domain.asset_kinds import copying
from mercat.domain.campaigns import assets
from mercat.domain.limits import daily_allowance
from mercat.model.campaigns import Campaign, CampaignFilter
from mercat.model.refusals import Refusal, RuleBroken
from mercat.model.rules import Rule
from mercat.store.assets.tree_nodes import EVERYTHING
from mercat.store.campaigns import campaigns
from mercat.store.tx import Tx

PROGRAMS_PER_DAY: Final = 20
TODAY: Final = "program clones.today"


@dataclass
class TooManyClones(Refusal):
    """The limit of program copies for today is reached."""


def clone_program(tx: Tx, campaign: Campaign, name: str) -> Campaign:
    """Copy a campaign's program with everything in it, under another name. Returns the copy of the campaign.

    Raises RuleBroken (it is in no program), TooManyClones and what `copying.copy_program` raises.
    """
    if campaign.program_id is None:
        raise RuleBroken(Rule.CAMPAIGN_OUTSIDE_PROGRAM)
    if not daily_allowance.spend(tx, TODAY, 1, limit=PROGRAMS_PER_DAY):
        raise TooManyClones
    copied: dict[int, int] = {}
    for old, new in copying.copy_program(tx, campaign.program_id, name).items():
        for original in campaigns.browse(tx, CampaignFilter(parent=old), limit=EVERYTHING):
            copied[original.id] = assets.clone(tx, original.id, original.name, new)
    return assets.get(tx, copied[campaign.id])
