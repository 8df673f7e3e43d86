"""What images and videos have in common: labels, ids as text, and the time that a list covers."""

from typing import Final

from msgspec.structs import replace

from mercat.domain.advertising.collection import Search, holds
from mercat.model.advertising import CREATED, AdObject, Condition
from mercat.model.clock import DAY, SECOND
from mercat.store.tx import Tx

ID_DIGITS: Final = 18
HALF_A_YEAR_MS: Final = 182 * DAY
WARNINGS: Final = "warning_texts"  # a member of images and videos: the texts of the warnings that were added
AIGC_FLAG: Final = "aigc_flag"  # a member of images: how they were made
BY_MUSE: Final = "AIGC_FLAG_USE_MUSE_AI"
STATUS: Final = "status"
NORMAL, DELETED = "ADSTATUS_NORMAL", "ADSTATUS_DELETED"
LABEL_IDS: Final = "label_ids"  # a member of images and videos to search by: ",7,12,"


def narrowed(tx: Tx, search: Search) -> Search:
    """The search, narrowed to its `label_id`, and to the last half year unless it has a condition on `created_time`.

    It is for deleted material if that is the only status that it allows.
    """
    of_deleted = [one for one in search.conditions if one.member == STATUS and holds(one, DELETED)]
    if any(not holds(one, NORMAL) for one in of_deleted):
        others = tuple(one for one in search.conditions if one not in of_deleted)
        search = replace(search, deleted=True, conditions=others)
    if "label_id" in search.parameters:
        search = search.narrowed(labelled(search.parameters["label_id"]))
    if any(condition.member == CREATED for condition in search.conditions):
        return search
    since = (tx.now - HALF_A_YEAR_MS) // SECOND
    return search.narrowed(Condition(CREATED, "greater_equals", (since,), "integer"))


def with_status(item: AdObject) -> AdObject:
    """The material, whose status tells whether it is deleted."""
    return item.with_members({STATUS: DELETED if item.deleted else NORMAL})


def labelled(label_id: int) -> Condition:
    """The condition that an image or a video has a label."""
    return Condition(LABEL_IDS, "contains", (f",{label_id},",))


def id_of(text: str) -> int:
    """The id that a text states, or 0, which nothing has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else 0
