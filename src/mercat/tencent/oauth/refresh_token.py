"""/oauth/refresh_token: a new pair of tokens in place of the old one, which expires at once."""

from typing import Annotated, Any

import msgspec

from mercat.domain.oauth import applications
from mercat.tencent.oauth.token import pair
from mercat.tencent.protocol import tencent
from mercat.wire.call import Call
from mercat.wire.operation import PUBLIC


class RefreshRequest(msgspec.Struct):
    """The parameters under the vendor's names."""

    client_id: int
    client_secret: Annotated[str, msgspec.Meta(max_length=128)]
    refresh_token: Annotated[str, msgspec.Meta(max_length=256)]


@tencent.get(
    "/oauth/refresh_token", id="oauth_refresh_token", needs=PUBLIC, docs="docs/api/oauth/refresh_token", reads=False
)
def refresh_token(call: Call, query: RefreshRequest) -> dict[str, Any]:
    """Issue a new pair of tokens. The refresh token and all access tokens of the grant expire."""
    application = applications.check_credentials(call.tx, query.client_id, query.client_secret)
    return pair(applications.replace(call.tx, application, query.refresh_token))
