"""/console/assets/search: folders, programs and assets of all kinds by the beginning of their names."""

from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from mercat.console.assets import listing, tree
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.asset_kinds import search
from mercat.domain.asset_kinds.search import Position
from mercat.model.assets import AssetType, Kind
from mercat.store.tx import Tx

SHOWN: Final = 50
KEY_LENGTH: Final = 1_000  # a name has at most 255 characters, and its key up to three times as many

# Everything that can be searched for, by the segment of its pages' paths.
TYPES: Final[dict[str, Kind | AssetType]] = {**tree.KINDS, **listing.TYPES}
_SEGMENTS: Final = {type: segment for segment, type in TYPES.items()}


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """A page of the matches, by name."""
    text, segment = request.query("text"), request.query("type")
    type = TYPES.get(segment)
    at = TYPES.get(request.query("at"))
    after = Position(request.query("key", KEY_LENGTH), at.value if at else "", request.number("after", 0))

    def work(tx: Tx) -> dict[str, Any]:
        matches = search.beginning(tx, text, type, after=after, limit=SHOWN)
        rows = [
            (one, f"/assets/{_SEGMENTS[one.type]}/{one.id}", tree.address(one.parent) if one.parent else "")
            for one in matches.assets
        ]
        return {"rows": rows, "onward": _onward(text, segment, matches.end)}

    return request.page(
        "search.html",
        text=text,
        type=segment if type else "",
        types=TYPES,
        later=after != search.START,
        **await request.read(work),
    )


def _onward(text: str, segment: str, end: Position | None) -> str:
    """The query of the next page."""
    if end is None:
        return ""
    at = next(segment for segment, type in TYPES.items() if type.value == end.type)
    return urlencode({"text": text, "type": segment, "key": end.key, "at": at, "after": end.id})
