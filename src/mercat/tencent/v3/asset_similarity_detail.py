"""/v3.0/asset_similarity_detail: pictures and films whose files are the same."""

from typing import Final

from mercat.domain.advertising.reviewers import similarity
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of

NEEDS: Final = Scope.ADS_MANAGEMENT


@tencent.get("/v3.0/asset_similarity_detail/get", needs=NEEDS)
def get(call: TencentCall) -> Document:
    """List pictures and films with those whose files are the same."""
    return {"list": similarity.details(call.tx, owner_of(call), call.body)}


@tencent.post("/v3.0/asset_similarity_detail/update", needs=NEEDS)
def update(call: TencentCall) -> Document:
    """Compare a picture or a film with the others anew."""
    return {"creative_asset_id": similarity.update(call.tx, owner_of(call), call.body)}
