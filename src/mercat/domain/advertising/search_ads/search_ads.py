"""Ads at searches: ad groups and creatives of the type for searches, beside those of other types."""

from typing import Any, Final

from mercat.domain.advertising.ad_groups.ad_groups import KIND, ad_groups
from mercat.domain.advertising.creatives.creatives import COMMON, PROGRAM, creatives
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

TYPE: Final = "adgroup_type"
SEARCH: Final = "ADGROUP_TYPE_SEARCH"


def add_group(tx: Tx, owner: int, document: dict[str, Any]) -> int:
    """Create an ad group for searches."""
    return ad_groups.add(tx, owner, document | {TYPE: SEARCH})


def update_group(tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
    """Update an ad group for searches. Members that the call omits stay as they are."""
    _check(tx, owner, object_id)
    return ad_groups.update(tx, owner, object_id, changes)


def add_creative(tx: Tx, owner: int, document: dict[str, Any]) -> int:
    """Create a creative of an ad group for searches. Without a template, the platform picks one."""
    _check(tx, owner, document["adgroup_id"])
    kind = COMMON if document.get("creative_template_id") else PROGRAM
    return creatives.add(tx, owner, document | {"dynamic_creative_type": kind})


def update_creative(tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
    """Update a creative of an ad group for searches. Members that the call omits stay as they are."""
    _check(tx, owner, creatives.get(tx, owner, object_id).document["adgroup_id"])
    return creatives.update(tx, owner, object_id, changes)


def _check(tx: Tx, owner: int, ad_group_id: int) -> None:
    if ad_groups.get(tx, owner, ad_group_id).document.get(TYPE) != SEARCH:
        raise NotFound(KIND, ad_group_id)
