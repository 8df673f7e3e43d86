"""The Marketo protocol: how operations are declared, and the stages of a request from its head to its envelope."""

import contextlib
import functools
import logging
from collections.abc import Awaitable, Callable

from mercat.domain.access import api_clients, ip_allowlist
from mercat.marketo import errors
from mercat.marketo.dialects import Dialect, dialect_of
from mercat.marketo.envelopes import ObjectReply, PagedReply, Reply, asset_reply, identity_failure
from mercat.marketo.inputs import decode_inputs, receive
from mercat.marketo.paths import spelled
from mercat.marketo.permissions import holds
from mercat.model.refusals import (
    AccessDenied,
    BodyTooLarge,
    MethodNotAllowed,
    QuotaReached,
    Refusal,
    TokenExpired,
    TooManyAtOnce,
    UnknownPath,
    UriTooLong,
    WrongEncoding,
)
from mercat.store.engines.accidents import report
from mercat.store.tx import Tx
from mercat.wire.call import Call, Host, meet_fault, run, run_stages, suffer_fault
from mercat.wire.catalog import Catalog
from mercat.wire.faults import InjectedFault, InjectedStatus, be_late, gateway_answer
from mercat.wire.http import Request, Response
from mercat.wire.operation import MIB, PUBLIC, Registry
from mercat.wire.router import normalise

__all__ = ["ObjectReply", "PagedReply", "Reply", "answer", "asset_reply", "body_limit", "marketo", "needs_body"]

marketo = Registry("marketo")
log = logging.getLogger("mercat.marketo")


class MarketoCall(Call, kw_only=True):
    """One call, with the dialect of its part of the API."""

    dialect: Dialect


# -- the stages -------------------------------------------------------------------------------------------------------


def check_size(call: MarketoCall) -> None:
    """Refuse an address or a body that is too large, and an unknown encoding: 414, 413, 415."""
    if call.request.uri_bytes > call.dialect.uri_bytes:
        raise UriTooLong(call.dialect.uri_bytes)
    if call.request.too_large:
        raise BodyTooLarge(call.request.too_large)
    if call.request.unknown_encoding:
        raise WrongEncoding


def match(catalog: Catalog) -> Callable[[MarketoCall], None]:
    """Find the operation, with the method in `_method` if there is one. Refuses with 610 and 605."""

    def stage(call: MarketoCall) -> None:
        path = normalise(call.request.path)
        entry = catalog.find(path) or catalog.find(spelled(path))
        if entry is None:
            raise UnknownPath
        methods, call.path = entry
        method = _method(call)
        if method not in methods:
            raise MethodNotAllowed(call.request.method)
        call.operation = methods[method]
        if call.request.size > call.operation.limits.body_bytes:
            raise BodyTooLarge(call.operation.limits.body_bytes)

    return stage


def authenticate(call: MarketoCall) -> Awaitable[None] | None:
    """Find the caller of the access token. Refuses with 601 and 602, and with 603 without a token."""
    if call.operation is not None and call.operation.needs is PUBLIC:
        return None
    token, address = call.dialect.token(call.request, call.host.compatibility), call.request.client

    def work(tx: Tx) -> None:
        call.caller = api_clients.authenticate(tx, token, address)
        call.barred = not ip_allowlist.admits(tx, address)

    snapshot = call.open_snapshot()
    if snapshot is None:
        return call.host.read(work)
    work(snapshot)
    return None


def suffer_uncounted_fault(call: MarketoCall) -> Awaitable[None] | None:
    """Meet an ordered fault whose code counts against no limit, or whose token is to expire."""
    effect = call.fault.effect if call.fault is not None else None
    if effect is None:
        return None
    if effect.expire_token and call.operation.needs is not PUBLIC:
        return _expire_token(call)
    if effect.code in errors.NOT_COUNTED:
        return suffer_fault(call)
    return None


async def _expire_token(call: MarketoCall) -> None:
    await be_late(call.fault)
    token = call.dialect.token(call.request, call.host.compatibility)
    await call.host.write(lambda tx: api_clients.expire(tx, token))
    raise TokenExpired


def charge(call: MarketoCall) -> Awaitable[None] | None:
    """Count the call against the limits. Refuses with 615, 606 and 607; in data ingestion with 429001."""
    if call.operation.needs is PUBLIC:
        return None
    if call.over_concurrency and call.dialect.counts:
        raise TooManyAtOnce
    return call.dialect.charge(call)


def store_usage(call: Call) -> Awaitable[None] | None:
    """Store the usage counters before an operation that reads them."""
    return call.host.store_usage() if call.operation.shows_usage else None


