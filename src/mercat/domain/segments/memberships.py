"""Filters on memberships of static lists, smart lists and programs. Their values are names of these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from mercat.domain.assets import programs, tree
from mercat.domain.lists import static_lists
from mercat.model.assets import AssetType, Ref
from mercat.model.documents import DocumentFilter
from mercat.model.smart_lists import SmartListRules
from mercat.store.assets import documents
from mercat.store.tx import Tx

NAMESAKES: Final = 200  # assets of one name that a value is compared with
PROGRAM: Final = "Program"


@dataclass(frozen=True, slots=True)
class Membership:
    """A filter by its name. `attribute` is what its primary condition compares; the first operator is the positive one.

    `find` is the id of the asset that a value names, `name` the value of an id; both may be None. `asset` is the type
    of the assets; a program is a place and none of them.
    """

    name: str
    attribute: str
    operators: tuple[str, str]
    find: Callable[[Tx, str], int | None]
    name_of: Callable[[Tx, int], str | None]
    asset: AssetType | None = None
    constraints: tuple[str, ...] = ()


def _find_list(tx: Tx, name: str) -> int | None:
    static_list = static_lists.named(tx, name)
    return static_list.id if static_list else None


def _list_name(tx: Tx, list_id: int) -> str | None:
    static_list = static_lists.find(tx, list_id)
    return static_list.name if static_list else None


def _find_program(tx: Tx, name: str) -> int | None:
    program = programs.find_named(tx, name)
    return program.id if program else None


def _program_name(tx: Tx, program_id: int) -> str | None:
    program = programs.find(tx, program_id)
    return program.name if program else None


def _find_smart_list(tx: Tx, name: str) -> int | None:
    """The oldest smart list of this name. One in a program is named `program.list`."""
    parts = name.split(".")
    for count in range(len(parts)):
        criteria = DocumentFilter(name=".".join(parts[count:]))
        for one in documents.browse(tx, AssetType.SMART_LIST, SmartListRules, criteria, offset=0, limit=NAMESAKES):
            if qualified_name(tx, one.parent, one.title.name) == name:
                return one.id
    return None


def _smart_list_name(tx: Tx, smart_list_id: int) -> str | None:
    document = documents.find(tx, AssetType.SMART_LIST, SmartListRules, smart_list_id)
    return qualified_name(tx, document.parent, document.title.name) if document else None


def qualified_name(tx: Tx, parent: Ref, name: str) -> str:
    """The name of an asset as others refer to it: that of its program comes first."""
    program = tree.program_around(tx, parent)
    return f"{tree.get(tx, program).name}.{name}" if program else name


OF_LIST: Final = Membership("Member of List", "List", ("in", "not in"), _find_list, _list_name, AssetType.STATIC_LIST)
OF_SMART_LIST: Final = Membership(
    "Member of Smart List", "Smart List", ("in", "not in"), _find_smart_list, _smart_list_name, AssetType.SMART_LIST
)
OF_PROGRAM: Final = Membership(
    "Member of Program", PROGRAM, ("is", "is not"), _find_program, _program_name, constraints=("Status",)
)
MEMBERSHIPS: Final[Mapping[str, Membership]] = {one.name: one for one in (OF_LIST, OF_SMART_LIST, OF_PROGRAM)}
