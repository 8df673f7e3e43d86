"""Appeals: an account asks for another review of an element that was refused, so many times in a day."""

from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.components.components import KIND as COMPONENT_KIND
from mercat.domain.advertising.dates import begin_of_today
from mercat.domain.advertising.review import reviews
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import CREATED, AdObject, Condition
from mercat.model.clock import SECOND
from mercat.model.refusals import NotFound, Refusal
from mercat.store.advertising import ad_objects, ad_reviews
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

KIND: Final = "appeal"
DAILY_QUOTA: Final = 10
RULE: Final = f"{DAILY_QUOTA}/day"
PENDING: Final = "APPEAL_STATUS_PENDING"
COMPLETED: Final = "APPEAL_STATUS_COMPLETED"
RESULTS: Final = {State.APPROVED: "AD_STATUS_NORMAL", State.REFUSED: "AD_STATUS_DENIED"}

Document = dict[str, Any]


class ElementNotAppealable(Refusal):
    """The creative has no such element, or it was not refused."""


class AppealOpen(Refusal):
    """The element is under another review already."""


class AppealRejected(Refusal):
    """An appeal against this refusal was rejected."""


class QuotaSpent(Refusal):
    """The account has made all appeals of the day."""


def quota(tx: Tx, owner: int, members: Document) -> Document:
    """Read how many appeals the account can make today."""
    left = max(DAILY_QUOTA - _made_today(tx, owner), 0)
    return {
        "account_id": owner,
        "has_privilege": 1,
        "daily_quota": DAILY_QUOTA,
        "leave_quota": left,
        "quota_calculate_rule": RULE,
    }


def add(tx: Tx, owner: int, members: Document) -> None:
    """Appeal against the refusal of an element.

    Raises NotFound, ElementNotAppealable, AppealOpen, AppealRejected, QuotaSpent.
    """
    element = _element(tx, owner, members)
    if element is None or element.at(tx.now) is not State.REFUSED or not _is_same(element, members):
        raise ElementNotAppealable
    before = latest(tx, owner, element.id)
    if before is not None and before.document["refused_ms"] == _refused_ms(element):
        raise AppealOpen if _state(before, tx.now) is State.PENDING else AppealRejected
    if _made_today(tx, owner) >= DAILY_QUOTA:
        raise QuotaSpent
    earlier_id = members.get("history_approval_component_id")
    if earlier_id and ad_objects.find(tx, COMPONENT_KIND, owner, earlier_id) is None:
        raise NotFound(COMPONENT_KIND, earlier_id)
    progress = reviews.review_pace(tx)
    document = {**members, "refused_ms": _refused_ms(element), "looks_left": progress.polls}
    appeal_id = ad_objects.add(tx, KIND, owner, document, name=f"{element.id} {_refused_ms(element)}")
    if not progress.polls and not progress.manual:
        _grant(tx, ad_objects.with_ids(tx, KIND, owner, [appeal_id])[0], tx.now + progress.delay_ms)


def get(tx: Tx, owner: int, members: Document) -> Document:
    """Read the latest appeal against the refusal of an element; nothing if there is none."""
    element = _element(tx, owner, members)
    appeal = latest(tx, owner, element.id) if element else None
    if appeal is None:
        return {}
    left = appeal.document["looks_left"]
    if left:
        changed = appeal.document | {"looks_left": left - 1}
        ad_objects.save(tx, appeal.id, changed, name=f"{changed['element_id']} {changed['refused_ms']}")
        appeal = replace(appeal, document=changed)
        appeal = appeal if left > 1 else _grant(tx, appeal, tx.now)
    state = _state(appeal, tx.now)
    result = {"appeal_result": appeal.document.get("reply") or RESULTS[state]} if state in RESULTS else {}
    status = PENDING if state is State.PENDING else COMPLETED
    answer = {"image_list": [], **appeal.document, "account_id": owner, "reply_image_url_list": []}
    return answer | {"appeal_status": status, **result}


def latest(tx: Tx, owner: int, element_id: int) -> AdObject | None:
    """The latest appeal of an account that is about an element."""
    condition = Condition("element_id", "equals", (element_id,), "integer")
    appeals = Matching(tx, KIND, [owner], (condition,), deleted=False).slice(0, DAILY_QUOTA * 100)
    return appeals[-1] if appeals else None


def open_appeal(tx: Tx, element: Reviewed) -> AdObject | None:
    """The appeal against the refusal of an element that a reviewer has to decide; None if there is none."""
    appeal = latest(tx, element.account_id, element.id) if element.at(tx.now) is State.REFUSED else None
    if appeal is None or appeal.document["refused_ms"] != _refused_ms(element):
        return None
    return appeal if _state(appeal, tx.now) is State.PENDING and "granted_ms" not in appeal.document else None


def decide(tx: Tx, element: Reviewed, *, granted: bool, reply: str = "") -> None:
    """Grant or reject the open appeal against the refusal of an element. Raises NotFound."""
    appeal = open_appeal(tx, element)
    if appeal is None:
        raise NotFound(KIND, element.id)
    if granted:
        _grant(tx, replace(appeal, document=appeal.document | {"reply": reply}), tx.now)
    else:
        _save(tx, appeal, {"rejected_ms": tx.now, "looks_left": 0, "reply": reply})


def _grant(tx: Tx, appeal: AdObject, at_ms: int) -> AdObject:
    """The appeal, granted at a time that may be in the future. Until then the element stays refused."""
    element = ad_reviews.find(tx, appeal.document["element_id"])
    assert element is not None, "elements are never deleted"
    about = element.document | {"before": State.REFUSED.value}
    ad_reviews.save(tx, replace(element, document=about, state=State.APPROVED, decided_ms=at_ms, looks_left=0))
    return _save(tx, appeal, {"granted_ms": at_ms, "looks_left": 0})


def _save(tx: Tx, appeal: AdObject, changes: Document) -> AdObject:
    document = appeal.document | changes
    ad_objects.save(tx, appeal.id, document, name=f"{document['element_id']} {document['refused_ms']}")
    return replace(appeal, document=document)


def _state(appeal: AdObject, now: int) -> State:
    if appeal.document.get("granted_ms", now + 1) <= now:
        return State.APPROVED
    return State.REFUSED if "rejected_ms" in appeal.document else State.PENDING


def _refused_ms(element: Reviewed) -> int:
    return int(element.document.get("refused_ms", 0))


def _element(tx: Tx, owner: int, members: Document) -> Reviewed | None:
    """The element that a call names, at its place in a creative. Raises NotFound if the creative is not there."""
    creative_id = members["dynamic_creative_id"]
    if ad_objects.find(tx, CREATIVE_KIND, owner, creative_id) is None:
        raise NotFound(CREATIVE_KIND, creative_id)
    named = (members["component_id"], members["element_id"], members["element_finger_print"])
    places = ad_reviews.places(tx, [creative_id])
    return next(
        (
            place.element
            for place in places
            if (place.component_id, place.element.id, place.element.fingerprint) == named
        ),
        None,
    )


def _is_same(element: Reviewed, members: Document) -> bool:
    about = element.document
    return (about["type"], about["value"]) == (members["element_type"], members["element_value"])


def _made_today(tx: Tx, owner: int) -> int:
    since = Condition(CREATED, "greater_equals", (begin_of_today(tx.now) // SECOND,), "integer")
    return Matching(tx, KIND, [owner], (since,), deleted=False).count()
