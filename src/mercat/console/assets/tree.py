"""/console/assets: the folders and programs of all areas, and the assets in them."""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from mercat.console.assets import listing
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import my_tokens, programs
from mercat.domain.assets import tree as nodes
from mercat.domain.segments import segmentations, smart_lists
from mercat.model.assets import Area, Kind, Node, Ref
from mercat.model.outcomes import Page
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

DEPTH: Final = 3  # levels below the roots that the tree shows
NODES: Final = 300  # of the whole tree on one page
CHILDREN: Final = 50
OFFSET: Final = "offset"
KINDS: Final = {"folder": Kind.FOLDER, "program": Kind.PROGRAM}
AREAS: Final = (Area.MARKETING, Area.DESIGN, Area.DATABASE)


@dataclass
class Branch:
    """A node with those below it."""

    node: Node
    below: list["Branch"] = field(default_factory=list)


@admin_required
async def tree(request: ConsoleRequest) -> Response:
    """The upper levels of the tree; every node links to its own page."""

    def work(tx: Tx) -> dict[str, Any]:
        node_list = nodes.browse(tx, None, depth=DEPTH, offset=0, limit=NODES + 1)
        return {"roots": _branches(node_list[:NODES]), "cut": len(node_list) > NODES}

    return request.page("assets.html", depth=DEPTH, types={**KINDS, **listing.TYPES}, **await request.read(work))


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """A folder or program: its breadcrumbs, its tokens, and the assets in it, a page of each kind."""
    ref = ref_of(request)
    paged = next((name for name in (OFFSET, *listing.TYPES) if request.query(name)), "")

    def work(tx: Tx) -> dict[str, Any]:
        node = nodes.get(tx, ref)
        children = _children(tx, ref, request) if paged in ("", OFFSET) else Page([])
        segments = [segment for segment in listing.TYPES if paged in ("", segment)]
        pages = {segment: listing.inside(tx, ref, segment, request.number(segment, 0)) for segment in segments}
        return {
            **head(tx, node),
            "program": programs.find(tx, ref.id) if ref.kind is Kind.PROGRAM else None,
            "children": children.items,
            "assets": [asset for page in pages.values() for asset in page.items],
            "more": {OFFSET: children.cursor, **{segment: page.cursor for segment, page in pages.items()}},
            "types": listing.TYPES,
            "tokens": my_tokens.origins(tx, ref),
            "new_assets": [kind.type for kind in (smart_lists.KIND, segmentations.KIND) if kind.fits(tx, node)],
            "audience": smart_lists.of_program(tx, ref.id) if ref.kind is Kind.PROGRAM else None,
        }

    return request.page("asset.html", later=paged != "", **await request.read(work))


def _children(tx: Tx, ref: Ref, request: ConsoleRequest) -> Page[Node]:
    """A page of the folders and programs in a node; its offset counts those on earlier pages."""
    offset = min(request.number(OFFSET, 0), 1_000_000)
    refs = nodes.contents(tx, ref, offset=offset, limit=CHILDREN + 1)
    children = [nodes.get(tx, child) for child in refs[:CHILDREN]]
    return Page(children, offset + CHILDREN if len(refs) > CHILDREN else None)


def head(tx: Tx, node: Node) -> dict[str, Any]:
    """The template variables of a node: its breadcrumbs, its address, and whether it takes tokens."""
    return {
        "node": node,
        "breadcrumbs": breadcrumbs(tx, node.ref),
        "home": address(node.ref),
        "takes_tokens": node.area is Area.MARKETING,
    }


def breadcrumbs(tx: Tx, ref: Ref) -> list[tuple[str, str]]:
    """Address and name of each node from the root down to this one."""
    return [(address(above), name) for above, name in reversed(nodes.ancestors(tx, ref))]


def ref_of(request: ConsoleRequest) -> Ref:
    """The node that the path names. Raises NotFound."""
    kind = KINDS.get(request.http.path_params["kind"])
    if kind is None or request.id >= 2**63:
        raise NotFound("folder")
    return Ref(kind, request.id)


def address(ref: Ref) -> str:
    """The path of a node's page."""
    return f"/assets/{ref.kind.value.lower()}/{ref.id}"


def _branches(node_list: list[Node]) -> list[Branch]:
    """The roots of a tree that is built from its nodes, which come level by level."""
    branches: dict[Ref, Branch] = {}
    roots: list[Branch] = []
    for node in node_list:
        branch = branches[node.ref] = Branch(node)
        above = branches.get(node.parent) if node.parent else None
        if above is not None:
            above.below.append(branch)
        elif node.area in AREAS:
            roots.append(branch)
    return sorted(roots, key=lambda branch: AREAS.index(branch.node.area))
