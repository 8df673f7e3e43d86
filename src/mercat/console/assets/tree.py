"""/console/assets: the folders and programs of Marketing Activities and Design Studio, and what lies in them."""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from mercat.console.assets import listing
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import my_tokens, programs
from mercat.domain.assets import tree as nodes
from mercat.model.assets import Area, Kind, Node, Ref
from mercat.model.outcomes import Page
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

DEPTH: Final = 3  # levels that the tree shows below its roots
NODES: Final = 300  # of the whole tree on one page
CHILDREN: Final = 50
OFFSET: Final = "offset"
KINDS: Final = {"folder": Kind.FOLDER, "program": Kind.PROGRAM}
AREAS: Final = (Area.MARKETING, Area.DESIGN)


@dataclass
class Branch:
    """A node with those below it."""

    node: Node
    below: list["Branch"] = field(default_factory=list)


@admin_required
async def tree(request: ConsoleRequest) -> Response:
    """The tree, some levels of it; every node leads to a page of its own."""

    def work(tx: Tx) -> dict[str, Any]:
        found = nodes.browse(tx, None, depth=DEPTH, offset=0, limit=NODES + 1)
        return {"roots": _branches(found[:NODES]), "cut": len(found) > NODES}

    return request.page("assets.html", depth=DEPTH, **await request.read(work))


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """A folder or program: where it lies, the first of each kind that lie in it or more of one, its tokens."""
    ref = ref_of(request)
    paged = next((name for name in (OFFSET, *listing.PARTS) if request.query(name)), "")

    def work(tx: Tx) -> dict[str, Any]:
        node = nodes.get(tx, ref)
        children = _children(tx, ref, request) if paged in ("", OFFSET) else Page([])
        parts = [part for part in listing.PARTS if paged in ("", part)]
        leaves = {part: listing.inside(tx, ref, part, request.number(part, 0)) for part in parts}
        return {
            **head(tx, node),
            "program": programs.find(tx, ref.id) if ref.kind is Kind.PROGRAM else None,
            "children": children.items,
            "leaves": [leaf for part in leaves.values() for leaf in part.items],
            "more": {OFFSET: children.cursor, **{part: found.cursor for part, found in leaves.items()}},
            "tokens": my_tokens.origins(tx, ref),
        }

    return request.page("asset.html", later=paged != "", **await request.read(work))


def _children(tx: Tx, ref: Ref, request: ConsoleRequest) -> Page[Node]:
    """Some of the folders and programs in a node; their page is named by how many come before it."""
    offset = min(request.number(OFFSET, 0), 1_000_000)
    found = nodes.contents(tx, ref, offset=offset, limit=CHILDREN + 1)
    children = [nodes.get(tx, child) for child in found[:CHILDREN]]
    return Page(children, offset + CHILDREN if len(found) > CHILDREN else None)


def head(tx: Tx, node: Node) -> dict[str, Any]:
    """A node, the way to it, and whether tokens may be defined on it."""
    return {
        "node": node,
        "way": breadcrumbs(tx, node.ref),
        "home": address(node.ref),
        "takes_tokens": node.area is Area.MARKETING,
    }


def breadcrumbs(tx: Tx, ref: Ref) -> list[tuple[str, str]]:
    """Where the pages of all nodes down to this one are, with their names."""
    return [(address(above), name) for above, name in reversed(nodes.ancestors(tx, ref))]


def ref_of(request: ConsoleRequest) -> Ref:
    """The node that the path names. Raises NotFound."""
    kind = KINDS.get(request.http.path_params["kind"])
    if kind is None or request.id >= 2**63:
        raise NotFound("folder")
    return Ref(kind, request.id)


def address(ref: Ref) -> str:
    """Where a node's page is."""
    return f"/assets/{ref.kind.value.lower()}/{ref.id}"


def _branches(found: list[Node]) -> list[Branch]:
    """The roots of what was found, level by level, as a tree."""
    known: dict[Ref, Branch] = {}
    roots: list[Branch] = []
    for node in found:
        branch = known[node.ref] = Branch(node)
        above = known.get(node.parent) if node.parent else None
        if above is not None:
            above.below.append(branch)
        elif node.area in AREAS:
            roots.append(branch)
    return sorted(roots, key=lambda branch: AREAS.index(branch.node.area))
