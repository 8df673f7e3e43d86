"""Copying a program with all that the tree holds of it; assets of other engines are copied by theirs."""

from mercat.domain.asset_kinds import catalog
from mercat.domain.assets import my_tokens, programs, tree
from mercat.domain.assets.programs import Details
from mercat.domain.segments import smart_lists
from mercat.model.assets import AssetRef, Kind, Ref
from mercat.model.documents import DocumentFilter
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule
from mercat.store.assets import tree_nodes
from mercat.store.tx import Tx


def copy_program(tx: Tx, program_id: int, name: str) -> dict[Ref, Ref]:
    """A copy beside a program: its tags, dates, folders, My Tokens and forms, not its costs; which node became which.

    Raises NotFound, Missing, TooLong, AlreadyExists, RuleBroken (it holds other programs or static lists).
    """
    source = programs.get(tx, program_id)
    root = Ref(Kind.PROGRAM, program_id)
    folders = [ref for ref in tree_nodes.descendants(tx, root, depth=tree.DEPTH) if ref != root]
    if any(ref.kind is Kind.PROGRAM for ref in folders):
        raise RuleBroken(Rule.CLONE_HOLDS_PROGRAMS)
    if any(tree_nodes.holds(tx, ref, "static_lists") for ref in (root, *folders)):
        raise RuleBroken(Rule.CLONE_HOLDS_LISTS)
    details = Details(
        source.description,
        tags=source.tags,
        start_ms=source.start_ms,
        end_ms=source.end_ms,
        head_start=source.head_start,
    )
    copied = programs.create(tx, source.parent, name, source.type, source.channel, details)
    became = {root: Ref(Kind.PROGRAM, copied.id)}
    for node in tree_nodes.get_all(tx, folders):  # the highest first
        assert node.parent is not None, node
        became[node.ref] = tree.create_folder(tx, became[node.parent], node.name, node.description).ref
        if node.is_archive:
            tree.update_folder(tx, became[node.ref], archived=True)
    for old, new in became.items():
        for token in my_tokens.local(tx, old):
            my_tokens.define(tx, new, token.name, token.type, token.value)
    copies = _copy_assets(tx, became)
    smart_lists.copy_of_program(tx, program_id, copied.id, copies)
    return became


def _copy_assets(tx: Tx, became: dict[Ref, Ref]) -> dict[AssetRef, AssetRef]:
    """Copy the assets in each folder to its copy; what refers to one of them refers to its copy there.

    Answers which asset became which.
    """
    copies: dict[AssetRef, AssetRef] = {}
    for kind in catalog.KINDS:
        for old, new in became.items():
            for asset in kind.browse(tx, DocumentFilter(parent=old), offset=0, limit=tree_nodes.EVERYTHING):
                copies[asset.ref] = kind.clone(tx, asset, new, asset.title.name, asset.title.description).ref
    for copy in copies.values():
        kind = catalog.KIND_OF[copy.type]
        asset = kind.get(tx, copy.id)
        if not copies.keys().isdisjoint(kind.uses(asset.versions.latest)):
            kind.save(tx, asset, kind.rewire(asset.versions.latest, copies))
    return copies
