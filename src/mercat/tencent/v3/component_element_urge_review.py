"""/v3.0/component_element_urge_review: urging the review of components and elements."""

from mercat.domain.advertising.reviewers import review_urges
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/component_element_urge_review/add", review_urges.add, method="POST")
endpoints.single("/v3.0/component_element_urge_review/get", review_urges.get)
