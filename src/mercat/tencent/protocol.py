"""The Tencent Ads protocol: how operations are declared, and the stages of a request from its head to its envelope."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from mercat.domain import idempotency
from mercat.domain.advertising.accounts import account_tree
from mercat.domain.oauth import applications
from mercat.model.clock import SECOND, Clock
from mercat.model.refusals import (
    AccessDenied,
    BodyTooLarge,
    MalformedJson,
    MalformedMultipart,
    MethodNotAllowed,
    Refusal,
    TokenExpired,
    TokenMissing,
    TooLong,
    UnknownPath,
    UriTooLong,
    WrongContentType,
    WrongEncoding,
    WrongType,
)
from mercat.store.engines.accidents import report
from mercat.store.tx import Tx
from mercat.tencent import contract, validate
from mercat.tencent.call import TencentCall, common_of, parameters, signing_headers
from mercat.tencent.envelopes import CONTENT_TYPE, URI_BYTES, failed, refused
from mercat.tencent.refusals import (
    AccountInvalid,
    CommonParameterMissing,
    NotRepeatable,
    OrganizationInvalid,
    TimestampExpired,
)
from mercat.wire import decode, uploads
from mercat.wire.call import Host, meet_fault, run, run_stages, suffer_fault
from mercat.wire.catalog import Catalog
from mercat.wire.faults import InjectedStatus, be_late, gateway_answer
from mercat.wire.http import JSON, MULTIPART, Interrupted, Request, Response
from mercat.wire.operation import PUBLIC, Handler, Registry
from mercat.wire.router import normalise

CLOCK_SKEW_SECONDS: Final = 300
NONCE_LENGTH: Final = 32
REPEAT_ID_LENGTH: Final = 128
BEFORE_THE_CHARGE: Final = ("110", "121")  # codes about tokens, limits, timestamps and nonces begin so
Stages = tuple[Callable[[TencentCall], Awaitable[None] | None], ...]
log = logging.getLogger("mercat.tencent")

_SECONDS: Final = re.compile(r"-?\d{1,15}")


class TencentRegistry(Registry):
    """The operations of the protocol. An operation's id and the vendor's page about it follow from its path."""

    def page(self, path: str) -> str:
        """The vendor's page."""
        return f"docs/api/{path.removeprefix(contract.PREFIX)}"

    def operation_id(self, path: str, handler: Handler) -> str:
        """The path in one word."""
        return path.removeprefix(contract.PREFIX).replace("/", "_")


tencent = TencentRegistry("tencent")


# -- the stages -------------------------------------------------------------------------------------------------------


def check_size(call: TencentCall) -> None:
    """Refuse an address that is too long: 414."""
    if call.request.uri_bytes > URI_BYTES:
        raise UriTooLong(URI_BYTES)


def match(call: TencentCall) -> None:
    """Find the operation and its endpoint. Refuses unknown paths and methods: 12007."""
    leaf = call.catalog.find(_aliased(normalise(call.request.path)))
    if leaf is None:
        raise UnknownPath
    methods, call.path = leaf
    if call.request.method not in methods:
        raise MethodNotAllowed(call.request.method)
    call.operation = methods[call.request.method]
    if call.operation.needs is not PUBLIC:
        call.endpoint = contract.endpoint(call.operation.path)


def check_common(call: TencentCall) -> None:
    """Refuse missing common parameters (12000), an empty token (11005), and a timestamp or nonce that is not valid."""
    if call.operation.needs is PUBLIC:
        return
    pairs = parameters(call.request)
    if call.endpoint.facts.signed_in_headers:
        pairs = [*pairs, *signing_headers(call.request)]
    call.common = common = common_of(pairs)
    if common.access_token is None:
        raise CommonParameterMissing("access_token")
    if not common.access_token:
        raise TokenMissing
    if not common.timestamp:
        raise CommonParameterMissing("timestamp")
    if not common.nonce:
        raise CommonParameterMissing("nonce")
    if not _SECONDS.fullmatch(common.timestamp):
        raise WrongType("timestamp", "", "integer")
    if len(common.nonce) > NONCE_LENGTH:
        raise TooLong("nonce", NONCE_LENGTH)


def authenticate(call: TencentCall) -> Awaitable[None] | None:
    """Find the caller of the access token. Refuses tokens with 11000, 11002 and 11004."""
    if call.operation.needs is PUBLIC:
        return None
    token = call.common.access_token or ""
    snapshot = call.open_snapshot()
    if snapshot is not None:
        call.caller = applications.authenticate(snapshot, token)
        return None

    def work(tx: Tx) -> None:
        call.caller = applications.authenticate(tx, token)

    return call.host.read(work)


