"""Authorizations: somebody who owns a channel or a shop in WeChat lets an account use it, for a while.

The owner is elsewhere: an authorization is an approval. One that the platform has to check first is AUDIT_PENDING.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from mercat.domain.advertising.collection import Facts, Search
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.review.approvals import Approvable, reason_of
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import DAY, MINUTE, SECOND
from mercat.model.refusals import AlreadyExists, NotAllowed
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

STATUS: Final = "authorization_status"
PENDING: Final = "PENDING"
AUTHORIZED: Final = "AUTHORIZED"
CANCELLED: Final = "CANCELLED"
EXPIRED: Final = "EXPIRED"
AUDIT_PENDING: Final = "AUDIT_PENDING"
ACTIVE: Final = (PENDING, AUDIT_PENDING, AUTHORIZED)
UNLIMITED_S: Final = 3_122_064_000  # 99 years
CODE_MS: Final = 30 * MINUTE  # a picture with a code is valid for so long
FLOW_MS: Final = 7 * DAY  # the owner has so long to answer
CERTIFICATES: Final = "authorization_certification_list"
_CANCELLED_MEMBER: Final = "cancelled"
_ADDRESS: Final = "https://ad.weixin.qq.com/{}"

Document = dict[str, Any]


class Authorization(Facts):
    """The members that rules read. `authorization_begin_time` is 0 if it begins with the owner's answer."""

    authorization_begin_time: int = 0
    authorization_ttl: int = UNLIMITED_S
    cancelled: bool = False
    authorization_certification_list: list[Document] = []


class Authorizations(Approvable[Authorization]):
    """The authorizations of all accounts of what is in one directory. `subject` is the member with the id in it."""

    derived: ClassVar[Sequence[str]] = (STATUS,)

    def __init__(self, kind: str, subject: str) -> None:
        super().__init__(kind, Authorization)
        self.subject = subject

    def begin(self, tx: Tx, owner: int, document: Document) -> AdObject:
        """Ask the owner for an authorization. Raises AlreadyExists if one is active."""
        subject = document[self.subject]
        if self.active(tx, owner, subject, ACTIVE) is not None:
            raise AlreadyExists(self.kind, subject)
        _check_certificates(tx, owner, document)
        about = approvals.ask(tx, owner, self.kind, str(document.get("subject_name", subject)))
        limits = {"authorization_ttl": limited(document.get("authorization_ttl", 0))}
        return self.asked(tx, owner, self.add(tx, owner, {**document, **limits, **about}))

    def change(self, tx: Tx, owner: int, object_id: int, changes: Document) -> int:
        """Ask again with other terms. Raises NotAllowed unless it is pending or authorized."""
        item = self.presented(tx, owner, object_id)
        if item.document[STATUS] == CANCELLED:
            raise NotAllowed(STATUS, CANCELLED, ACTIVE)
        _check_certificates(tx, owner, changes)
        limits = {"authorization_ttl": limited(changes.get("authorization_ttl", 0))}
        name = item.document.get("subject_name", item.document[self.subject])
        about = approvals.ask(tx, owner, self.kind, name)
        return self.update(tx, owner, object_id, {**changes, **limits, **about})

    def cancel(self, tx: Tx, owner: int, object_id: int) -> int:
        """End an authorization. Raises NotAllowed unless it is active."""
        item = self.presented(tx, owner, object_id)
        if item.document[STATUS] not in ACTIVE:
            raise NotAllowed(STATUS, item.document[STATUS], ACTIVE)
        document = self.get(tx, owner, object_id).document
        ad_objects.save(tx, object_id, document | {_CANCELLED_MEMBER: True})
        return object_id

    def active(self, tx: Tx, owner: int, subject: str, states: Sequence[str] = (AUTHORIZED,)) -> AdObject | None:
        """The latest authorization of something that is in one of these states."""
        of_subject = Condition(self.subject, "equals", (subject,))
        items = self.matches(tx, Search([owner], (of_subject, Condition(STATUS, "in", tuple(states)))))
        return max(items, key=lambda item: item.id, default=None)

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The state of an authorization, its times and its code."""
        facts = self.read(item.document)
        begins = facts.authorization_begin_time or (
            decision.decided_ms // SECOND if decision and decision.decided_ms is not None else 0
        )
        code = tx.keys.hex(self.kind, str(item.id))
        codes = (tx.now - item.created_ms) // CODE_MS + 1
        return {
            STATUS: self._status(tx, item, facts, decision, begins),
            "authorization_begin_time": begins,
            "audit_msg": reason_of(decision, tx.now),
            "code_url": _ADDRESS.format(f"authorize/{code}"),
            "code_expires": (item.created_ms + codes * CODE_MS) // SECOND,
            "flow_expires": (item.created_ms + FLOW_MS) // SECOND,
            "authorization_agreement": _ADDRESS.format("agreement"),
            "authorization_description": str(item.document.get("subject_name", "")),
        }

    def _status(self, tx: Tx, item: AdObject, facts: Authorization, decision: Reviewed | None, begins: int) -> str:
        audited = bool(facts.authorization_certification_list)
        state = decision.at(tx.now) if decision else State.PENDING
        if facts.cancelled:
            return CANCELLED
        if state is State.REFUSED:
            return "AUDIT_REFUSED" if audited else "REFUSED"
        if state is State.PENDING:
            if tx.now >= item.created_ms + FLOW_MS:
                return EXPIRED
            return AUDIT_PENDING if audited else PENDING
        return EXPIRED if tx.now // SECOND >= begins + facts.authorization_ttl else AUTHORIZED


def limited(ttl: int) -> int:
    """A length of time in seconds: 99 years if there is none or it is longer."""
    return min(ttl or UNLIMITED_S, UNLIMITED_S)


def _check_certificates(tx: Tx, owner: int, members: Document) -> None:
    """Check that pictures of certificates are images of the account."""
    for certificate in members.get(CERTIFICATES, ()):
        if certificate.get("certification_image_id"):
            images.get(tx, owner, id_of(certificate["certification_image_id"]))
