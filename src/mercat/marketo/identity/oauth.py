"""/identity/oauth: access tokens by client credentials."""

from typing import Annotated

import msgspec

from mercat.domain.access import api_clients
from mercat.marketo.envelopes import identity_failure
from mercat.marketo.protocol import marketo
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import PUBLIC


class Credentials(msgspec.Struct):
    """The parameters under the vendor's names. Each may be missing, which has an error of its own."""

    grant_type: str = ""
    client_id: str = ""
    client_secret: str = ""


class AccessTokenAnswer(msgspec.Struct):
    """An access token, and how many seconds it is good for."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


@marketo.get(
    "/identity/oauth/token",
    id="identityUsingGET",
    needs=PUBLIC,
    docs="authentication#creating-an-access-token",
    reads=False,
)
def get_token(call: Call, query: Credentials) -> Annotated[Response, AccessTokenAnswer]:
    """Get the access token of a service: its current one with the remaining seconds, or a new one for an hour."""
    return _token(call, query)


@marketo.post(
    "/identity/oauth/token", id="identityUsingPOST", needs=PUBLIC, docs="authentication#creating-an-access-token"
)
def post_token(call: Call, form: Credentials) -> Annotated[Response, AccessTokenAnswer]:
    """Get the access token of a service, with the credentials in the query or in a form."""
    return _token(call, form)


def _token(call: Call, credentials: Credentials) -> Response:
    if credentials.grant_type != "client_credentials":
        return identity_failure("unsupported_grant_type", f"Unsupported grant type: {credentials.grant_type}")
    try:
        issued = api_clients.issue(call.tx, credentials.client_id, credentials.client_secret)
    except api_clients.CredentialsInvalid:
        return identity_failure("invalid_client", "Bad client credentials")
    document = AccessTokenAnswer(issued.token, "bearer", issued.expires_in_seconds, issued.scope)
    return Response(body=msgspec.json.encode(document), headers=[("Cache-Control", "no-store")])
