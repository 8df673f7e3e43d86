"""The results of reviews: of creatives with their combinations, and of components, element by element."""

from collections.abc import Sequence
from itertools import islice, product
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.ad_groups.ad_groups import KIND as AD_GROUP_KIND
from mercat.domain.advertising.components.component_types import type_of
from mercat.domain.advertising.components.components import KIND as COMPONENT_KIND
from mercat.domain.advertising.review import reviews
from mercat.domain.advertising.review.elements import elements_of
from mercat.domain.advertising.review.reviews import Standing, component_state
from mercat.model.ad_reviews import Reviewed, Shown, State
from mercat.model.advertising import AdObject
from mercat.store.advertising import ad_objects, ad_reviews
from mercat.store.tx import Tx

STATUSES: Final = {
    State.PENDING: "AD_STATUS_PENDING",
    State.APPROVED: "AD_STATUS_NORMAL",
    State.REFUSED: "AD_STATUS_DENIED",
}
PARTIAL: Final = "AD_STATUS_PARTIALLY_NORMAL"
MOST_EXAMINED: Final = 5_000  # combinations, of which those that are refused are listed; all are counted
MOST_COMBINATIONS: Final = 20  # that are listed
WHOLE_NAME: Final = "creative"

Document = dict[str, Any]


def of_creatives(tx: Tx, owner: int, members: Document) -> list[Document]:
    """Read the review of creatives, with every element. Ids that the account does not have are left out."""
    items = ad_objects.with_ids(tx, CREATIVE_KIND, owner, members["dynamic_creative_id_list"])
    groups = ad_objects.with_ids(tx, AD_GROUP_KIND, owner, [item.document["adgroup_id"] for item in items])
    sites = {group.id: group.document.get("site_set", []) for group in groups}
    all_places = ad_reviews.places(tx, [item.id for item in items])
    elements = reviews.looked(tx, (place.element for place in all_places))
    places: dict[int, list[Shown]] = {item.id: [] for item in items}
    for place in all_places:
        places[place.creative_id].append(replace(place, element=elements[place.element.id]))
    return [_of_creative(item, places[item.id], sites[item.document["adgroup_id"]], tx.now) for item in items]


def of_components(tx: Tx, owner: int, members: Document) -> list[Document]:
    """Read the review of components, with every element. Ids that the account does not have are left out."""
    items = ad_objects.with_ids(tx, COMPONENT_KIND, owner, members["component_id_list"])
    parts = {item.id: elements_of(item.document["value"]) for item in items}
    begun = reviews.submit(tx, owner, (element for elements in parts.values() for element in elements))
    by_id = reviews.looked(tx, begun.values())
    results = []
    for item in items:
        elements = [(each.name, by_id[begun[each.fingerprint].id]) for each in parts[item.id]]
        state = component_state(reviewed.at(tx.now) for _, reviewed in elements)
        info = _component(item.id, item.document["type"], state)
        content = [_element(name, reviewed, tx.now, []) for name, reviewed in elements]
        results.append({"component_info": info, "element_result_list": content})
    return results


def _of_creative(item: AdObject, places: Sequence[Shown], sites: list[str], now: int) -> Document:
    standing = Standing(places, now)
    kinds, names = _contents(item)
    listed: dict[int, list[Document]] = {}
    for place in places:
        element = _element(names.get(place.element.fingerprint, WHOLE_NAME), place.element, now, sites)
        if place.component_id:
            state = standing.components[place.component_id]
            element["component_info"] = _component(place.component_id, kinds[place.component_id], state)
        listed.setdefault(place.component_id, []).append(element)
    elements = [element for several in listed.values() for element in several]
    refused = [element | _reason(element) for element in elements if element["element_reject_detail_info"]]
    reasons = list(dict.fromkeys(element["reason"] for element in refused))
    status = PARTIAL if standing.is_partial else STATUSES[standing.state]
    about = {
        "system_status": status,
        "reject_message": "; ".join(reasons),
        "element_reject_detail_info": refused,
    }
    return {
        "dynamic_creative_id": item.id,
        "element_result_list": elements,
        "site_set_result_list": [{"site_set": site, **about} for site in sites],
        "reject_message_list": reasons,
        "delay_message_list": [],
        "is_all_component_compose_pending": standing.combinations(State.PENDING) == standing.total,
        "total_component_compose_count": standing.total,
        "reject_component_compose_count": standing.combinations(State.REFUSED),
        "pass_component_compose_count": standing.combinations(State.APPROVED),
        "reject_component_compose_info_list": _refused_combinations(standing, listed),
    }


def _refused_combinations(standing: Standing, listed: dict[int, list[Document]]) -> list[Document]:
    combinations: list[Document] = []
    for combination in islice(product(*standing.parts), MOST_EXAMINED):
        elements = [element for component in combination for element in listed[component]]
        reasons = dict.fromkeys(_reason(each)["reason"] for each in elements if each["element_reject_detail_info"])
        if reasons and len(combinations) < MOST_COMBINATIONS:
            content = [{"element_result_list": elements}]
            combinations.append({"reject_message": "; ".join(reasons), "component_compose_element_list": content})
    return combinations


def _element(name: str, reviewed: Reviewed, now: int, sites: list[str]) -> Document:
    state, about = reviewed.at(now), reviewed.document
    details = {"reason": about.get("reason", ""), "site_set_list": [{"site_set": site} for site in sites]}
    return {
        "element_id": reviewed.id,
        "element_name": name,
        "element_value": about["value"],
        "element_fingerprint": reviewed.fingerprint,
        "element_type": about["type"],
        "review_status": STATUSES[state],
        "element_reject_detail_info": [details | {"reject_info_location": []}] if state is State.REFUSED else [],
        **{file: about[file] for file in ("image_id", "video_id") if file in about},
    }


def _reason(element: Document) -> Document:
    return {"reason": element["element_reject_detail_info"][0]["reason"], "reject_info_location": []}


def _component(component_id: int, kind: str, state: State) -> Document:
    return {"component_id": component_id, "component_type": type_of(kind), "review_status": STATUSES[state]}


def _contents(item: AdObject) -> tuple[dict[int, str], dict[str, str]]:
    """The kind of each component of a creative, by its id; the name of each element, by its fingerprint."""
    kinds: dict[int, str] = {}
    names: dict[str, str] = {}
    for kind, several in item.document.get("creative_components", {}).items():
        for component in several:
            kinds[component["component_id"]] = kind
            names |= {element.fingerprint: element.name for element in elements_of(component["value"])}
    return kinds, names
