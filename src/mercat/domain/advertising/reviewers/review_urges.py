"""Urging: an account asks to have what waits for its review reviewed sooner, so many times in a day."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.dates import begin_of_today
from mercat.domain.advertising.materials.materials import id_of
from mercat.model.ad_reviews import Reviewed, Shown, State
from mercat.model.advertising import CREATED, Condition
from mercat.model.clock import HOUR, MINUTE, SECOND
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects, ad_reviews
from mercat.store.advertising.ad_objects import Matching
from mercat.store.tx import Tx

KIND: Final = "urge"
DAILY_LIMIT: Final = 20
WAIT_MS: Final = HOUR  # after which a review can be urged
URGED_MS: Final = 10 * MINUTE  # after which a timed review that was urged ends
COMPONENT: Final = "URGE_DIMENSION_COMPONENT"
URGED: Final = "ALREADY_URGED"
EARLY: Final = "NOT_REACH_URGE_TIME"
LIMIT: Final = "ACCOUNT_REACH_URGE_UPPER_LIMIT"
NO_COMPONENT: Final = "COMPONENT_ID_NOT_EXIST"
NO_ELEMENT: Final = "ELEMENT_FINGERPRINT_NOT_EXIST"
MESSAGES: Final = {
    URGED: "已催审",
    EARLY: "当前未到可催审时间",
    LIMIT: "已到催审次数上限",
    NO_COMPONENT: "component_id 不存在",
    NO_ELEMENT: "element_fingerprint 不存在",
}

Document = dict[str, Any]


def add(tx: Tx, owner: int, members: Document) -> Document:
    """Urge the review of a component or an element of a creative. Raises NotFound."""
    creative_id, value = members["dynamic_creative_id"], members["urge_dimension_value"]
    places = _places(tx, owner, creative_id)
    by_component = members["urge_dimension"] == COMPONENT
    elements = _of_component(places, id_of(value)) if by_component else _of_element(places, value)
    reason = _reason(tx, elements) if elements else (NO_COMPONENT if by_component else NO_ELEMENT)
    if reason is None and _urged_today(tx, owner) >= DAILY_LIMIT:
        reason = LIMIT
    if reason is not None:
        return {"urge_result": "URGE_RESULT_FAILED", "urge_failed_reason": reason, "reason_msg": MESSAGES[reason]}
    for element in elements:
        if element.at(tx.now) is State.PENDING:
            _urge(tx, element)
    ad_objects.add(tx, KIND, owner, {"dynamic_creative_id": creative_id, "value": value})
    return {"urge_result": "URGE_RESULT_SUCCESS"}


def get(tx: Tx, owner: int, members: Document) -> Document:
    """Read what of a creative was urged or can be: the named components and elements, or all. Raises NotFound."""
    creative_id = members["dynamic_creative_id"]
    places = _places(tx, owner, creative_id)
    components: Iterable[int] = members.get("component_id_list", ())
    prints: Iterable[str] = members.get("element_fingerprint_list", ())
    if not components and not prints:
        components = sorted({place.component_id for place in places} - {0})
        prints = dict.fromkeys(place.element.fingerprint for place in places)
    return {
        "account_id": owner,
        "dynamic_creative_id": creative_id,
        "component_urge_info_list": [
            {"component_id": one, "urge_info": _info(tx, _of_component(places, one), NO_COMPONENT)}
            for one in components
        ],
        "element_urge_info_list": [
            {"element_fingerprint": one, "urge_info": _info(tx, _of_element(places, one), NO_ELEMENT)} for one in prints
        ],
    }


def _urge(tx: Tx, element: Reviewed) -> None:
    document = element.document | {"urged_ms": tx.now}
    decided = element.decided_ms
    sooner = decided if decided is None else min(decided, tx.now + URGED_MS)
    ad_reviews.save(tx, replace(element, document=document, decided_ms=sooner))


def _reason(tx: Tx, elements: Sequence[Reviewed]) -> str | None:
    """Why the review of elements cannot be urged; None if it can. What is reviewed already need not be."""
    waiting = [element for element in elements if element.at(tx.now) is State.PENDING]
    if waiting and all("urged_ms" in element.document for element in waiting):
        return URGED
    return None if any(tx.now - element.begun_ms >= WAIT_MS for element in waiting) else EARLY


def _info(tx: Tx, elements: Sequence[Reviewed], missing: str) -> Document:
    reason = _reason(tx, elements) if elements else missing
    if reason is None:
        return {"urge_status_type": "URGE_STATUS_CAN_URGE"}
    status = "URGE_STATUS_URGED" if reason == URGED else "URGE_STATUS_CAN_NOT_URGE"
    return {"urge_status_type": status, "non_urge_reason": reason, "reason_msg": MESSAGES[reason]}


def _places(tx: Tx, owner: int, creative_id: int) -> list[Shown]:
    if ad_objects.find(tx, CREATIVE_KIND, owner, creative_id) is None:
        raise NotFound(CREATIVE_KIND, creative_id)
    return ad_reviews.places(tx, [creative_id])


def _of_component(places: Iterable[Shown], component_id: int) -> list[Reviewed]:
    return [place.element for place in places if component_id and place.component_id == component_id]


def _of_element(places: Iterable[Shown], fingerprint: str) -> list[Reviewed]:
    elements = {place.element.id: place.element for place in places if place.element.fingerprint == fingerprint}
    return list(elements.values())


def _urged_today(tx: Tx, owner: int) -> int:
    since = Condition(CREATED, "greater_equals", (begin_of_today(tx.now) // SECOND,), "integer")
    return Matching(tx, KIND, [owner], (since,), deleted=False).count()
