"""Envelopes: the form in which each part of the API answers a success, a refusal and a fault."""

from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from mercat.marketo import errors
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import Refusal
from mercat.wire.http import Response
from mercat.wire.operation import Answer

NOTHING_FOUND: Final = "No assets found for the given search criteria."


T = TypeVar("T")
RequestId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]+#[0-9a-f]+$")]


class Problem(Answer):
    """A code and its message."""

    code: str
    message: str


class RecordResult(Answer, kw_only=True):
    """The result of one record of a batch."""

    id: int | str | UnsetType = UNSET
    status: str
    reasons: list[Problem] | UnsetType = UNSET


class Envelope(Answer, Generic[T], kw_only=True):
    """The envelope of the lead database. It omits empty errors and warnings."""

    request_id: RequestId
    success: bool
    errors: list[Problem] | UnsetType = UNSET
    warnings: list[str] | UnsetType = UNSET
    result: list[T] | UnsetType = UNSET
    next_page_token: str | UnsetType = UNSET
    more_result: bool | UnsetType = UNSET


class AssetEnvelope(Answer, Generic[T], kw_only=True):
    """The envelope of the asset API. It always has errors and warnings."""

    request_id: RequestId
    success: bool
    errors: list[Problem]
    warnings: list[str]
    result: list[T] | UnsetType = UNSET


class UserFailure(Answer):
    """The document of an error of user management."""

    request_id: RequestId
    errors: list[Problem]


class IngestionFailure(msgspec.Struct):
    """The document of an error of data ingestion."""

    error_code: str
    message: str


class PageDetails(Answer):
    """Which page of a list an answer shows, counted from 0, and how many items the list has."""

    total_items: int
    page_size: int
    current_page: int


class AssetV2Envelope(Answer, Generic[T], kw_only=True):
    """The envelope of the second version of the asset API."""

    request_id: RequestId
    success: bool
    errors: list[Problem]
    warnings: list[str]
    result: list[T] | UnsetType = UNSET
    page_details: PageDetails | UnsetType = UNSET


class ObjectEnvelope(Answer, Generic[T], kw_only=True):
    """The envelope of the second version of the asset API around one object."""

    request_id: RequestId
    success: bool
    errors: list[Problem]
    warnings: list[str]
    result: T | UnsetType = UNSET


class Reply(msgspec.Struct, Generic[T], kw_only=True):
    """The content of an envelope that is more than a result. Without a result, the type of items is `Never`."""

    result: list[T] | UnsetType = UNSET
    next_page_token: str | UnsetType = UNSET
    more_result: bool | UnsetType = UNSET
    warnings: list[str] | UnsetType = UNSET


class PagedReply(Reply[T], Generic[T], kw_only=True):
    """The content of an envelope with a page of a list."""

    page_details: PageDetails


class ObjectReply(msgspec.Struct, Generic[T]):
    """The content of an envelope whose result is one object."""

    result: T


def asset_reply(items: list[T]) -> Reply[T]:
    """The answer of an asset search. If nothing matches, it has a warning and no `result`."""
    return Reply(result=items) if items else Reply(warnings=[NOTHING_FOUND])


# -- success ----------------------------------------------------------------------------------------------------------


def lead_envelope(request_id: str, result: Any) -> Response:
    """The envelope with a result of the lead database."""
    reply = _reply(result)
    return _response(
        Envelope(
            request_id=request_id,
            success=True,
            warnings=reply.warnings,
            result=reply.result,
            next_page_token=reply.next_page_token,
            more_result=reply.more_result,
        )
    )


def asset_envelope(request_id: str, result: Any) -> Response:
    """The envelope with a result of the asset API."""
    reply = _reply(result)
    warnings = reply.warnings or []
    return _response(
        AssetEnvelope(request_id=request_id, success=True, errors=[], warnings=warnings, result=reply.result)
    )


