"""The assets in a folder or program, one row each: static lists, smart campaigns, and every kind of the catalog."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from mercat.domain.asset_kinds import catalog
from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.lists import static_lists
from mercat.model.assets import AssetFilter, AssetType, Ref
from mercat.model.campaigns import CampaignFilter
from mercat.model.outcomes import Page
from mercat.model.versions import Version
from mercat.store.tx import Tx

SHOWN: Final = 50  # of each type on one page
STATES: Final[dict[Version, str]] = {"approved": "Approved", "draft": "Draft"}

# By type, the segment of its pages' paths. The query parameter that names where the next page begins is the same.
SEGMENTS: Final[dict[AssetType, str]] = {
    AssetType.STATIC_LIST: "list",
    AssetType.SMART_CAMPAIGN: "campaign",
    **{kind.type: kind.type.lower().replace(" ", "-") for kind in catalog.KINDS},
}


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One asset. `states` are the labels beside its name."""

    segment: str
    type: AssetType
    id: int
    name: str
    states: tuple[str, ...]
    updated_ms: int


def inside(tx: Tx, place: Ref, segment: str, after: int) -> Page[AssetRow]:
    """A page of the assets of one type: those beyond an id."""
    return _PAGES[segment](tx, place, after)


def asset_address(type: AssetType, id: int) -> str:
    """The path of an asset's page."""
    return f"/assets/{SEGMENTS[type]}/{id}"


def states_of(versions: tuple[Version, ...]) -> tuple[str, ...]:
    """The labels of versions."""
    return tuple(STATES[version] for version in versions)


def _lists(tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    page = static_lists.browse(tx, AssetFilter(parent=place), after=after, limit=SHOWN)
    return _rows(page, static_lists.KIND, lambda _: ())


def _campaigns(tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    page = campaigns.browse(tx, CampaignFilter(parent=place), after=after, limit=SHOWN)
    return _rows(page, campaigns.KIND, lambda campaign: (campaigns.status_of(campaign),))


def _documents(kind: AssetKind[Any], tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    page = kind.inside(tx, place, after=after, limit=SHOWN)
    return _rows(page, kind.type, lambda asset: states_of(asset.versions) if kind.needs_approval else ())


def _rows(page: Page[Any], type: AssetType, states: Callable[[Any], tuple[str, ...]]) -> Page[AssetRow]:
    rows = [AssetRow(SEGMENTS[type], type, one.id, one.name, states(one), one.updated_ms) for one in page.items]
    return Page(rows, page.cursor)


_PAGES: Final[dict[str, Callable[[Tx, Ref, int], Page[AssetRow]]]] = {
    "list": _lists,
    "campaign": _campaigns,
    **{SEGMENTS[kind.type]: partial(_documents, kind) for kind in catalog.KINDS},
}
TYPES: Final[dict[str, AssetType]] = {segment: type for type, segment in SEGMENTS.items()}
