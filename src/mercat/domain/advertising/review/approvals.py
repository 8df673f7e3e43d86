"""Approvals: what somebody at the platform, or an owner elsewhere, decides about an object; elements in review.

An object names its approval in the member `approval`. Asking again begins another one.
"""

from collections.abc import Sequence
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, F
from mercat.domain.advertising.review import elements, reviews
from mercat.domain.advertising.review.elements import Element
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_reviews
from mercat.store.tx import Tx

KIND: Final = "approval"
MEMBER: Final = "approval"
MOST_LISTED: Final = 100
REASON: Final = "reason"
_DIGITS: Final = 16

Document = dict[str, Any]


class Approvable(Collection[F]):
    """Objects about which somebody decides. Listing them is a look at their approvals, after which one may end."""

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """The objects with what follows from the decisions."""
        decisions = decisions_of(tx, items)
        return [item.with_members(self.decided(tx, item, decisions.get(item.id))) for item in items]

    def presented(self, tx: Tx, owner: int, object_id: int) -> AdObject:
        """The object with this id, as it is listed. Raises NotFound."""
        (item,) = self.present(tx, [self.get(tx, owner, object_id)])
        return item

    def asked(self, tx: Tx, owner: int, object_id: int) -> AdObject:
        """The object with this id as it is once somebody was asked, which is no look at the approval yet."""
        item = self.get(tx, owner, object_id)
        begun = ad_reviews.with_fingerprints(tx, owner, [item.document[MEMBER]])
        return item.with_members(self.decided(tx, item, begun.get(item.document[MEMBER])))

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The members that follow from a decision. None: nobody was asked."""
        raise NotImplementedError


def ask(tx: Tx, account_id: int, kind: str, about: str) -> Document:
    """The member of an object about which somebody has to decide. `about` tells a reviewer what it is."""
    element = Element(kind, kind, f"{about} {tx.randomness.hex(_DIGITS)}")
    reviews.submit(tx, account_id, [element])
    return {MEMBER: element.fingerprint}


def decisions_of(tx: Tx, items: Sequence[AdObject], account_id: int | None = None) -> dict[int, Reviewed]:
    """The approvals of objects, by the id of the object, after a look at them.

    `account_id` is the account that asked, where it is not the owner of the objects.
    """
    owners = {item.id: account_id or item.account_id for item in items}
    names: dict[int, list[str]] = {}
    for item in items:
        if MEMBER in item.document:
            names.setdefault(owners[item.id], []).append(item.document[MEMBER])
    begun = {
        (owner, name): element
        for owner, several in names.items()
        for name, element in ad_reviews.with_fingerprints(tx, owner, several).items()
    }
    seen = reviews.looked(tx, begun.values())
    keys = {item.id: (owners[item.id], item.document.get(MEMBER, "")) for item in items}
    return {object_id: seen[begun[key].id] for object_id, key in keys.items() if key in begun}


def waiting(tx: Tx) -> list[Reviewed]:
    """The approvals of all accounts that nobody has decided, oldest first, MOST_LISTED at most."""
    return ad_reviews.undecided(tx, without=elements.OF_CREATIVES, limit=MOST_LISTED)


def about(approval: Reviewed) -> str:
    """What somebody has to decide about, without what tells one approval of it from another."""
    return str(approval.document["value"]).rpartition(" ")[0]


def decide(tx: Tx, approval_id: int, *, approved: bool, reason: str) -> None:
    """Decide an approval. Raises NotFound unless it waits, Missing if a refusal has no reason."""
    element = ad_reviews.find(tx, approval_id)
    is_creative = element is not None and element.document["type"] in elements.OF_CREATIVES
    if element is None or is_creative or element.at(tx.now) is not State.PENDING:
        raise NotFound(KIND, approval_id)
    reviews.decide(tx, approval_id, State.APPROVED if approved else State.REFUSED, reason)


def reason_of(decision: Reviewed | None, now: int) -> str:
    """Why something was refused; empty if it was not."""
    if decision is None or decision.at(now) is not State.REFUSED:
        return ""
    return str(decision.document.get(REASON, ""))
