"""/v3.0/element_appeal_quota: how many appeals an account can make."""

from mercat.domain.advertising.reviewers import review_appeals
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/element_appeal_quota/get", review_appeals.quota)
