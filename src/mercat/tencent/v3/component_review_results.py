"""/v3.0/component_review_results: what reviewers decided about components."""

from mercat.domain.advertising import review_results
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, listing


# It counts looks, after which a review may end.
@tencent.get("/v3.0/component_review_results/get", needs=Scope.ADS_MANAGEMENT, reads=False)
def get(call: TencentCall) -> Document:
    """Read the review of components, with every element. Ids that the account does not have are left out."""
    return listing(call, review_results.of_components)
