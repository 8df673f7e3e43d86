"""/v3.0/channels_comment: what an account writes below its ads in WeChat Channels."""

from mercat.domain.advertising.comments import comments
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.acknowledgement("/v3.0/channels_comment/add", comments.write)
endpoints.acknowledgement("/v3.0/channels_comment/delete", comments.remove)
