"""The Marketo protocol: how operations are declared, and a request's life from its head to its envelope."""

import contextlib
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from mercat.domain.access import api_clients, ip_allowlist
from mercat.marketo import errors
from mercat.marketo.ingestion.schemas import requests as ingestion
from mercat.marketo.inputs import decode_inputs, receive
from mercat.marketo.paths import is_about_assets, is_about_users, spelled
from mercat.marketo.permissions import holds
from mercat.model.outcomes import Done, Skipped
from mercat.model.refusals import (
    AccessDenied,
    BodyTooLarge,
    MethodNotAllowed,
    QuotaReached,
    Refusal,
    TokenInvalid,
    TokenMissing,
    TooManyAtOnce,
    UnknownPath,
    UriTooLong,
    WrongEncoding,
)
from mercat.store.engines.accidents import report
from mercat.store.tx import Tx
from mercat.wire.call import Call, Host, run, run_stages
from mercat.wire.http import Request, Response
from mercat.wire.operation import PUBLIC, Operation, Registry
from mercat.wire.router import Router, normalise

marketo = Registry("marketo")

URI_BYTES: Final = 8_192
ASSET_URI_BYTES: Final = 65_536
log = logging.getLogger("mercat.marketo")


class Reply(msgspec.Struct, kw_only=True):
    """An envelope that says more than its result. Members left at None stay out of it."""

    result: list[Any] | None = None
    next_page_token: str | None = None
    more_result: bool | None = None
    warnings: list[str] | None = None


NOTHING_FOUND: Final = "No assets found for the given search criteria."


def found(items: list[Any]) -> Reply:
    """The answer of an asset search: without a `result` member, and with a warning, if it found nothing."""
    return Reply(result=items) if items else Reply(warnings=[NOTHING_FOUND])


# -- the stages -----------------------------------------------------------------------------------------------------


def check_size(call: Call) -> None:
    """414, 413, 415."""
    longest = ASSET_URI_BYTES if is_about_assets(call.request) else URI_BYTES
    if call.request.uri_bytes > longest:
        raise UriTooLong(longest)
    if call.request.too_large:
        raise BodyTooLarge(call.request.too_large)
    if call.request.unknown_encoding:
        raise WrongEncoding


def match(router: Router[Operation]) -> Callable[[Call], None]:
    """610, 605. `_method` stands for the method before matching."""

    def stage(call: Call) -> None:
        path = normalise(call.request.path)
        found = router.find(path) or router.find(spelled(path))
        if found is None:
            raise UnknownPath
        methods, call.path = found
        method = _method(call.request)
        if method not in methods:
            raise MethodNotAllowed(call.request.method)
        call.operation = methods[method]
        if call.request.size > call.operation.limits.body_bytes:
            raise BodyTooLarge(call.operation.limits.body_bytes)

    return stage


def authenticate(call: Call) -> Awaitable[None] | None:
    """601, 602, and 603 without a token."""
    if call.operation is not None and call.operation.needs is PUBLIC:
        return None
    token, address = bearer(call), call.request.client

    def work(tx: Tx) -> None:
        call.caller = api_clients.authenticate(tx, token, address)
        call.barred = not ip_allowlist.admits(tx, address)

    snapshot = call.look()
    if snapshot is None:
        return call.host.read(work)
    work(snapshot)
    return None


def charge(call: Call) -> Awaitable[None] | None:
    """615, 606, 607; for data ingestion, which counts as nothing else, 429001."""
    if call.operation.needs is PUBLIC:
        return None
    if ingestion.ingests(call.request):
        return call.host.gate.ingest(call.caller.service_id, call.host.clock.now())
    if call.over_concurrency:
        raise TooManyAtOnce
    return _charge(call)


def store_usage(call: Call) -> Awaitable[None] | None:
    """Statistics show all calls that were answered before."""
    return call.host.store_usage() if call.operation.shows_usage else None


def permit(call: Call) -> None:
    """603; also for a call from an address that is not on the allowlist."""
    needs = call.operation.needs
    if call.barred:
        raise AccessDenied
    if call.path.get("munchkinId", call.host.id).lower() != call.host.id.lower():
        raise AccessDenied
    if needs and needs is not PUBLIC and not holds(call.caller.permissions, needs):
        raise AccessDenied


@functools.lru_cache(maxsize=16)
def life(router: Router[Operation]) -> tuple[Callable[[Call], Awaitable[None] | None], ...]:
    """A request's life, in the order that clients can observe."""
    return (check_size, match(router), authenticate, charge, permit, receive, decode_inputs, store_usage, run)


# -- the parts ------------------------------------------------------------------------------------------------------


def bearer(call: Call) -> str:
    """The access token that came along. Raises TokenMissing, TokenInvalid."""
    if ingestion.ingests(call.request):
        return ingestion.token(call.request)
    header = call.request.header("authorization")
    if header is not None:
        scheme, _, token = header.strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise TokenMissing
        return token.strip()
    for name, value in call.request.query:
        if name == "access_token" and value:
            if call.host.switches.legacy_query_token or normalise(call.request.path).startswith("/rest/asset/v2/"):
                return value
            raise TokenInvalid
    raise TokenMissing


async def is_wanted(request: Request, host: Host, entered: bool) -> bool:
    """Whether the content of a large body can matter: not if the call will be refused whatever stands in it."""
    if not entered and not ingestion.ingests(request):
        return False
    try:
        await run_stages(Call(host=host, request=request, request_id=""), (authenticate,))
    except Refusal:
        return False
    return True


