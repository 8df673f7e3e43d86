"""/v3.0/object_comment_flag: comments that are selected."""

from mercat.domain.advertising.comments import comments
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.acknowledgement("/v3.0/object_comment_flag/update", comments.select)
