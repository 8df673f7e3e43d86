"""/v3.0/comment_list: comments on ads in WeChat Channels."""

from mercat.domain.advertising.comments import comments
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, chosen, search_of


@tencent.get("/v3.0/comment_list/get", needs=Scope.ADS_MANAGEMENT)
def get(call: TencentCall) -> Document:
    """List comments that match the filter, the newest first, some at a time."""
    return chosen(call, comments.listed(call.tx, search_of(call)))
