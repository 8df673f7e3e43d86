"""What lies in a folder or program beside other folders: static lists, forms and smart campaigns, a row each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from mercat.domain.assets import forms, lifecycle
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.lists import static_lists
from mercat.model.assets import AssetFilter, Ref
from mercat.model.outcomes import Page
from mercat.store.assets.documents import Version
from mercat.store.campaigns.campaigns import CampaignFilter
from mercat.store.tx import Tx

SHOWN: Final = 50  # of each kind on one page
STATES: Final[dict[Version, str]] = {"approved": "Approved", "draft": "Draft"}


@dataclass(frozen=True, slots=True)
class AssetRow:
    """A row. `kind` names its page, `states` are the words of its chips."""

    kind: str
    kind_name: str
    id: int
    name: str
    states: tuple[str, ...]
    updated_ms: int


def inside(tx: Tx, place: Ref, part: str, after: int) -> Page[AssetRow]:
    """Some of one of PARTS, those beyond an id."""
    return PARTS[part](tx, place, after)


def _lists(tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    found = static_lists.browse(tx, AssetFilter(parent=place), after=after, limit=SHOWN)
    return _rows(found, "list", static_lists.KIND, lambda one: ())


def _forms(tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    found = lifecycle.inside(tx, forms.KIND, place, after=after, limit=SHOWN)
    return _rows(found, "form", forms.KIND.value, lambda one: tuple(STATES[version] for version in one.versions))


def _campaigns(tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    found = campaigns.browse(tx, CampaignFilter(parent=place), after=after, limit=SHOWN)
    return _rows(found, "campaign", campaigns.KIND, lambda one: (one.status,))


def _rows(found: Page[Any], kind: str, kind_name: str, states: Callable[[Any], tuple[str, ...]]) -> Page[AssetRow]:
    rows = [AssetRow(kind, kind_name, one.id, one.name, states(one), one.updated_ms) for one in found.items]
    return Page(rows, found.cursor)


# By the parameter that says where the next page begins.
PARTS: Final[dict[str, Callable[[Tx, Ref, int], Page[AssetRow]]]] = {
    "lists": _lists,
    "forms": _forms,
    "campaigns": _campaigns,
}
