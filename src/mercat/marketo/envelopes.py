"""Envelopes: the form in which each part of the API answers a success, a refusal and a fault."""

from typing import Any, Final

import msgspec

from mercat.marketo import errors
from mercat.model.outcomes import Done, Skipped
from mercat.model.refusals import Refusal
from mercat.wire.http import Response

NOTHING_FOUND: Final = "No assets found for the given search criteria."


class Reply(msgspec.Struct, kw_only=True):
    """An envelope that says more than its result. Members left at None stay out of it."""

    result: list[Any] | None = None
    next_page_token: str | None = None
    more_result: bool | None = None
    warnings: list[str] | None = None


def asset_reply(items: list[Any]) -> Reply:
    """The answer of an asset search: without a `result` member, and with a warning, if it found nothing."""
    return Reply(result=items) if items else Reply(warnings=[NOTHING_FOUND])


# -- success --------------------------------------------------------------------------------------------------------


def lead_envelope(request_id: str, result: Any) -> Response:
    """The lead database leaves empty errors and warnings out."""
    reply = _reply(result)
    return _success(request_id, reply, {"warnings": reply.warnings} if reply.warnings else {})


def asset_envelope(request_id: str, result: Any) -> Response:
    """The asset API always carries both."""
    reply = _reply(result)
    return _success(request_id, reply, {"errors": [], "warnings": reply.warnings or []})


def bare_document(request_id: str, result: Any) -> Response:
    """User management answers the result itself."""
    return Response(body=msgspec.json.encode(result))


def record(item: Any) -> Any:
    """An outcome as the vendor writes it; everything else is itself."""
    if isinstance(item, Done):
        return {"id": item.id, "status": item.status}
    if isinstance(item, Skipped):
        code, words = errors.code_and_words(item.refusal)
        identity = {} if item.id is None else {"id": item.id}
        return {**identity, "status": "skipped", "reasons": [{"code": code, "message": words}]}
    return item


def _reply(result: Any) -> Reply:
    if isinstance(result, Reply):
        return result
    return Reply(result=result if isinstance(result, list) else [result])


def _success(request_id: str, reply: Reply, remarks: dict[str, Any]) -> Response:
    document: dict[str, Any] = {"requestId": request_id, "success": True, **remarks}
    if reply.result is not None:
        document["result"] = [record(item) for item in reply.result]
    if reply.next_page_token is not None:
        document["nextPageToken"] = reply.next_page_token
    if reply.more_result is not None:
        document["moreResult"] = reply.more_result
    return Response(body=msgspec.json.encode(document))


# -- failure: of a refusal, or of a fault of the server, which is None -----------------------------------------------


def lead_failure(request_id: str, refusal: Refusal | None) -> Response:
    """An error in the envelope, or a bare status for the few refusals that have one."""
    return _bare_status(refusal) or _failure(request_id, *_code_and_words(refusal), {})


def asset_failure(request_id: str, refusal: Refusal | None) -> Response:
    """The same with the asset API's codes and words, and with warnings, which it always carries."""
    return _bare_status(refusal) or _failure(request_id, *_code_and_words(refusal, asset=True), {"warnings": []})


def user_failure(request_id: str, refusal: Refusal | None) -> Response:
    """User management answers an error with the HTTP status of its code, and does not mention success."""
    bare = _bare_status(refusal)
    if bare is not None:
        return bare
    code, words = _code_and_words(refusal)
    status = 500 if refusal is None else errors.status_of(code)
    document = {"requestId": request_id, "errors": [{"code": code, "message": words}]}
    return Response(status, msgspec.json.encode(document), codes=(code,), message=words)


def ingestion_failure(request_id: str, refusal: Refusal | None) -> Response:
    """Data ingestion has statuses and codes of its own; its request id is in a header."""
    entry = errors.INGESTION_SYSTEM_ERROR
    if refusal is not None:
        entry = errors.INGESTION.get(type(refusal), errors.INGESTION_BAD_REQUEST)
    status, code, words = entry
    return Response(status, msgspec.json.encode({"error_code": code, "message": words}), codes=(code,))


def _code_and_words(refusal: Refusal | None, *, asset: bool = False) -> tuple[str, str]:
    return errors.SYSTEM_ERROR if refusal is None else errors.code_and_words(refusal, asset=asset)


def _bare_status(refusal: Refusal | None) -> Response | None:
    entry = None if refusal is None else errors.STATUSES.get(type(refusal))
    if entry is None:
        return None
    status, words = entry
    return Response(status, words.encode(), "text/plain;charset=UTF-8", codes=(str(status),))


def _failure(request_id: str, code: str, words: str, remarks: dict[str, Any]) -> Response:
    document: dict[str, Any] = {
        "requestId": request_id,
        "success": False,
        "errors": [{"code": code, "message": words}],
        **remarks,
    }
    return Response(body=msgspec.json.encode(document), codes=(code,), message=words)
