"""/v3.0/dynamic_creative_review_results: what reviewers decided about creatives."""

from mercat.domain.advertising import review_results
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, listing


# It counts looks, after which a review may end.
@tencent.get("/v3.0/dynamic_creative_review_results/get", needs=Scope.ADS_MANAGEMENT, reads=False)
def get(call: TencentCall) -> Document:
    """Read the review of creatives, with every element. Ids that the account does not have are left out."""
    return listing(call, review_results.of_creatives)