def suffer_uncounted_fault(call: TencentCall) -> Awaitable[None] | None:
    """Meet an ordered fault whose code is about tokens or limits, or whose token is to expire."""
    effect = call.fault.effect if call.fault is not None else None
    if effect is None:
        return None
    if effect.expire_token and call.operation.needs is not PUBLIC:
        return _expire_token(call)
    if effect.code.startswith(BEFORE_THE_CHARGE):
        return suffer_fault(call)
    return None


async def _expire_token(call: TencentCall) -> None:
    await be_late(call.fault)
    token = call.common.access_token or ""
    await call.host.write(lambda tx: applications.expire(tx, token))
    raise TokenExpired


def check_timestamp(call: TencentCall) -> None:
    """Refuse a timestamp that is too far from the present: 12101."""
    if call.operation.needs is not PUBLIC:
        timestamp = int(call.common.timestamp or 0) * SECOND
        times = [call.host.clock.now()]
        if call.host.compatibility.real_timestamps:
            times.append(Clock().now())
        if all(abs(now - timestamp) > CLOCK_SKEW_SECONDS * SECOND for now in times):
            raise TimestampExpired


def use_nonce(call: TencentCall) -> Awaitable[None] | None:
    """Refuse a nonce that was used before: 12100. It is committed at once, so that one of two parallel calls fails."""
    if call.operation.needs is PUBLIC:
        return None
    token, nonce = call.common.access_token or "", call.common.nonce or ""
    return call.host.write(lambda tx: idempotency.use_nonce(tx, token, nonce))


def charge(call: TencentCall) -> Awaitable[None] | None:
    """Count the call against the rate limits of its endpoint. Refuses with 11017 and 11018."""
    if call.operation.needs is PUBLIC:
        return None
    now = call.host.clock.now()
    daily = call.endpoint.facts.daily_limit
    call.charged_at = now
    return call.host.endpoint_rate_limiter.charge(call.caller.service_id, call.operation.path, now, daily=daily)


def permit(call: TencentCall) -> None:
    """Refuse a token without any of the operation's scopes: 11014."""
    needs = call.operation.needs
    if needs is not PUBLIC and needs and not call.caller.permissions.intersection(needs):
        raise AccessDenied


async def receive_upload(call: TencentCall) -> None:
    """Read a multipart body. Refuses with 413 and 12003. Files of callers without permission are never read."""
    if call.request.chunks is None:
        return
    if "upload" not in call.operation.sources:
        raise WrongContentType
    limits = call.operation.limits
    content_type = call.request.header("content-type") or ""
    chunks = call.request.chunks(limits.body_bytes)
    try:
        upload = call.inputs["upload"] = await uploads.read(content_type, chunks, text_bytes=limits.body_bytes)
        call.request.texts = list(upload.texts)
    except MalformedMultipart:
        check_body(call)
        raise


def check_body(call: TencentCall) -> None:
    """Refuse a body that is too large, or whose encoding is unknown or broken: 413, 415, 12003."""
    request = call.request
    if request.too_large:
        raise BodyTooLarge(request.too_large)
    if request.unknown_encoding:
        raise WrongEncoding
    if request.malformed_encoding:
        raise MalformedJson


def decode_inputs(call: TencentCall) -> None:
    """Decode the inputs. Refuses a malformed body (12003), then broken rules (12008, 12009, 18001 to 18014, 64027)."""
    request = call.request
    pairs = parameters(request)
    if call.operation.needs is PUBLIC:
        for place, kind in call.operation.sources.items():
            call.inputs[place] = decode.parameters(call.path.items() if place == "path" else pairs, kind)
        return
    content = call.endpoint.facts.content
    if call.operation.method == "GET":
        required = call.host.compatibility.fields_required
        call.body = validate.query(call.endpoint, pairs, fields_required=required)
    elif content == MULTIPART and "upload" in call.inputs:
        call.body = validate.form(call.endpoint, call.inputs["upload"].texts)
    elif content == request.media_type == JSON:
        call.body = validate.body(call.endpoint, validate.json_body(request.body))
    else:
        raise WrongContentType


def check_account(call: TencentCall) -> Awaitable[None] | None:
    """Refuse accounts and business units that the token has no access to: 12201, 12204."""
    members = call.body if isinstance(call.body, dict) else {}
    account_id, unit_id = members.get("account_id"), members.get("organization_id")
    if unit_id is None and (account_id is None or account_id in call.caller.account_ids):
        return None

    def work(tx: Tx) -> None:
        if account_id is not None and not account_tree.may_touch(tx, call.caller, account_id):
            raise AccountInvalid
        if unit_id is not None and not account_tree.may_use_unit(tx, call.caller, unit_id):
            raise OrganizationInvalid

    snapshot = call.open_snapshot()
    if snapshot is None:
        return call.host.read(work)
    work(snapshot)
    return None


