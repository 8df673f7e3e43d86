"""/v3.0/material_dcaset: sets of images and videos for products."""

from mercat.domain.advertising.reviewers import material_bindings
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/material_dcaset/add", material_bindings.bind_set, method="POST")
