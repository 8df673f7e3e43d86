"""/console/materials: the images, videos and brands of an account, and the audios of the library."""

from typing import Any, Final

from starlette.responses import FileResponse, Response

from mercat.console.advertising import account_choice
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.collection import Collection
from mercat.domain.advertising.materials import files
from mercat.domain.advertising.materials.audios import LIBRARY, audios
from mercat.domain.advertising.materials.brands import brands
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.videos import videos
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx
from mercat.wire import pages

PAGE: Final = 24
KINDS: Final[dict[str, Collection[Any]]] = {"images": images, "videos": videos, "brands": brands, "audios": audios}


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """Material of one kind, latest first."""
    kind, below = request.query("kind") or "images", request.number("below", account_choice.NEWEST)
    if kind not in KINDS:
        raise NotFound("material", kind)

    def work(tx: Tx) -> dict[str, Any]:
        choice = account_choice.of_request(tx, request)
        owner = LIBRARY if kind == "audios" else choice["account_id"]
        items = KINDS[kind].latest(tx, owner, below=below, limit=PAGE + 1)
        return {**choice, "items": items[:PAGE], "older": items[PAGE - 1].id if len(items) > PAGE else None}

    later = below != account_choice.NEWEST
    return request.page("materials.html", kind=kind, kinds=KINDS, later=later, **await request.read(work))


@admin_required
async def file(request: ConsoleRequest) -> Response:
    """The file of an image or a video."""
    return await answer_file(request, lambda tx: files.of_any_account(tx, request.id))


async def answer_file(request: ConsoleRequest, find: Any) -> Response:
    """The stored file whose key and media type `find` gives."""

    def work(tx: Tx) -> tuple[Any, str]:
        key, media = find(tx)
        return tx.files.path(key), media

    place, media = await request.read(work)
    return FileResponse(place, headers={**dict(pages.headers()), "Content-Type": media}, media_type=media)