def deliver(call: TencentCall) -> Awaitable[None] | None:
    """Let the delivery of ads catch up with the clock, so that the operation finds what happened until now."""
    return None if call.operation.needs is PUBLIC else call.host.catch_up()


async def run_once(call: TencentCall) -> None:
    """Run the operation. A repeated X-Request-Id gets the first call's answer. Refuses with 12010, 31060 and 36019."""
    repeat_id = call.request.header("x-request-id") if call.request.method == "POST" else None
    if not repeat_id or call.operation.needs is PUBLIC:
        pending = run(call)
        if pending is not None:
            await pending
        return
    if not call.endpoint.facts.repeatable:
        raise NotRepeatable
    if len(repeat_id) > REPEAT_ID_LENGTH:
        raise TooLong("X-Request-Id", REPEAT_ID_LENGTH)
    key = f"{call.caller.service_id} {call.operation.path} {repeat_id}"
    content = msgspec.json.encode(call.body, order="deterministic").decode()
    first = await call.host.write(lambda tx: idempotency.begin(tx, key, content))
    if first is not None:
        (call.result,) = first
        return

    def work(tx: Tx) -> Any:
        call.begin(tx)
        data = call.operation.handler(call, **call.inputs)
        idempotency.end(tx, key, data)
        return data

    try:
        call.result = await call.host.write(work, call.caller)
    except BaseException:
        await call.host.write(lambda tx: idempotency.abandon(tx, key))
        raise


# The stages of a request, in the order that clients can observe.
LIFE: Final[Stages] = (
    check_size,
    match,
    meet_fault("tencent"),
    check_common,
    authenticate,
    suffer_uncounted_fault,
    check_timestamp,
    use_nonce,
    charge,
    permit,
    suffer_fault,
    receive_upload,
    check_body,
    decode_inputs,
    check_account,
    deliver,
    run_once,
)


# -- the parts --------------------------------------------------------------------------------------------------------


def instance_of(request: Request) -> str | None:
    """The id of the instance that a request names: in its access token, or for OAuth in its client id."""
    oauth = _aliased(normalise(request.path)).startswith("/oauth/")
    parameter = "client_id" if oauth else "access_token"
    in_header = request.header("access-token") or ""
    try:
        value = next((value for name, value in request.query if name == parameter), in_header)
        return applications.instance_of_client(int(value)) if oauth else applications.instance_of_token(value)
    except ValueError:
        return None


def _aliased(path: str) -> str:
    """The path without /v3.0 before /oauth: clients with one base address ask for OAuth there too."""
    return path.removeprefix("/v3.0") if path.startswith("/v3.0/oauth/") else path


# -- the answer -------------------------------------------------------------------------------------------------------


async def answer(request: Request, host: Host, catalog: Catalog) -> Response:
    """Take a request through its stages and put the result or the refusal into the envelope."""
    return await lead(
        TencentCall(host=host, request=request, request_id=host.randomness.mark(16).hex(), catalog=catalog), LIFE
    )


async def lead(call: TencentCall, stages: Stages) -> Response:
    """Take a call through stages. The answer has the envelope and the headers of every answer."""
    request = call.request
    try:
        reply = await _reply(call, stages)
    except Interrupted:
        raise
    except Exception as problem:
        report(log, problem, "request %s failed: %s %s", call.request_id, request.method, request.path)
        reply = failed(call.request_id)
    finally:
        request.operation = call.operation
        if "upload" in call.inputs:
            call.inputs["upload"].close()
    if not isinstance(call.result, Response):  # addresses and answers hold tokens, so no cache may keep a copy
        reply.headers.append(("Cache-Control", "no-store"))
    reply.request_id, reply.user = call.request_id, call.caller.name
    reply.headers += [("X-TSA-Trace-Id", call.request_id), ("X-RateLimit-Remaining", _remaining(call))]
    return reply


async def _reply(call: TencentCall, stages: Stages) -> Response:
    try:
        await run_stages(call, stages)
        return envelope(call)
    except Refusal as refusal:
        if isinstance(refusal, InjectedStatus):
            return gateway_answer(refusal.status)
        return refused(call.request_id, refusal)


def envelope(call: TencentCall) -> Response:
    """The envelope of a success."""
    if isinstance(call.result, Response):
        return call.result
    document: dict[str, Any] = {"code": 0, "message": "", "message_cn": ""}
    if call.result is not None:
        document["data"] = call.result
    return Response(body=msgspec.json.encode(document), content_type=CONTENT_TYPE)


def _remaining(call: TencentCall) -> str:
    if call.charged_at is None:
        return "100%,100%"
    day, minute = call.host.endpoint_rate_limiter.remaining(
        call.caller.service_id, call.operation.path, call.charged_at
    )
    return f"{day}%,{minute}%"
