"""The review of creatives: every element that they show is approved or refused, at once, later, or by a reviewer.

An element is reviewed once for an account, however many components have it. A creative is the sum of its components.
"""

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.review import elements
from mercat.domain.advertising.review.elements import Element
from mercat.domain.bulk.simulated_progress import REVIEW, SimulatedProgress, pace
from mercat.model.ad_reviews import Reviewed, Shown, State
from mercat.model.advertising import AdObject
from mercat.model.clock import HOUR
from mercat.model.refusals import Missing, NotFound
from mercat.store.advertising import ad_reviews
from mercat.store.tx import Tx

KIND: Final = "element"
TIMED_MS: Final = 2 * HOUR  # a review takes so long
WHOLE_PART: Final = ""
VIOLATED: Final = "violated_ms"  # a member of an element that was refused after it had been approved: when
_BEST: Final = (State.APPROVED, State.PENDING, State.REFUSED)
_FILES: Final = {elements.IMAGE: "image_id", elements.VIDEO: "video_id"}

# Components of these types replace each other, as those of one type do.
_MEDIA: Final = ("image", "image_list", "video")


# -- what is reviewed -------------------------------------------------------------------------------------------------


def submit(tx: Tx, account_id: int, content: Iterable[Element]) -> dict[str, Reviewed]:
    """The reviews of elements, by fingerprint. A review begins for those that the account has not had before."""
    contents = {element.fingerprint: element for element in content}
    by_fingerprint = ad_reviews.with_fingerprints(tx, account_id, contents)
    progress = review_pace(tx)
    for fingerprint, element in contents.items():
        if fingerprint not in by_fingerprint:
            fresh = _begun(
                tx, Reviewed(0, account_id, fingerprint, _document(element), State.PENDING, tx.now), progress
            )
            by_fingerprint[fingerprint] = replace(fresh, id=ad_reviews.add(tx, fresh))
    return by_fingerprint


def submit_creative(tx: Tx, item: AdObject) -> None:
    """Begin the review of what a creative shows now."""
    components: dict[str, list[dict[str, Any]]] = item.document.get("creative_components", {})
    apart = item.document.get("delivery_mode") == "DELIVERY_MODE_CUSTOMIZE"
    content = {name: item.document.get(name) for name in ("creative_components", "creative_template_id")}
    whole = elements.whole(item.id, content)
    places = {(0, whole.fingerprint): (WHOLE_PART, whole)}
    for kind, several in components.items():
        for component in several:
            component_id = component["component_id"]
            part = f"{kind}:{component_id}" if apart else _part(kind)
            for element in elements.elements_of(component["value"]):
                places[component_id, element.fingerprint] = (part, element)
    reviews = submit(tx, item.account_id, (element for _, element in places.values()))
    ad_reviews.show(
        tx, item.id, [(component, reviews[print_].id, part) for (component, print_), (part, _) in places.items()]
    )


def review_pace(tx: Tx) -> SimulatedProgress:
    """How new reviews end."""
    progress = pace(tx, REVIEW)
    return replace(progress, delay_ms=TIMED_MS) if progress.delay_ms else progress


def _begun(tx: Tx, element: Reviewed, progress: SimulatedProgress) -> Reviewed:
    if progress.manual or progress.polls:
        return replace(element, state=State.PENDING, decided_ms=None, looks_left=progress.polls, begun_ms=tx.now)
    decided = tx.now + progress.delay_ms
    return replace(element, state=State.APPROVED, decided_ms=decided, looks_left=0, begun_ms=tx.now)


def _document(element: Element) -> dict[str, Any]:
    document = {"type": element.type, "value": element.value}
    return document | ({_FILES[element.type]: element.value} if element.type in _FILES else {})


def _part(kind: str) -> str:
    return "media" if kind in _MEDIA else kind


# -- the state --------------------------------------------------------------------------------------------------------