def _method(request: Request) -> str:
    """POST may carry another method in `_method`: in a form body, as two published clients send it, or in the query.

    Asset calls do not take it in the query, whose bound is higher there instead.
    """
    if request.method == "POST" and not ingestion.ingests(request):
        with contextlib.suppress(ValueError):  # too many parameters: refused when they are decoded
            for name, value in ([] if is_about_assets(request) else request.query) + request.form:
                if name == "_method" and value.upper() in ("GET", "DELETE", "POST"):
                    return value.upper()
    return request.method


def _charge(call: Call) -> Awaitable[None] | None:
    now = call.host.clock.now()
    pending = call.host.gate.charge(now)
    if pending is not None:
        return _charged(call, pending, now)
    call.charged_at = now
    return None


async def _charged(call: Call, pending: Awaitable[None], now: int) -> None:
    await pending
    call.charged_at = now


# -- the answer -----------------------------------------------------------------------------------------------------


async def answer(
    request: Request, host: Host, router: Router[Operation], *, over_concurrency: bool = False
) -> Response:
    """Lead a request through its life and put what became of it into the envelope."""
    call = Call(host=host, request=request, request_id=request_id(host, request), over_concurrency=over_concurrency)
    try:
        reply = await _reply(call, router)
    except Exception as problem:
        report(log, problem, "request %s failed: %s %s", call.request_id, request.method, request.path)
        reply = (
            ingestion.refused(None) if ingestion.ingests(request) else failure(call, "611", "System error", status=500)
        )
    finally:
        if "upload" in call.inputs:
            call.inputs["upload"].close()
    request.operation = call.operation
    reply.request_id, reply.user = call.request_id, call.caller.name
    if ingestion.ingests(request):
        reply.headers.append(("X-Request-Id", call.request_id))
    else:
        await _settle(call, reply)
    return reply


async def _reply(call: Call, router: Router[Operation]) -> Response:
    try:
        await run_stages(call, life(router))
        return envelope(call)
    except Refusal as refusal:
        if isinstance(refusal, QuotaReached):  # 607 that was told once stands for the day, even after a crash
            await call.host.note_quota_reached()
        if isinstance(refusal, UnknownPath) and not ingestion.ingests(call.request) and call.charged_at is None:
            await _charge_unmatched(call)
        return refused(call, refusal)


def envelope(call: Call) -> Response:
    """Success. The lead database leaves empty errors and warnings out; the asset API always carries both."""
    result = call.result
    if isinstance(result, Response):
        return result
    if is_about_users(call.request):
        return Response(body=msgspec.json.encode(result))
    reply = result if isinstance(result, Reply) else Reply(result=result if isinstance(result, list) else [result])
    document: dict[str, Any] = {"requestId": call.request_id, "success": True}
    if is_about_assets(call.request):
        document |= {"errors": [], "warnings": reply.warnings or []}
    elif reply.warnings:
        document["warnings"] = reply.warnings
    if reply.result is not None:
        document["result"] = [record(item) for item in reply.result]
    if reply.next_page_token is not None:
        document["nextPageToken"] = reply.next_page_token
    if reply.more_result is not None:
        document["moreResult"] = reply.more_result
    return Response(body=msgspec.json.encode(document))


def record(item: Any) -> Any:
    """An outcome as the vendor writes it; everything else is itself."""
    if isinstance(item, Done):
        return {"id": item.id, "status": item.status}
    if isinstance(item, Skipped):
        code, words = errors.code_and_words(item.refusal)
        known = {} if item.id is None else {"id": item.id}
        return {**known, "status": "skipped", "reasons": [{"code": code, "message": words}]}
    return item


def refused(call: Call, refusal: Refusal) -> Response:
    """The envelope of a refusal, or a bare status for the few that have one."""
    if ingestion.ingests(call.request):
        return ingestion.refused(refusal)
    status = errors.STATUSES.get(type(refusal))
    if status is not None:
        return Response(status[0], status[1].encode(), "text/plain;charset=UTF-8", codes=(str(status[0]),))
    return failure(call, *errors.code_and_words(refusal, asset=is_about_assets(call.request)))


def failure(call: Call, code: str, words: str, *, status: int | None = None) -> Response:
    """The envelope of one response-level error. User management tells its HTTP status: the code's, or `status`."""
    if is_about_users(call.request):
        wrong = {"requestId": call.request_id, "errors": [{"code": code, "message": words}]}
        return Response(status or errors.status_of(code), msgspec.json.encode(wrong), codes=(code,), message=words)
    document: dict[str, Any] = {
        "requestId": call.request_id,
        "success": False,
        "errors": [{"code": code, "message": words}],
    }
    if is_about_assets(call.request):
        document["warnings"] = []
    return Response(body=msgspec.json.encode(document), codes=(code,), message=words)


def request_id(host: Host, request: Request) -> str:
    """`hex#hex`, as the vendor's; for data ingestion a UUID."""
    if ingestion.ingests(request):
        return host.randomness.uuid()
    return f"{host.randomness.below(1 << 20):x}#{host.clock.now():x}"


async def _charge_unmatched(call: Call) -> None:
    """A call to an unknown path counts, for its user if a good token came along."""
    try:
        await run_stages(call, (authenticate, _charge))
    except Refusal:
        return


async def _settle(call: Call, reply: Response) -> None:
    """Take back the charge of codes that do not count, and note the rest for the statistics."""
    counted = call.charged_at is not None and not errors.NOT_COUNTED.intersection(reply.codes)
    if call.charged_at is not None and not counted:
        pending = call.host.gate.refund(call.charged_at)
        if pending is not None:
            await pending
    if counted or reply.codes:
        call.host.note_usage(call.caller.name, reply.codes, counted=counted)
