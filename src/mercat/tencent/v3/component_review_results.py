"""/v3.0/component_review_results: what reviewers decided about components."""

from mercat.domain.advertising.reviewers import review_results
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

# It counts looks, after which a review may end.
endpoints.listing("/v3.0/component_review_results/get", review_results.of_components, reads=False)