def approved_since_ms(tx: Tx, creative_ids: Sequence[int]) -> dict[int, int | None]:
    """Since when each creative may deliver as far as its review is concerned, by id; None: it is not approved.

    The time may be in the future, where a review takes its time. It is 0 for a creative that was made before there was
    a review.
    """
    since = ad_reviews.approved_ms(tx, creative_ids)
    return {creative_id: since.get(creative_id, 0) for creative_id in creative_ids}


def approved(tx: Tx, creative_ids: Sequence[int], at_ms: int) -> set[int]:
    """The creatives that may deliver at a time, as far as their review is concerned."""
    since = approved_since_ms(tx, creative_ids)
    return {creative_id for creative_id, begins_ms in since.items() if begins_ms is not None and begins_ms <= at_ms}


def component_state(states: Iterable[State]) -> State:
    """The state of what needs all of several elements."""
    several = set(states)
    return next((state for state in (State.REFUSED, State.PENDING) if state in several), State.APPROVED)


class Standing:
    """How the review of one creative stands, from what it shows. `parts` are the ids of components by part."""

    def __init__(self, places: Sequence[Shown], now: int) -> None:
        states: dict[int, list[State]] = {}
        parts: dict[str, dict[int, None]] = {}
        for place in places:
            states.setdefault(place.component_id, []).append(place.element.at(now))
            parts.setdefault(place.part, {})[place.component_id] = None
        self.components = {component: component_state(several) for component, several in states.items()}
        self.parts = [list(part) for part in parts.values()]
        self.total = prod(len(part) for part in self.parts)
        self._states = [[self.components[component] for component in part] for part in self.parts]

    @property
    def state(self) -> State:
        """Approved if one component of each part is, so that something can be shown."""
        best = [next(state for state in _BEST if state in part) for part in self._states]
        return component_state(best)

    @property
    def is_partial(self) -> bool:
        """Whether the creative is approved without some of its components."""
        return self.state is State.APPROVED and any(set(part) != {State.APPROVED} for part in self._states)

    def combinations(self, state: State) -> int:
        """How many combinations of one component of each part have this state."""
        approved = prod(part.count(State.APPROVED) for part in self._states)
        possible = prod(len(part) - part.count(State.REFUSED) for part in self._states)
        return {State.APPROVED: approved, State.PENDING: possible - approved, State.REFUSED: self.total - possible}[
            state
        ]


def standings(tx: Tx, creative_ids: Sequence[int]) -> dict[int, Standing]:
    """How the reviews of creatives stand, by id."""
    places: dict[int, list[Shown]] = {}
    for place in ad_reviews.places(tx, creative_ids):
        places.setdefault(place.creative_id, []).append(place)
    return {creative_id: Standing(places.get(creative_id, ()), tx.now) for creative_id in creative_ids}


# -- deciding ---------------------------------------------------------------------------------------------------------


def looked(tx: Tx, seen: Iterable[Reviewed]) -> dict[int, Reviewed]:
    """Elements by id, after a look at them: a review that ends after some looks may end with this one."""
    return {element.id: _looked(tx, element) for element in {each.id: each for each in seen}.values()}


def _looked(tx: Tx, element: Reviewed) -> Reviewed:
    if not element.looks_left:
        return element
    after = replace(element, looks_left=element.looks_left - 1)
    if not after.looks_left:
        after = replace(after, state=State.APPROVED, decided_ms=tx.now)
    ad_reviews.save(tx, after)
    return after


def decide(tx: Tx, element_id: int, state: State, reason: str = "") -> Reviewed:
    """Approve or refuse an element, whatever its state was. Raises NotFound, Missing."""
    element = ad_reviews.find(tx, element_id)
    if element is None:
        raise NotFound(KIND, element_id)
    if state is State.REFUSED and not reason:
        raise Missing("reason")
    document = element.document | {"reason": "", "before": State.PENDING.value}
    if state is State.REFUSED:
        document |= {"reason": reason, "refused_ms": tx.now}
        if element.at(tx.now) is State.APPROVED:  # people may have seen it
            document |= {VIOLATED: tx.now}
    decided = replace(element, document=document, state=state, decided_ms=tx.now, looks_left=0)
    ad_reviews.save(tx, decided)
    return decided
