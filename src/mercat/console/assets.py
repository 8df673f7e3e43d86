"""/console/assets: the folders and programs of Marketing Activities and Design Studio, and what lies in them."""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from mercat.console.visits import Visit, administrator
from mercat.domain import static_lists
from mercat.domain.assets import my_tokens, programs
from mercat.domain.assets import tree as nodes
from mercat.model.assets import Area, AssetFilter, Kind, Node, Ref
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

DEPTH: Final = 3  # levels that the tree shows below its roots
NODES: Final = 300  # of the whole tree on one page
CHILDREN: Final = 50
LISTS: Final = 50
KINDS: Final = {"folder": Kind.FOLDER, "program": Kind.PROGRAM}
AREAS: Final = (Area.MARKETING, Area.DESIGN)


@dataclass
class Branch:
    """A node with those below it."""

    node: Node
    below: list["Branch"] = field(default_factory=list)


@administrator
async def tree(visit: Visit) -> Response:
    """The tree, some levels of it; every node leads to a page of its own."""

    def work(tx: Tx) -> dict[str, Any]:
        found = nodes.browse(tx, None, depth=DEPTH, offset=0, limit=NODES + 1)
        return {"roots": _branches(found[:NODES]), "cut": len(found) > NODES}

    return visit.page("assets.html", depth=DEPTH, **await visit.read(work))


@administrator
async def show(visit: Visit) -> Response:
    """A folder or program: where it lies, what lies in it, the tokens that it sees."""
    ref = ref_of(visit)
    offset = min(visit.number("offset", 0), 1_000_000)
    lists_after = visit.number("lists", 0)

    def work(tx: Tx) -> dict[str, Any]:
        node = nodes.get(tx, ref)
        inside = nodes.contents(tx, ref, offset=offset, limit=CHILDREN + 1)
        return {
            **head(tx, node),
            "program": programs.find(tx, ref.id) if ref.kind is Kind.PROGRAM else None,
            "children": [nodes.get(tx, child) for child in inside[:CHILDREN]],
            "offset": offset,
            "next_offset": offset + CHILDREN if len(inside) > CHILDREN else None,
            "lists": static_lists.browse(tx, AssetFilter(parent=ref), after=lists_after, limit=LISTS),
            "tokens": my_tokens.origins(tx, ref),
        }

    return visit.page("asset.html", page_size=CHILDREN, **await visit.read(work))


def head(tx: Tx, node: Node) -> dict[str, Any]:
    """A node, the way to it, and whether tokens may be defined on it."""
    way = [(address(ref), name) for ref, name in reversed(nodes.way_up(tx, node.ref))]
    return {"node": node, "way": way, "home": address(node.ref), "takes_tokens": node.area is Area.MARKETING}


def ref_of(visit: Visit) -> Ref:
    """The node that the path names. Raises NotFound."""
    kind = KINDS.get(visit.request.path_params["kind"])
    if kind is None or visit.id >= 2**63:
        raise NotFound("folder")
    return Ref(kind, visit.id)


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
