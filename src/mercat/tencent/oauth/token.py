"""/oauth/token: tokens for an authorization code, and another access token for a refresh token."""

from typing import Annotated, Any, Final

import msgspec

from mercat.domain.oauth import ad_accounts, applications
from mercat.domain.oauth.applications import Issued
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing, NotAllowed
from mercat.store.tx import Tx
from mercat.tencent.protocol import tencent
from mercat.wire.call import Call
from mercat.wire.operation import PUBLIC

GRANT_TYPES: Final = ("authorization_code", "refresh_token")

Secret = Annotated[str, msgspec.Meta(max_length=256)]


class TokenRequest(msgspec.Struct):
    """The parameters under the vendor's names. `grant_type` decides which of the last three are required."""

    client_id: int
    client_secret: Secret
    grant_type: Annotated[str, msgspec.Meta(max_length=64)]
    authorization_code: Annotated[str, msgspec.Meta(max_length=64)] = ""
    refresh_token: Secret = ""
    redirect_uri: Annotated[str, msgspec.Meta(max_length=1024)] = ""


@tencent.get("/oauth/token", id="oauth_token", needs=PUBLIC, docs="docs/api/oauth/token", reads=False)
def get_token(call: Call, query: TokenRequest) -> dict[str, Any]:
    """Exchange a code, once, for a pair of tokens; or a refresh token, whose life this renews, for an access token."""
    _check(query)
    application = applications.check_credentials(call.tx, query.client_id, query.client_secret)
    if query.grant_type == "refresh_token":
        return pair(applications.refresh(call.tx, application, query.refresh_token))
    issued = applications.exchange(call.tx, application, query.authorization_code, query.redirect_uri)
    return {"authorizer_info": _authorizer(call.tx, issued), **pair(issued)}


def pair(issued: Issued) -> dict[str, Any]:
    """Both tokens with their lifetimes in seconds."""
    return {
        "access_token": issued.access_token,
        "refresh_token": issued.refresh_token,
        "access_token_expires_in": issued.access_life_ms // SECOND,
        "refresh_token_expires_in": issued.refresh_life_ms // SECOND,
    }


def _check(query: TokenRequest) -> None:
    if query.grant_type not in GRANT_TYPES:
        raise NotAllowed("grant_type", query.grant_type, GRANT_TYPES)
    needed = ("refresh_token",) if query.grant_type == "refresh_token" else ("authorization_code", "redirect_uri")
    for name in needed:
        if not getattr(query, name):
            raise Missing(name)


def _authorizer(tx: Tx, issued: Issued) -> dict[str, Any]:
    """The first of the granted accounts. It stands for the user who authorised."""
    account = ad_accounts.get_account(tx, issued.grant.account_ids[0])
    return {
        "account_uin": account.uin,
        "account_id": account.account_id,
        "scope_list": list(issued.grant.scopes),
        "wechat_account_id": "",
        "account_role_type": "ACCOUNT_ROLE_TYPE_ADVERTISER",
        "account_type": "ACCOUNT_TYPE_ADVERTISER",
        "role_type": "ROLE_TYPE_ROOT",
    }
