"""/console/assets/{kind}/{id}/clone: an asset is cloned into a folder or program, under another name."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.assets.listing import asset_address
from mercat.console.assets.steps import kind_of
from mercat.console.assets.tree import address, breadcrumbs
from mercat.console.errors import FieldRefused
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import tree
from mercat.domain.assets.asset_kind import AssetKind
from mercat.model.assets import Kind, Node, Ref
from mercat.model.refusals import NotAllowed, NotFound, ParentNotFound, Refusal, WrongFolder
from mercat.store.tx import Tx

PLACES: Final = 300  # folders and programs of the tree that the form looks at
DEPTH: Final = 10


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """A form for the name and the place of the clone."""
    return await _form(request)


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Clone the asset."""
    kind, values = kind_of(request), {name: request.text(name) for name in ("name", "place", "description")}

    def work(tx: Tx) -> str:
        document = kind.get(tx, request.id)
        try:
            copy = kind.clone(tx, document, _place(values["place"]), values["name"], values["description"])
        except (ParentNotFound, WrongFolder):
            raise FieldRefused("place", NotAllowed("place", values["place"])) from None
        return asset_address(kind.type, copy.id)

    try:
        return await request.create(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _form(request, values, refusal)


async def _form(
    request: ConsoleRequest, values: dict[str, str] | None = None, refusal: Refusal | None = None
) -> Response:
    kind = kind_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        document = kind.get(tx, request.id)
        title = document.title_of((document.versions.pick() or ("draft",))[0])
        begin = {"name": "", "place": _key(document.parent), "description": title.description or ""}
        return {
            "asset": document,
            "title": title,
            "places": _places(tx, kind, document.parent),
            "breadcrumbs": breadcrumbs(tx, document.parent),
            "back": asset_address(kind.type, document.id),
            **form_conflicts.context(tx, request, begin, values, refusal),
        }

    return request.page("clone_form.html", form_conflicts.status_of(refusal), **await request.read(work))


def _places(tx: Tx, kind: AssetKind[Any], parent: Ref) -> list[tuple[str, str]]:
    """Where the clone may go, as key and path: where its original lies first, then others of the upper levels."""
    nodes = tree.browse(tx, None, depth=DEPTH, offset=0, limit=PLACES)
    paths = {_key(parent): tree.get(tx, parent).path}
    paths |= {_key(node.ref): node.path for node in nodes if _fits(tx, kind, node)}
    return [(key, path.strip("/").replace("/", " / ")) for key, path in paths.items()]


def _fits(tx: Tx, kind: AssetKind[Any], node: Node) -> bool:
    return not node.is_archive and node.area in kind.areas and kind.fits(tx, node)


def _key(ref: Ref) -> str:
    return address(ref).removeprefix("/assets/")


def _place(text: str) -> Ref:
    """The folder or program of a key. Raises FieldRefused."""
    kind, _, number = text.partition("/")
    if kind not in ("folder", "program") or not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise FieldRefused("place", NotAllowed("place", text))
    return Ref(Kind(kind.capitalize()), int(number))
