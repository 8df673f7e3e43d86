"""/v3.0/element_appeal_review: appeals against the refusal of elements."""

from mercat.domain.advertising.reviewers import review_appeals
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.acknowledgement("/v3.0/element_appeal_review/add", review_appeals.add)
# It counts looks, after which another review may end.
endpoints.single("/v3.0/element_appeal_review/get", review_appeals.get, reads=False)
