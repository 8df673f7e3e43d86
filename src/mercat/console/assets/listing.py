"""The static lists, forms and smart campaigns in a folder or program, one row each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from mercat.domain.assets import lifecycle
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.forms import forms
from mercat.domain.lists import static_lists
from mercat.model.assets import AssetFilter, Ref
from mercat.model.campaigns import CampaignFilter
from mercat.model.documents import Version
from mercat.model.outcomes import Page
from mercat.store.tx import Tx

SHOWN: Final = 50  # of each kind on one page
STATES: Final[dict[Version, str]] = {"approved": "Approved", "draft": "Draft"}


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One asset. `kind` is a segment of its page's path; `states` are the labels beside its name."""

    kind: str
    kind_name: str
    id: int
    name: str
    states: tuple[str, ...]
    updated_ms: int


def inside(tx: Tx, place: Ref, part: str, after: int) -> Page[AssetRow]:
    """A page of one of PARTS: the assets beyond an id."""
    return PARTS[part](tx, place, after)


def _lists(tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    page = static_lists.browse(tx, AssetFilter(parent=place), after=after, limit=SHOWN)
    return _rows(page, "list", static_lists.KIND, lambda one: ())


def _forms(tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    page = lifecycle.inside(tx, forms.KIND, place, after=after, limit=SHOWN)
    return _rows(page, "form", forms.KIND.value, lambda one: tuple(STATES[version] for version in one.versions))


def _campaigns(tx: Tx, place: Ref, after: int) -> Page[AssetRow]:
    page = campaigns.browse(tx, CampaignFilter(parent=place), after=after, limit=SHOWN)
    return _rows(page, "campaign", campaigns.KIND, lambda one: (campaigns.status_of(one),))


def _rows(page: Page[Any], kind: str, kind_name: str, states: Callable[[Any], tuple[str, ...]]) -> Page[AssetRow]:
    rows = [AssetRow(kind, kind_name, one.id, one.name, states(one), one.updated_ms) for one in page.items]
    return Page(rows, page.cursor)


# By the query parameter that names where the next page begins.
PARTS: Final[dict[str, Callable[[Tx, Ref, int], Page[AssetRow]]]] = {
    "lists": _lists,
    "forms": _forms,
    "campaigns": _campaigns,
}
