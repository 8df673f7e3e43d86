"""The desk of a reviewer: which creatives wait, what one of them shows, and the decisions about it."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.ad_groups.ad_groups import KIND as AD_GROUP_KIND
from mercat.domain.advertising.components.component_types import type_of
from mercat.domain.advertising.materials import files
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.review import reviews
from mercat.domain.advertising.review.elements import IMAGE, VIDEO, elements_of
from mercat.domain.advertising.review.reviews import Standing
from mercat.domain.advertising.reviewers import review_appeals
from mercat.model.ad_reviews import Reviewed, Shown, State
from mercat.model.advertising import AdObject
from mercat.model.refusals import NotFound, TooLong
from mercat.store.advertising import ad_objects, ad_reviews
from mercat.store.oauth import clients
from mercat.store.tx import Tx

QUEUES: Final = ("pending", "refused", "all")
MOST_REASON: Final = 500  # characters
NEWEST: Final = 2**62  # above every id


class Waiting(msgspec.Struct, frozen=True):
    """A creative with its account's name and how its review stands."""

    creative: AdObject
    account: str
    standing: Standing


class Line(msgspec.Struct, frozen=True):
    """An element of a creative as the reviewer sees it. The creative as a whole has the type ''.

    `appeal` is the appeal against its refusal that is not decided yet.
    """

    type: str
    name: str
    element: Reviewed
    state: State
    appeal: AdObject | None = None

    @property
    def reason(self) -> str:
        """The reason of its refusal."""
        return str(self.element.document.get("reason", "")) if self.state is State.REFUSED else ""


class Sheet(msgspec.Struct, frozen=True):
    """One creative with its account, its ad group, how its review stands, and all that it shows."""

    creative: AdObject
    account: str
    ad_group: str
    standing: Standing
    lines: list[Line]


class Decision(msgspec.Struct, frozen=True):
    """What a reviewer says about an element."""

    state: State
    reason: str = ""


def queue(tx: Tx, kind: str, *, below: int = NEWEST, limit: int) -> list[Waiting]:
    """At most `limit` creatives of a queue below an id, latest first."""
    ids = ad_reviews.queue(tx, kind, below=below, limit=limit)
    creatives = ad_objects.of_any_account(tx, CREATIVE_KIND, ids)
    standings = reviews.standings(tx, ids)
    names = _names(tx, [item.account_id for item in creatives.values()])
    return [
        Waiting(creatives[each], names.get(creatives[each].account_id, ""), standings[each])
        for each in ids
        if each in creatives
    ]


def sheet(tx: Tx, creative_id: int) -> Sheet:
    """What a creative shows. Raises NotFound."""
    item = _creative(tx, creative_id)
    places = ad_reviews.places(tx, [creative_id])
    group = ad_objects.find(tx, AD_GROUP_KIND, item.account_id, item.document["adgroup_id"])
    return Sheet(
        item,
        _names(tx, [item.account_id]).get(item.account_id, ""),
        group.document["adgroup_name"] if group else "",
        Standing(places, tx.now),
        _lines(tx, item, places),
    )


def decide(tx: Tx, creative_id: int, decisions: dict[int, Decision]) -> None:
    """Approve or refuse elements of a creative. Those that stay as they are are left alone.

    Raises NotFound, Missing, TooLong.
    """
    item = _creative(tx, creative_id)
    for line in _lines(tx, item, ad_reviews.places(tx, [creative_id])):
        decision = decisions.get(line.element.id)
        if decision is None or decision.state is State.PENDING:
            continue
        if len(decision.reason) > MOST_REASON:
            raise TooLong("reason", MOST_REASON)
        reason = decision.reason if decision.state is State.REFUSED else ""
        if (decision.state, reason) != (line.state, line.reason):
            if line.appeal is not None:
                review_appeals.decide(tx, line.element, granted=decision.state is State.APPROVED)
            reviews.decide(tx, line.element.id, decision.state, reason)


def answer_appeal(tx: Tx, creative_id: int, element_id: int, *, granted: bool, reply: str) -> None:
    """Grant or reject the appeal against the refusal of an element. Raises NotFound, TooLong."""
    if len(reply) > MOST_REASON:
        raise TooLong("reply", MOST_REASON)
    line = next((line for line in sheet(tx, creative_id).lines if line.element.id == element_id), None)
    if line is None:
        raise NotFound(reviews.KIND, element_id)
    review_appeals.decide(tx, line.element, granted=granted, reply=reply)


def settle(tx: Tx, creative_id: int, decision: Decision) -> bool:
    """Decide everything of a creative that is not decided yet; whether that was anything.

    Raises NotFound, Missing, TooLong.
    """
    lines = sheet(tx, creative_id).lines
    decisions = {line.element.id: decision for line in lines if line.state is State.PENDING}
    decide(tx, creative_id, decisions)
    return bool(decisions)


def file_of(tx: Tx, element_id: int) -> tuple[str, str]:
    """The key of the file that an element shows, and its media type. Raises NotFound."""
    element = ad_reviews.find(tx, element_id)
    kind = {IMAGE: images.kind, VIDEO: videos.kind}.get(element.document["type"]) if element else None
    if element is None or kind is None:
        raise NotFound("file", element_id)
    return files.of(ad_objects.find(tx, kind, element.account_id, id_of(element.document["value"])), element_id)


def _creative(tx: Tx, creative_id: int) -> AdObject:
    item = ad_objects.of_any_account(tx, CREATIVE_KIND, [creative_id]).get(creative_id)
    if item is None:
        raise NotFound(CREATIVE_KIND, creative_id)
    return item


def _names(tx: Tx, accounts: Sequence[int]) -> dict[int, str]:
    return {one.account_id: one.name for one in clients.accounts_by_id(tx, sorted(set(accounts)))}


def _lines(tx: Tx, item: AdObject, places: Sequence[Shown]) -> list[Line]:
    """Each element once, with the first component that has it."""
    contents: dict[str, tuple[str, str]] = {}
    parts: dict[str, list[dict[str, Any]]] = item.document.get("creative_components", {})
    for member, several in parts.items():
        for component in several:
            for element in elements_of(component["value"]):
                contents.setdefault(element.fingerprint, (type_of(member), element.name))
    elements = {place.element.id: place.element for place in places}
    return [
        Line(*contents.get(one.fingerprint, ("", "")), one, one.at(tx.now), review_appeals.open_appeal(tx, one))
        for one in elements.values()
    ]