def permit(call: Call) -> None:
    """Refuse a caller without the permission, or from an address that is not on the allowlist: 603."""
    needs = call.operation.needs
    if call.barred:
        raise AccessDenied
    named = call.path.get("munchkinId")
    if named is not None and named.lower() != call.host.id.lower():
        raise AccessDenied
    if needs and needs is not PUBLIC and not holds(call.caller.permissions, needs):
        raise AccessDenied


def check_headers(call: MarketoCall) -> None:
    """Refuse a call to another application: 1003."""
    call.dialect.check_headers(call.request)


@functools.lru_cache(maxsize=16)
def life(catalog: Catalog) -> tuple[Callable[[MarketoCall], Awaitable[None] | None], ...]:
    """The stages of a request, in the order that clients can observe."""
    return (
        check_size,
        match(catalog),
        meet_fault("marketo"),
        authenticate,
        suffer_uncounted_fault,
        charge,
        permit,
        suffer_fault,
        check_headers,
        receive,
        decode_inputs,
        store_usage,
        run,
    )


def body_limit(request: Request, catalog: Catalog) -> int:
    """How many bytes of body are read: as many as the operations of the path take, 1 MiB where there is none."""
    path = normalise(request.path)
    entry = catalog.find(path) or catalog.find(spelled(path))
    return max([operation.limits.body_bytes for operation in entry[0].values()]) if entry else MIB


# -- the parts --------------------------------------------------------------------------------------------------------


async def needs_body(request: Request, host: Host, entered: bool) -> bool:
    """Whether a large body has to be kept. It is dropped if the call is refused whatever its body holds."""
    call = MarketoCall(host=host, request=request, request_id="", dialect=dialect_of(request.path))
    if not entered and call.dialect.counts:
        return False
    try:
        await run_stages(call, (authenticate,))
    except Refusal:
        return False
    return True


def _method(call: MarketoCall) -> str:
    """The method, which a POST may name in `_method`: in a form (two published clients do so) or in the query."""
    request = call.request
    if request.method == "POST":
        with contextlib.suppress(ValueError):  # too many parameters: refused when they are decoded
            for name, value in call.dialect.method_parameters(request):
                if name == "_method" and value.upper() in ("GET", "DELETE", "POST"):
                    return value.upper()
    return request.method


# -- the answer -------------------------------------------------------------------------------------------------------


async def answer(request: Request, host: Host, catalog: Catalog, *, over_concurrency: bool = False) -> Response:
    """Take a request through its stages and put the result or the refusal into the envelope."""
    dialect = dialect_of(request.path)
    call = MarketoCall(
        host=host,
        request=request,
        request_id=dialect.request_id(host),
        over_concurrency=over_concurrency,
        dialect=dialect,
    )
    try:
        reply = await _reply(call, catalog)
    except Exception as problem:
        report(log, problem, "request %s failed: %s %s", call.request_id, request.method, request.path)
        reply = dialect.failure(call.request_id, None)
    finally:
        if "upload" in call.inputs:
            call.inputs["upload"].close()
    request.operation = call.operation
    reply.request_id, reply.user = call.request_id, call.caller.name
    if dialect.request_id_header:
        reply.headers.append((dialect.request_id_header, call.request_id))
    refunding = _settle(call, reply) if dialect.counts else None
    if refunding is not None:
        await refunding
    return reply


async def _reply(call: MarketoCall, catalog: Catalog) -> Response:
    try:
        await run_stages(call, life(catalog))
    except Refusal as refusal:
        if isinstance(refusal, QuotaReached):  # once answered, 607 holds for the day, even after a crash
            await call.host.note_quota_reached()
        if isinstance(refusal, UnknownPath) and call.dialect.counts and call.charged_at is None:
            await _charge_unmatched(call)
        if isinstance(refusal, InjectedStatus):
            return gateway_answer(refusal.status)
        if isinstance(refusal, InjectedFault) and not refusal.code.isdecimal():
            return identity_failure(*errors.ordered_error(refusal.code))
        return call.dialect.failure(call.request_id, refusal)
    return call.result if isinstance(call.result, Response) else call.dialect.envelope(call.request_id, call.result)


async def _charge_unmatched(call: MarketoCall) -> None:
    """Count a call to an unknown path, for its user if the token is valid."""
    try:
        await run_stages(call, (authenticate, call.dialect.charge))
    except Refusal:
        return


def _settle(call: Call, reply: Response) -> Awaitable[None] | None:
    """Refund calls whose code does not count, and count the others for the statistics."""
    counted = call.charged_at is not None and errors.NOT_COUNTED.isdisjoint(reply.codes)
    call.request.counted = counted
    refunding = None if counted or call.charged_at is None else call.host.rate_limiter.refund(call.charged_at)
    if counted or reply.codes:
        call.host.note_usage(call.caller.name, reply.codes, counted=counted)
    return refunding
