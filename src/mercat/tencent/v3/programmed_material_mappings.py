"""/v3.0/programmed_material_mappings: material that was derived for a creative, and what it was made of."""

from mercat.domain.advertising.creatives import derivations
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of


@tencent.get("/v3.0/programmed_material_mappings/get", needs=Scope.ADS_MANAGEMENT, reads=False)  # it makes material
def get(call: TencentCall) -> Document:
    """Read the first material that was derived for a creative. The SDKs have one where the page has a list."""
    mapping = derivations.mapping(call.tx, owner_of(call), call.body["dynamic_creative_id"])
    names = call.body.get("fields", tuple(mapping))
    return {"list": {name: _texts(value) for name, value in mapping.items() if name in names}} if mapping else {}


def _texts(materials: Document | list[Document]) -> Document | list[Document]:
    """Material with its id as text."""
    if isinstance(materials, list):
        return [_text(material) for material in materials]
    return _text(materials)


def _text(material: Document) -> Document:
    return material | {"material_id": str(material["material_id"])}
