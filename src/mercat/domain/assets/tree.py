"""The tree of folders and programs, which contains all assets."""

from typing import Final

from msgspec.structs import replace

from mercat.model.assets import WORKSPACES, Area, Kind, Node, Ref
from mercat.model.refusals import AlreadyExists, Missing, NotFound, ParentNotFound, RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.assets import node_contents, tree_nodes
from mercat.store.tx import Tx

NAME_LENGTH: Final = 255
DESCRIPTION_LENGTH: Final = 2_000
DEPTH: Final = 100  # levels: the most ancestors of a node
MATCHES: Final = 200  # the most nodes with one name that a search answers
ZONE: Final = "Zone"
MARKETING_FOLDER: Final = "Marketing Folder"
DEFAULT_WORKSPACE: Final = 1

# The folders that every instance starts with, in the order of the ids. The first segment names the area.
_AREAS: Final = {"Lead Database": Area.DATABASE, "Design Studio": Area.DESIGN, "Marketing Activities": Area.MARKETING}
_SYSTEM: Final = (
    ("/Lead Database", ZONE),
    ("/Lead Database/Default", ZONE),
    ("/Design Studio", ZONE),
    ("/Design Studio/Default", ZONE),
    ("/Design Studio/Default/Landing Pages", "Landing Page"),
    ("/Design Studio/Default/Landing Page Templates", "Landing Page Template"),
    ("/Design Studio/Default/Forms", "Landing Page Form"),
    ("/Design Studio/Default/Emails", "Email"),
    ("/Design Studio/Default/Email Templates", "Email Template"),
    ("/Design Studio/Default/Snippets", "Snippet"),
    ("/Marketing Activities", ZONE),
    ("/Marketing Activities/Default", ZONE),
    ("/Design Studio/Default/Images and Files", "Image"),
)
_FIRST_SYSTEM_ID: Final = 4  # so that Marketing Activities has the id of the vendor's documented first call, 14


def prepare(tx: Tx) -> None:
    """Create the system folders of a new instance: three areas, each with its default zone."""
    for _ in range(1, _FIRST_SYSTEM_ID):
        tree_nodes.discard_folder_number(tx, tree_nodes.number_folder(tx))
    made: dict[str, Ref] = {}
    for path, folder_type in _SYSTEM:
        parent, _, name = path.rpartition("/")
        made[path] = Ref(Kind.FOLDER, tree_nodes.number_folder(tx, system=True))
        tree_nodes.insert(
            tx,
            made[path],
            made.get(parent),
            area=_AREAS[path.split("/")[1]],
            name=name,
            description=f"Root node of {path[1:].replace('/', ', ')}",
            folder_type=folder_type,
            workspace_id=DEFAULT_WORKSPACE,
        )


# -- finding ----------------------------------------------------------------------------------------------------------


def find(tx: Tx, ref: Ref) -> Node | None:
    """The node with its path, or None."""
    node = tree_nodes.find(tx, ref)
    return with_paths(tx, [node])[0] if node else None


def get(tx: Tx, ref: Ref) -> Node:
    """The node with its path. Raises NotFound."""
    node = find(tx, ref)
    if node is None:
        raise NotFound(ref.kind.value, ref.id)
    return node


def get_parent(tx: Tx, ref: Ref) -> Node:
    """The parent for something new. Raises ParentNotFound."""
    node = tree_nodes.find(tx, ref)
    if node is None:
        raise ParentNotFound
    return node


def system_folder(tx: Tx, folder_type: str) -> Ref:
    """The folder of Design Studio that assets of a kind go into."""
    name = next(path.rpartition("/")[2] for path, type in _SYSTEM if type == folder_type)
    return next(
        node.ref
        for node in tree_nodes.named(tx, name, kind=Kind.FOLDER, limit=MATCHES)
        if node.is_system and node.folder_type == folder_type
    )


def named(tx: Tx, name: str, *, kind: Kind = Kind.FOLDER, root: Ref | None = None, workspace: str = "") -> list[Node]:
    """Nodes with exactly this name: everywhere, or `root` and below; in any workspace, or in one."""
    nodes = [node for node in tree_nodes.named(tx, name, kind=kind, limit=MATCHES) if in_workspace(node, workspace)]
    if root is not None:
        nodes = [node for node in nodes if any(ref == root for ref, _ in tree_nodes.ancestors(tx, node.ref))]
    return with_paths(tx, nodes)


def browse(tx: Tx, root: Ref | None, *, depth: int, offset: int, limit: int, workspace: str = "") -> list[Node]:
    """A node, or every root, and the nodes down to `depth` levels below it, level by level."""
    if workspace and workspace not in WORKSPACES.values():
        return []
    refs = tree_nodes.descendants(tx, root, depth=min(depth, DEPTH), offset=offset, limit=limit)
    return with_paths(tx, tree_nodes.get_all(tx, refs))


def contents(tx: Tx, ref: Ref, *, offset: int, limit: int) -> list[Ref]:
    """The nodes directly in a node; none if there is no such node."""
    return tree_nodes.children(tx, ref, offset=offset, limit=limit)


