"""Dialects: the differences between the parts of the Marketo API. The path of a call picks its dialect, once."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.marketo import envelopes
from mercat.marketo.envelopes import AssetEnvelope, AssetV2Envelope, Envelope, IngestionFailure, UserFailure
from mercat.model.refusals import NotAllowed, Refusal, TokenInvalid, TokenMissing
from mercat.wire.call import Call, Compatibility, Host
from mercat.wire.http import Pairs, Request, Response
from mercat.wire.router import normalise

URI_BYTES: Final = 8_192
ASSET_URI_BYTES: Final = 65_536
APP_TYPE: Final = "x-app-type"
INGESTION_TOKEN: Final = "x-mkto-user-token"  # noqa: S105  # the name of a header


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """How one part of the API is called and how it answers."""

    name: str
    uri_bytes: int
    method_parameters: Callable[[Request], Pairs]  # the parameters in which a POST may name its method as `_method`
    token: Callable[[Request, Compatibility], str]  # raises TokenMissing, TokenInvalid
    counts: bool  # whether calls count towards concurrency, rate, quota and statistics
    charge: Callable[[Call], Awaitable[None] | None]
    request_id: Callable[[Host], str]
    request_id_header: str = ""  # the header with the request id, if its documents have none
    envelope: Callable[[str, Any], Response]  # of a request id and a result
    envelope_type: Any = None  # the generic struct that it writes, or None if the result is the whole document
    failure: Callable[[str, Refusal | None], Response]  # of a request id and a refusal, or None for a fault
    app_types: tuple[str, ...] = ()  # what the header `x-app-type` may say; the header is not read without them
    failure_type: Any = None  # the struct that it writes, or None if that is the envelope

    def check_headers(self, request: Request) -> None:
        """Refuse a call to another application; without the header it is for the first one. Raises NotAllowed."""
        app_type = request.header(APP_TYPE) if self.app_types else None
        if app_type is not None and app_type.strip().lower() not in self.app_types:
            raise NotAllowed(APP_TYPE, app_type[:255], self.app_types)


# -- the token --------------------------------------------------------------------------------------------------------


def _token_of_header(request: Request, compatibility: Compatibility) -> str:
    """The token of the Authorization header. A token in the query is refused, unless a setting allows it."""
    return _bearer(request, in_query=compatibility.legacy_query_token)


def _token_of_header_or_query(request: Request, compatibility: Compatibility) -> str:
    return _bearer(request, in_query=True)


def _bearer(request: Request, *, in_query: bool) -> str:
    header = request.header("authorization")
    if header is not None:
        scheme, _, token = header.strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise TokenMissing
        return token.strip()
    try:
        parameters = request.query
    except ValueError:  # too many parameters
        raise TokenMissing from None
    for name, value in parameters:
        if name == "access_token" and value:
            if in_query:
                return value
            raise TokenInvalid
    raise TokenMissing


def _token_of_own_header(request: Request, compatibility: Compatibility) -> str:
    token = (request.header(INGESTION_TOKEN) or "").strip()
    if not token:
        raise TokenMissing
    return token


# -- the method -------------------------------------------------------------------------------------------------------


def _query_and_form(request: Request) -> Pairs:
    return request.query + request.form


def _form(request: Request) -> Pairs:
    """The form of an asset call. These calls take no method in the query, but a longer query."""
    return request.form


def _nowhere(request: Request) -> Pairs:
    return []


# -- the charge -------------------------------------------------------------------------------------------------------


def _count(call: Call) -> Awaitable[None] | None:
    """Count a call against the rate and the quota. Refuses with 606 and 607."""
    now = call.host.clock.now()
    pending = call.host.rate_limiter.charge(now)
    if pending is not None:
        return _counted(call, pending, now)
    call.charged_at = now
    return None


async def _counted(call: Call, pending: Awaitable[None], now: int) -> None:
    await pending
    call.charged_at = now


def _count_ingestion(call: Call) -> Awaitable[None] | None:
    """Count a call against the rate of its service. Refuses with 429001."""
    return call.host.rate_limiter.ingest(call.caller.service_id, call.host.clock.now())


# -- the request id ---------------------------------------------------------------------------------------------------


def _hex_id(host: Host) -> str:
    """A request id as the vendor's: `hex#hex`."""
    number = int.from_bytes(host.randomness.mark(8), "big") % (1 << 20)
    return f"{number:x}#{host.clock.now():x}"


def _uuid(host: Host) -> str:
    return host.randomness.uuid()


# -- the dialects -----------------------------------------------------------------------------------------------------

LEAD_DATABASE: Final = Dialect(
    name="lead database",
    uri_bytes=URI_BYTES,
    method_parameters=_query_and_form,
    token=_token_of_header,
    counts=True,
    charge=_count,
    request_id=_hex_id,
    envelope=envelopes.lead_envelope,
    envelope_type=Envelope,
    failure=envelopes.lead_failure,
)
# The token endpoint answers documents of its own. What is refused before it runs gets the usual envelope.
IDENTITY: Final = replace(LEAD_DATABASE, name="identity")
ASSET: Final = replace(
    LEAD_DATABASE,
    name="asset",
    uri_bytes=ASSET_URI_BYTES,
    method_parameters=_form,
    envelope=envelopes.asset_envelope,
    envelope_type=AssetEnvelope,
    failure=envelopes.asset_failure,
)
ASSET_V2: Final = replace(
    ASSET,
    name="asset v2",
    token=_token_of_header_or_query,
    envelope=envelopes.asset_v2_envelope,
    envelope_type=AssetV2Envelope,
    app_types=("marketo",),
)
USER_MANAGEMENT: Final = replace(
    LEAD_DATABASE,
    name="user management",
    envelope=envelopes.bare_document,
    envelope_type=None,
    failure=envelopes.user_failure,
    failure_type=UserFailure,
)
INGESTION: Final = Dialect(
    name="data ingestion",
    uri_bytes=URI_BYTES,
    method_parameters=_nowhere,
    token=_token_of_own_header,
    counts=False,
    charge=_count_ingestion,
    request_id=_uuid,
    request_id_header="X-Request-Id",
    envelope=envelopes.bare_document,
    failure=envelopes.ingestion_failure,
    failure_type=IngestionFailure,
)

# The first prefix that matches wins, so longer ones stand before shorter ones.
_BY_PREFIX: Final = (
    ("/rest/asset/v2/", ASSET_V2),
    ("/rest/asset/", ASSET),
    ("/userservice/", USER_MANAGEMENT),
    ("/subscriptions/", INGESTION),
    ("/identity/", IDENTITY),
)


@functools.lru_cache(maxsize=4_096)
def dialect_of(path: str) -> Dialect:
    """The dialect of a path, even if no operation has it. Without a matching prefix it is that of the lead database."""
    path = normalise(path)
    return next((dialect for prefix, dialect in _BY_PREFIX if path.startswith(prefix)), LEAD_DATABASE)