def asset_v2_envelope(request_id: str, result: Any) -> Response:
    """The envelope with a result of the second version of the asset API."""
    if isinstance(result, ObjectReply):
        return _response(
            ObjectEnvelope(request_id=request_id, success=True, errors=[], warnings=[], result=result.result)
        )
    reply = _reply(result)
    return _response(
        AssetV2Envelope(
            request_id=request_id,
            success=True,
            errors=[],
            warnings=reply.warnings or [],
            result=reply.result,
            page_details=reply.page_details if isinstance(reply, PagedReply) else UNSET,
        )
    )


def bare_document(request_id: str, result: Any) -> Response:
    """The result itself: user management has no envelope."""
    return _response(result)


def problems_of(refusal: Refusal) -> list[Problem]:
    """The problems for which a record of a batch is skipped."""
    code, words = errors.code_and_words(refusal)
    return [Problem(code, words)]


def _record_result(outcome: Outcome) -> RecordResult:
    if isinstance(outcome, Done):
        return RecordResult(id=outcome.id, status=outcome.status)
    record_id = UNSET if outcome.id is None else outcome.id
    return RecordResult(id=record_id, status="skipped", reasons=problems_of(outcome.refusal))


def _reply(result: Any) -> Reply[Any]:
    if isinstance(result, Reply):
        return result
    items = result if isinstance(result, list) else [result]
    if items and isinstance(items[0], Done | Skipped):
        return Reply(result=[_record_result(item) for item in items])
    return Reply(result=items)


def _response(document: Any) -> Response:
    return Response(body=msgspec.json.encode(document))


# -- failure: a refusal, or None for a fault of the server ------------------------------------------------------------


def lead_failure(request_id: str, refusal: Refusal | None) -> Response:
    """An error in the envelope of the lead database. A few refusals answer an HTTP status without an envelope."""
    bare = _bare_status(refusal)
    if bare is not None:
        return bare
    code, words = _code_and_words(refusal)
    document = Envelope[Any](request_id=request_id, success=False, errors=[Problem(code, words)])
    return Response(body=msgspec.json.encode(document), codes=(code,), message=words)


def asset_failure(request_id: str, refusal: Refusal | None) -> Response:
    """An error in the envelope of the asset API, with its codes and texts."""
    bare = _bare_status(refusal)
    if bare is not None:
        return bare
    code, words = _code_and_words(refusal, asset=True)
    document = AssetEnvelope[Any](request_id=request_id, success=False, errors=[Problem(code, words)], warnings=[])
    return Response(body=msgspec.json.encode(document), codes=(code,), message=words)


def user_failure(request_id: str, refusal: Refusal | None) -> Response:
    """An error of user management: the HTTP status of its code, and no `success` member."""
    bare = _bare_status(refusal)
    if bare is not None:
        return bare
    code, words = _code_and_words(refusal)
    status = 500 if refusal is None else errors.status_of(code)
    document = UserFailure(request_id, [Problem(code, words)])
    return Response(status, msgspec.json.encode(document), codes=(code,), message=words)


def ingestion_failure(request_id: str, refusal: Refusal | None) -> Response:
    """An error of data ingestion, which has its own statuses and codes. The request id is in a header."""
    entry = errors.INGESTION_SYSTEM_ERROR
    if refusal is not None:
        entry = errors.INGESTION.get(type(refusal), errors.INGESTION_BAD_REQUEST)
    status, code, words = entry
    return Response(status, msgspec.json.encode(IngestionFailure(code, words)), codes=(code,))


def _code_and_words(refusal: Refusal | None, *, asset: bool = False) -> tuple[str, str]:
    return errors.SYSTEM_ERROR if refusal is None else errors.code_and_words(refusal, asset=asset)


def _bare_status(refusal: Refusal | None) -> Response | None:
    entry = None if refusal is None else errors.STATUSES.get(type(refusal))
    if entry is None:
        return None
    status, words = entry
    return Response(status, words.encode(), "text/plain;charset=UTF-8", codes=(str(status),))


def identity_failure(error: str, description: str = "") -> Response:
    """What the identity service answers to what it refuses."""
    return Response(401, msgspec.json.encode({"error": error, "error_description": description}))
