"""Copying a program with all that the tree holds of it. Smart campaigns are copied by their own engine."""

import contextlib
from collections.abc import Iterator

import msgspec

from mercat.domain.asset_kinds import catalog
from mercat.domain.assets import my_tokens, programs, tree
from mercat.domain.assets.programs import Details
from mercat.domain.lists import static_lists
from mercat.domain.segments import smart_lists
from mercat.model.assets import AssetFilter, AssetRef, AssetType, Kind, Node, Program, Ref
from mercat.model.documents import DocumentFilter
from mercat.model.refusals import RuleBroken
from mercat.store.assets import tree_nodes
from mercat.store.tx import Tx


class Copied(msgspec.Struct, frozen=True):
    """Which folder or program, and which asset, became which."""

    nodes: dict[Ref, Ref]
    assets: dict[AssetRef, AssetRef]


def copy_program(
    tx: Tx, program_id: int, name: str, *, parent: Ref | None = None, description: str | None = None
) -> Copied:
    """A copy in a folder, or else beside the program: tags, dates, folders, programs, My Tokens, lists and assets.

    Costs and the members of static lists stay behind. A program or static list inside, whose name has to be unique,
    gets a number after its name. Raises NotFound, Missing, TooLong, ParentNotFound, WrongFolder, AlreadyExists,
    RuleBroken.
    """
    source = programs.get(tx, program_id)
    root = Ref(Kind.PROGRAM, program_id)
    nodes = {root: _copy_node(tx, source, parent or source.parent, name, description)}
    inside = [ref for ref in tree_nodes.descendants(tx, root, depth=tree.DEPTH) if ref != root]
    for node in tree_nodes.get_all(tx, inside):  # the highest first
        assert node.parent is not None, node
        nodes[node.ref] = _copy_inside(tx, node, nodes[node.parent])
    for old, new in nodes.items():
        for token in my_tokens.local(tx, old):
            my_tokens.define(tx, new, token.name, token.type, token.value)
    copies = _copy_lists(tx, nodes) | _copy_documents(tx, nodes)
    _point_to_copies(tx, copies)
    for old, new in nodes.items():
        if old.kind is Kind.PROGRAM:
            smart_lists.copy_of_program(tx, old.id, new.id, copies)
    return Copied(nodes, copies)


def _copy_node(tx: Tx, source: Program, parent: Ref, name: str, description: str | None) -> Ref:
    details = Details(
        source.description if description is None else description,
        tags=source.tags,
        start_ms=source.start_ms,
        end_ms=source.end_ms,
        head_start=source.head_start,
    )
    return Ref(Kind.PROGRAM, programs.create(tx, parent, name, source.type, source.channel, details).id)


def _copy_inside(tx: Tx, node: Node, parent: Ref) -> Ref:
    """A copy of a folder or program inside the one that is copied."""
    if node.ref.kind is Kind.PROGRAM:
        name = next(name for name in _numbered(node.name) if not tree_nodes.all_named(tx, Kind.PROGRAM, name))
        return _copy_node(tx, programs.get(tx, node.ref.id), parent, name, None)
    ref = tree.create_folder(tx, parent, node.name, node.description).ref
    if node.is_archive:
        tree.update_folder(tx, ref, archived=True)
    return ref


def _numbered(name: str) -> Iterator[str]:
    """The names for a copy, where names are unique: `Mail - 1`, `Mail - 2` and so on."""
    number = 1
    while True:
        suffix = f" - {number}"
        yield name[: tree.NAME_LENGTH - len(suffix)] + suffix
        number += 1


def _copy_lists(tx: Tx, nodes: dict[Ref, Ref]) -> dict[AssetRef, AssetRef]:
    copies: dict[AssetRef, AssetRef] = {}
    for old, new in nodes.items():
        for one in static_lists.search(tx, AssetFilter(parent=old), offset=0, limit=tree_nodes.EVERYTHING):
            name = next(name for name in _numbered(one.name) if static_lists.is_free(tx, name))
            copy_id = static_lists.create(tx, name, new, one.description)
            copies[AssetRef(static_lists.KIND, one.id)] = AssetRef(static_lists.KIND, copy_id)
    return copies


def _copy_documents(tx: Tx, nodes: dict[Ref, Ref]) -> dict[AssetRef, AssetRef]:
    copies: dict[AssetRef, AssetRef] = {}
    for kind in catalog.KINDS:
        for old, new in nodes.items():
            for asset in kind.browse(tx, DocumentFilter(parent=old), offset=0, limit=tree_nodes.EVERYTHING):
                copies[asset.ref] = kind.clone(tx, asset, new, asset.title.name, asset.title.description).ref
    return copies


def _point_to_copies(tx: Tx, copies: dict[AssetRef, AssetRef]) -> None:
    """What refers to an asset of the program refers to its copy; what was approved is approved, if it can be."""
    for original, copy in copies.items():
        if copy.type is AssetType.STATIC_LIST:
            continue
        kind = catalog.KIND_OF[copy.type]
        asset = kind.get(tx, copy.id)
        if not copies.keys().isdisjoint(kind.uses(asset.versions.latest)):
            asset = kind.save(tx, asset, kind.rewire(asset.versions.latest, copies))
        if kind.needs_approval and kind.get(tx, original.id).versions.approved is not None:
            with contextlib.suppress(RuleBroken):
                kind.approve(tx, asset)
