"""/v3.0/programmed_commponent_result: components that were derived for a creative."""

from mercat.domain.advertising.creatives import derivations
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, chosen, owner_of


@tencent.get("/v3.0/programmed_commponent_result/get", needs=Scope.ADS_MANAGEMENT, reads=False)  # it makes them
def get(call: TencentCall) -> Document:
    """Read the components that were derived for the creative that uses a derivation."""
    return chosen(call, derivations.products(call.tx, owner_of(call), call.body["material_derive_id"]))
