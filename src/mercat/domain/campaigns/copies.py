"""Copies of programs together with their smart campaigns."""

from typing import Final

from mercat.domain.asset_kinds import copying
from mercat.domain.asset_kinds.copying import Copied
from mercat.domain.assets import programs, tree
from mercat.domain.campaigns import assets
from mercat.domain.limits import daily_allowance
from mercat.model.assets import AssetRef, Kind, Program, Ref
from mercat.model.campaigns import Campaign, CampaignFilter
from mercat.model.refusals import Refusal, RuleBroken, WrongFolder
from mercat.model.rules import Rule
from mercat.store.assets import tree_nodes
from mercat.store.campaigns import campaigns
from mercat.store.tx import Tx

PROGRAMS_PER_DAY: Final = 20
TODAY: Final = "program clones.today"


class TooManyClones(Refusal):
    """The limit of program copies for today is reached."""


def clone_program(tx: Tx, program_id: int, parent: Ref, name: str, description: str | None) -> Program:
    """Copy a program with everything in it into a folder. Raises WrongFolder and what `copying.copy_program` raises."""
    programs.get(tx, program_id)
    if parent.kind is not Kind.FOLDER:
        raise WrongFolder
    copied = _copy(tx, program_id, name, parent, description)
    return programs.get(tx, copied.nodes[Ref(Kind.PROGRAM, program_id)].id)


def clone_with_program(tx: Tx, campaign: Campaign, name: str) -> Campaign:
    """Copy a campaign's program beside it, with everything in it. Returns the copy of the campaign.

    Raises RuleBroken (it is in no program, or the program holds programs or static lists), TooManyClones and what
    `copying.copy_program` raises.
    """
    if campaign.program_id is None:
        raise RuleBroken(Rule.CAMPAIGN_OUTSIDE_PROGRAM)
    if not daily_allowance.spend(tx, TODAY, 1, limit=PROGRAMS_PER_DAY):
        raise TooManyClones
    _check_simple(tx, Ref(Kind.PROGRAM, campaign.program_id))
    copied = _copy(tx, campaign.program_id, name)
    return assets.get(tx, copied.assets[AssetRef(assets.KIND, campaign.id)].id)


def _copy(tx: Tx, program_id: int, name: str, parent: Ref | None = None, description: str | None = None) -> Copied:
    """A copy of a program with its campaigns, which name the copies of the lists and campaigns inside."""
    copied = copying.copy_program(tx, program_id, name, parent=parent, description=description)
    originals: list[Campaign] = []
    for old, new in copied.nodes.items():
        for original in campaigns.browse(tx, CampaignFilter(parent=old), limit=tree_nodes.EVERYTHING):
            copy_id = assets.clone(tx, original.id, original.name, new)
            copied.assets[AssetRef(assets.KIND, original.id)] = AssetRef(assets.KIND, copy_id)
            originals.append(original)
    for original in originals:
        assets.rewire(tx, copied.assets[AssetRef(assets.KIND, original.id)].id, copied.assets)
    return copied


def _check_simple(tx: Tx, root: Ref) -> None:
    """Refuse what the page about campaigns says cannot be copied on the way to a run."""
    inside = tree_nodes.descendants(tx, root, depth=tree.DEPTH)
    if any(ref.kind is Kind.PROGRAM and ref != root for ref in inside):
        raise RuleBroken(Rule.CLONE_HOLDS_PROGRAMS)
    if any(tree_nodes.holds(tx, ref, "static_lists") for ref in inside):
        raise RuleBroken(Rule.CLONE_HOLDS_LISTS)
