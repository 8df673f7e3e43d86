"""Components: the texts, pictures and landing pages of creatives. They belong to an account and never change."""

import hashlib
from typing import Any, Final

import msgspec

from mercat.model.advertising import Condition
from mercat.model.refusals import Missing, Refusal, TooMany
from mercat.store import advertising
from mercat.store.tx import Tx

KIND: Final = "component"
USES: Final = "component_ids"  # a member of creatives to search by: ",7,12,"

# The most components of these types together in one creative.
LIMITS: Final = {("title",): 3, ("description",): 3, ("main_jump_info",): 3, ("image", "image_list", "video"): 15}

# The names of component types that are not those of the members, in capitals.
TYPES: Final = {"main_jump_info": "JUMP_INFO", "floating_zone_list": "FLOATING_ZONE"}

Components = dict[str, list[dict[str, Any]]]  # by type


class ComponentMissing(Refusal):
    """The account has no component with this id and type."""


def store(tx: Tx, owner: int, components: Components) -> dict[str, Any]:
    """The members of a creative that has these components. New components are created from their description.

    Raises TooMany, Missing, ComponentMissing.
    """
    for types, most in LIMITS.items():
        if sum(len(components.get(each, ())) for each in types) > most:
            raise TooMany(f"creative_components.{types[0]}", most)
    stored = {each: [_store(tx, owner, each, item) for item in items] for each, items in components.items()}
    ids = [str(item["component_id"]) for items in stored.values() for item in items]
    return {"creative_components": stored, USES: f",{','.join(ids)},"}


def type_of(member: str) -> str:
    """The type of the components in a member of a creative."""
    return TYPES.get(member, member.upper())


def uses(condition: Condition) -> Condition:
    """The condition that a creative uses a component."""
    return Condition(USES, "contains", tuple(f",{value}," for value in condition.values))


def _store(tx: Tx, owner: int, component_type: str, item: dict[str, Any]) -> dict[str, Any]:
    if item.get("component_id"):
        component = advertising.find(tx, KIND, owner, item["component_id"])
        if component is None or component.document["type"] != component_type:
            raise ComponentMissing
        return {"component_id": component.id, "value": component.document["value"], "is_deleted": False}
    if "value" not in item:
        raise Missing(f"creative_components.{component_type}.value")
    document = {"type": component_type, "value": item["value"]}
    digest = hashlib.sha256(msgspec.json.encode(document, order="deterministic")).hexdigest()
    component_id = advertising.find_by_name(tx, KIND, owner, digest) or advertising.add(
        tx, KIND, owner, document, name=digest
    )
    return {"component_id": component_id, "value": item["value"], "is_deleted": False}