def everything_in(tx: Tx, ref: Ref, *, offset: int, limit: int) -> list[tuple[str, int]]:
    """A page of what is directly in a node, as types and ids: folders, programs, and assets by type."""
    return node_contents.browse(tx, ref, offset=offset, limit=limit)


def program_around(tx: Tx, ref: Ref) -> Ref | None:
    """The program that a node is or is in; None if there is none."""
    return next((above for above, _ in tree_nodes.ancestors(tx, ref) if above.kind is Kind.PROGRAM), None)


def ancestors(tx: Tx, ref: Ref) -> list[tuple[Ref, str]]:
    """A node and its ancestors, the node first, with their names; empty if there is no such node."""
    return tree_nodes.ancestors(tx, ref)


def in_workspace(node: Node, name: str) -> bool:
    """Whether a node is in the workspace with this name. An empty name stands for any."""
    return not name or WORKSPACES.get(node.workspace_id) == name


def with_paths(tx: Tx, nodes: list[Node]) -> list[Node]:
    """The nodes with their paths filled in. Nodes with the same parent share one look-up."""
    paths: dict[Ref, str] = {}

    def path(parent: Ref | None) -> str:
        if parent is None:
            return ""
        if parent not in paths:
            paths[parent] = "".join(f"/{name}" for _, name in reversed(tree_nodes.ancestors(tx, parent)))
        return paths[parent]

    return [replace(node, path=f"{path(node.parent)}/{node.name}") for node in nodes]


# -- changing ---------------------------------------------------------------------------------------------------------


def create_folder(tx: Tx, parent: Ref, name: str, description: str | None = None) -> Node:
    """Create a folder. It gets the type of its parent; in Marketing Activities it may contain anything.

    Raises Missing, TooLong, ParentNotFound, AlreadyExists, RuleBroken.
    """
    name = checked_name(name)
    check_description(description)
    place = get_parent(tx, parent)
    if tree_nodes.siblings_named(tx, parent, Kind.FOLDER, name):
        raise AlreadyExists(Kind.FOLDER.value, name)
    if len(tree_nodes.ancestors(tx, parent)) >= DEPTH:
        raise RuleBroken(Rule.FOLDERS_TOO_DEEP, limit=DEPTH)
    ref = Ref(Kind.FOLDER, tree_nodes.number_folder(tx))
    tree_nodes.insert(
        tx,
        ref,
        parent,
        area=place.area,
        name=name,
        description=description,
        folder_type=MARKETING_FOLDER if place.area is Area.MARKETING else place.folder_type,
        workspace_id=place.workspace_id,
    )
    return get(tx, ref)


def update_folder(
    tx: Tx, ref: Ref, *, name: str | None = None, description: str | None = None, archived: bool | None = None
) -> Node:
    """Change a folder; None leaves a part as it is. Raises NotFound, RuleBroken, TooLong, AlreadyExists."""
    node = _changeable(tx, ref, Rule.PROGRAM_UPDATED_AS_FOLDER, Rule.SYSTEM_FOLDER_UPDATED)
    new_name = node.name if name is None else checked_name(name)
    check_description(description)
    if node.parent and any(
        number != ref.id for number in tree_nodes.siblings_named(tx, node.parent, ref.kind, new_name)
    ):
        raise AlreadyExists(Kind.FOLDER.value, new_name)
    tree_nodes.update(tx, ref, name=new_name, description=node.description if description is None else description)
    if archived is not None:
        tree_nodes.archive(tx, ref.id, archived=archived)
    return get(tx, ref)


def delete_folder(tx: Tx, ref: Ref) -> None:
    """Delete an empty folder and its My Tokens. Raises NotFound, RuleBroken."""
    _changeable(tx, ref, Rule.PROGRAM_DELETED_AS_FOLDER, Rule.SYSTEM_FOLDER_DELETED)
    if tree_nodes.children(tx, ref, offset=0, limit=1) or tree_nodes.holds(tx, ref, *tree_nodes.LEAVES):
        raise RuleBroken(Rule.FOLDER_NOT_EMPTY)
    tree_nodes.delete(tx, ref)


def _changeable(tx: Tx, ref: Ref, rule_of_programs: Rule, rule_of_system_folders: Rule) -> Node:
    node = get(tx, ref)
    if ref.kind is Kind.PROGRAM:
        raise RuleBroken(rule_of_programs)
    if node.is_system:
        raise RuleBroken(rule_of_system_folders)
    return node


def checked_name(name: str) -> str:
    """A name without blanks around it. Raises Missing, TooLong."""
    name = name.strip()
    if not name:
        raise Missing("name")
    if len(name) > NAME_LENGTH:
        raise TooLong("name", NAME_LENGTH)
    return name


def check_description(description: str | None) -> None:
    """Check the length of a description. Raises TooLong."""
    if description is not None and len(description) > DESCRIPTION_LENGTH:
        raise TooLong("description", DESCRIPTION_LENGTH)
