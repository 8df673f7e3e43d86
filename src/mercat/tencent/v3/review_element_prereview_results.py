"""/v3.0/review_element_prereview_results: what would become of elements in a review."""

from mercat.domain.advertising.reviewers import prereviews
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/review_element_prereview_results/get", prereviews.find, method="POST")
