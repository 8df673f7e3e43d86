"""/console/assets/{kind}/{id}/preview and .../html: an asset as a person gets it, for kinds that can be rendered."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.responses import Response

from mercat.console.assets.listing import STATES, asset_address
from mercat.console.assets.previews import person_of
from mercat.console.assets.tree import breadcrumbs
from mercat.console.request import ConsoleRequest, Endpoint, admin_required
from mercat.domain.asset_kinds import catalog, previews
from mercat.domain.asset_kinds.previews import Addresses, Rendered
from mercat.model.assets import AssetType
from mercat.model.documents import Document
from mercat.model.people import Person
from mercat.model.refusals import NotFound, PersonNotFound, Refusal
from mercat.model.versions import Version
from mercat.store.tx import Tx
from mercat.wire.http import file_url

VERSIONS: Final[Mapping[str, Version | None]] = {"": None, "approved": "approved", "draft": "draft"}
SHOWN: Final = 200_000  # characters of a text


def endpoints(type: AssetType) -> tuple[Endpoint, Endpoint]:
    """The endpoints of a kind: the page, and the HTML in its frame."""

    async def show(request: ConsoleRequest) -> Response:
        return await _show(request, type)

    async def show_html(request: ConsoleRequest) -> Response:
        def work(tx: Tx) -> str:
            document, version = _get(tx, request, type)
            return _rendered(tx, request, document, version, person_of(tx, request.query("person"))).html

        return request.foreign_html(await request.read(work, offload=True))

    return admin_required(show), admin_required(show_html)


async def _show(request: ConsoleRequest, type: AssetType) -> Response:
    """The form with the choices, and what the asset becomes."""

    def work(tx: Tx) -> dict[str, Any]:
        document, version = _get(tx, request, type)
        context = _context(tx, request, document, version)
        try:
            person = person_of(tx, request.query("person"))
            return {**context, "person": person, "rendered": _rendered(tx, request, document, version, person)}
        except PersonNotFound as refusal:
            return {**context, **request.marked({"person": refusal})}
        except Refusal as refusal:
            return {**context, "problem": request.problem(refusal)}

    context = await request.read(work, offload=True)
    return request.page("rendering.html", 200 if context["rendered"] else 400, **context)


def _context(tx: Tx, request: ConsoleRequest, document: Document[Any], version: Version) -> dict[str, Any]:
    """The template variables of the form."""
    followed = previews.followed(tx, document, version)
    return {
        "asset": document,
        "title": document.title_of(version),
        "version": version,
        "versions": [(one, request.say(STATES[one])) for one in document.versions.names],
        "followed": [(f"segment-{id}", name, segments) for id, name, segments in followed],
        "home": asset_address(document.type, document.id),
        "breadcrumbs": breadcrumbs(tx, document.parent),
        "query": request.http.url.query,
        "form": request.query("form"),
        "width": request.query("width"),
        "shown": SHOWN,
        "rendered": None,
        "person": None,
    }


def _get(tx: Tx, request: ConsoleRequest, type: AssetType) -> tuple[Document[Any], Version]:
    """The asset, and the version that the address names or else the approved one. Raises NotFound."""
    document = catalog.KIND_OF[type].get(tx, request.id)
    name = request.query("version")
    picked = document.versions.pick(VERSIONS[name]) if name in VERSIONS else None
    if picked is None:
        raise NotFound("version")
    return document, picked[0]


def _rendered(
    tx: Tx, request: ConsoleRequest, document: Document[Any], version: Version, person: Person | None
) -> Rendered:
    addresses = Addresses(request.base_url, partial(file_url, request.base_url, request.host.id))
    segment_ids = {}
    for id, _, segments in previews.followed(tx, document, version):
        number = request.number(f"segment-{id}", 0)
        if number in {segment.id for segment in segments}:
            segment_ids[id] = number
    return previews.render(tx, document, version, person, segment_ids, addresses)
