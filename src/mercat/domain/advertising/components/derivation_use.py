"""What a creative that names a derivation must be like. The rules of derivations themselves build on creatives."""

from typing import Any, Final

from mercat.domain.advertising.components.components import ComponentMissing
from mercat.model.refusals import NotFound
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "derivation"
INFO: Final = "program_creative_info"


def derivation_id(creative: dict[str, Any]) -> int:
    """The id of the derivation that a creative's document names, or 0."""
    return int((creative.get(INFO) or {}).get("material_derive_id") or 0)


def check(tx: Tx, owner: int, creative: dict[str, Any]) -> None:
    """Check that a creative has the components of the derivation that it names. Raises NotFound, ComponentMissing."""
    object_id = derivation_id(creative)
    if not object_id:
        return
    derivation = ad_objects.find(tx, KIND, owner, object_id)
    if derivation is None:
        raise NotFound(KIND, object_id)
    parts = creative.get("creative_components", {}).values()
    ids = {component["component_id"] for several in parts for component in several}
    if not ids.issuperset(derivation.document["component_ids"]):
        raise ComponentMissing
